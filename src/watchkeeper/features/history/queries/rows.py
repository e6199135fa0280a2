"""Fetching single plays with everything that is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, and_, select

from watchkeeper.db.tables import item, library, play, player, stream, user
from watchkeeper.domain.facts import Fact, Facts, PlayId, ServerId
from watchkeeper.domain.play import PlayerFacts, PlaySource
from watchkeeper.domain.watched import LIVE, Length, WatchedRule, progress
from watchkeeper.features.history.queries.follow import display_name
from watchkeeper.features.history.rows import PlayRow, StreamFacts

LOOKUP_SIZE = 500

Values = dict[str, Any]  # Any: values of many columns

ROW_COLUMNS = (
    *(column for column in play.c if column.name not in {"item_id", "player_id", "stream_id"}),
    item.c.live,
    item.c.full_title,
    item.c.duration,
    item.c.marker_credits_first,
    item.c.marker_credits_final,
    item.c.facts,
    *(column for column in player.c if column.name not in {"id", "digest"}),
    stream.c.transcode_decision,
    stream.c.video_full_resolution,
    stream.c.stream_video_full_resolution,
    user.c.user_id.label("known_user"),
    user.c.friendly_name,
    user.c.username.label("username_today"),
    user.c.thumb,
    user.c.custom_avatar_url,
    library.c.section_name,
)
NAMES = tuple(column.name for column in ROW_COLUMNS)
ROWS = (
    select(*ROW_COLUMNS)
    .join_from(play, item)
    .join(player)
    .join(stream)
    .outerjoin(user, and_(user.c.server_id == play.c.server_id, user.c.user_id == play.c.user_id))
    .outerjoin(
        library,
        and_(library.c.server_id == play.c.server_id, library.c.section_id == play.c.section_id),
    )
)


def play_rows(conn: Connection, ids: Iterable[int], rule: WatchedRule) -> dict[PlayId, PlayRow]:
    """The plays of those numbers that there are."""
    wanted = list(ids)
    found: dict[PlayId, PlayRow] = {}
    for start in range(0, len(wanted), LOOKUP_SIZE):
        part = wanted[start : start + LOOKUP_SIZE]
        for row in conn.execute(ROWS.where(play.c.id.in_(part))):
            values = dict(zip(NAMES, row, strict=True))  # a page reads some thousand of them
            found[values["id"]] = _play_row(values, rule)
    return found


def stream_facts(conn: Connection, play_id: PlayId) -> StreamFacts | None:
    """How a play was streamed; None when there is no such play."""
    row = conn.execute(
        select(
            play.c.server_id,
            play.c.media_type,
            play.c.quality_profile,
            play.c.raw,
            item.c.facts,
            stream.c.facts.label("stream_facts"),
        )
        .join_from(play, item)
        .join(stream)
        .where(play.c.id == play_id)
    ).first()
    if row is None:
        return None
    return StreamFacts(
        play_id=play_id,
        server_id=ServerId(row.server_id),
        media_type=row.media_type,
        quality_profile=row.quality_profile,
        item=_item_words(row.facts, _raw_parts(row.raw)),
        stream=orjson.loads(row.stream_facts),
    )


def _play_row(row: Values, rule: WatchedRule) -> PlayRow:
    raw = _raw_parts(row["raw"])
    percent, status = _progress(row, rule)
    known = row["known_user"] is not None
    return PlayRow(
        id=row["id"],
        reference_id=row["reference_id"],
        server_id=row["server_id"],
        started=row["started"],
        stopped=row["stopped"],
        paused_seconds=row["paused_seconds"],
        user_id=row["user_id"],
        username=row["username"],
        friendly_name=display_name(row["friendly_name"], row["username_today"]) if known else None,
        user_thumb=(row["custom_avatar_url"] or row["thumb"] or None) if known else None,
        media_type=row["media_type"],
        live=row["live"],
        rating_key=row["rating_key"],
        parent_rating_key=row["parent_rating_key"],
        grandparent_rating_key=row["grandparent_rating_key"],
        section_id=row["section_id"],
        library_name=row["section_name"],
        full_title=row["full_title"],
        duration=row["duration"],
        marker_credits_first=row["marker_credits_first"],
        marker_credits_final=row["marker_credits_final"],
        view_offset=row["view_offset"],
        ip_address=row["ip_address"],
        bandwidth=row["bandwidth"],
        location=row["location"],
        quality_profile=row["quality_profile"],
        secure=row["secure"],
        relayed=row["relayed"],
        source=PlaySource(row["source"]),
        player=_player_facts(row),
        transcode_decision=row["transcode_decision"],
        video_full_resolution=row["video_full_resolution"],
        stream_video_full_resolution=row["stream_video_full_resolution"],
        item=_item_words(row["facts"], raw),
        raw=raw.get("row", {}),
        percent_complete=percent,
        watched_status=status,
        is_counted=row["is_counted"],
    )


def _player_facts(row: Values) -> PlayerFacts:
    return PlayerFacts(
        player=row["player"],
        product=row["product"],
        product_version=row["product_version"],
        platform=row["platform"],
        platform_version=row["platform_version"],
        profile=row["profile"],
        machine_id=row["machine_id"],
    )


def _progress(row: Values, rule: WatchedRule) -> tuple[float, float]:
    """Percentage and watched status of a play."""
    length = Length(
        duration=row["duration"],
        credits_first=row["marker_credits_first"],
        credits_final=row["marker_credits_final"],
    )
    kind = LIVE if row["live"] else row["media_type"]
    return progress(kind, row["view_offset"], length, rule)


def _raw_parts(text: str | None) -> Mapping[str, Facts]:
    return orjson.loads(text) if text else {}


def _item_words(text: str, raw: Mapping[str, Facts]) -> Facts:
    """The stated words of an item, with those that were kept with the play."""
    words: dict[str, Fact] = orjson.loads(text)
    return words | dict(raw.get("item", {}))
