"""Writing plays: the only statements that add, change or remove them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, insert, select, update

from watchkeeper.db.bulk import insert_many
from watchkeeper.db.tables import item, play, record_state, user_privacy
from watchkeeper.domain.facts import PlayId, ServerId, UserId, whole_number
from watchkeeper.domain.grouping import GroupingFacts, belongs_to
from watchkeeper.domain.networks import shortened
from watchkeeper.domain.play import NewPlay
from watchkeeper.domain.watched import Length, WatchedRule
from watchkeeper.features.history.queries.descriptions import (
    KnownDescriptions,
    is_live,
    text_of,
    volatile_words,
)

REVISION = select(record_state.c.revision)
RAISE_REVISION = (
    update(record_state).where(record_state.c.id == 1).values(revision=record_state.c.revision + 1)
)
OWN_GROUP = update(play).where(play.c.id == bindparam("own")).values(reference_id=bindparam("own"))
SHORTENING = select(user_privacy.c.server_id, user_privacy.c.user_id).where(
    user_privacy.c.shortens_addresses
)


def raise_revision(conn: Connection) -> int:
    """Count one change of the record; every play changed with it carries the number."""
    if conn.execute(RAISE_REVISION).rowcount == 0:
        conn.execute(insert(record_state).values(id=1, revision=1))
    return int(conn.execute(REVISION).scalar_one())


def write_play(conn: Connection, new: NewPlay, rule: WatchedRule) -> PlayId:
    """Add one play, grouped by the rules unless it states its group; returns its id.

    For use inside any write function: the play and what else is written stand or fall together.
    Afterwards, outside the transaction, call `History.catch_up`.
    """
    row = _play_row(new, KnownDescriptions().ids(conn, [new])[0])
    _shorten_addresses(conn, [row])
    row["revision"] = raise_revision(conn)
    row["reference_id"] = new.reference_id or _group(conn, new, rule) or 0
    play_id = _insert_row(conn, row)
    if not row["reference_id"]:
        conn.execute(OWN_GROUP, {"own": play_id})
    return play_id


def record_many_now(
    conn: Connection,
    plays: Sequence[NewPlay],
    rule: WatchedRule | None = None,
    known: KnownDescriptions | None = None,
) -> list[PlayId]:
    """Add many plays at once, in their order; ids and reference ids that they state are kept.

    Plays without a reference id are grouped by `rule`, one at a time and so more slowly. Batches
    of some thousands are fastest, with the same `known` for all batches of a run. Afterwards,
    outside the transaction, call `History.catch_up`.
    """
    if not plays:
        return []
    if any(new.reference_id is None for new in plays):
        return [write_play(conn, new, rule or WatchedRule()) for new in plays]
    ids = (known or KnownDescriptions()).ids(conn, plays)
    revision = raise_revision(conn)
    rows = [_play_row(new, ids[number]) for number, new in enumerate(plays)]
    for new, row in zip(plays, rows, strict=True):
        row["revision"] = revision
        row["reference_id"] = new.reference_id
    _shorten_addresses(conn, rows)
    return _insert_rows(conn, rows)


def grouping_facts(new: NewPlay, play_id: PlayId) -> GroupingFacts:
    """What the grouping rule needs to know of a play that is not written yet."""
    return GroupingFacts(
        id=play_id,
        server_id=new.server_id,
        user_id=new.user_id,
        media_type=new.media_type,
        rating_key=new.rating_key,
        guid=text_of(new.item.get("guid")),
        full_title=text_of(new.item.get("full_title")),
        is_live=is_live(new.item),
        started=new.started,
        stopped=new.stopped,
        view_offset=new.view_offset,
        length=Length(
            duration=whole_number(new.item.get("duration")),
            credits_first=whole_number(new.item.get("marker_credits_first")),
            credits_final=whole_number(new.item.get("marker_credits_final")),
        ),
    )


GROUPING_COLUMNS = (
    play.c.id,
    play.c.server_id,
    play.c.user_id,
    play.c.media_type,
    play.c.rating_key,
    item.c.guid,
    item.c.full_title,
    item.c.live,
    play.c.started,
    play.c.stopped,
    play.c.view_offset,
    item.c.duration,
    item.c.marker_credits_first,
    item.c.marker_credits_final,
    play.c.reference_id,
)


LAST = (
    select(*GROUPING_COLUMNS)
    .join_from(play, item)
    .where(play.c.server_id == bindparam("server"))
    .order_by(play.c.id.desc())
    .limit(1)
)
LAST_OF_USER = LAST.where(play.c.user_id == bindparam("user"))
LAST_OF_ITEM = LAST.where(
    play.c.rating_key == bindparam("rating_key"),
    play.c.user_id + 0 == bindparam("user"),
)
"""By the index of items: SQLite would take that of people, and read all plays of whoever never
played the item before. A sum has no index."""
INSERT_PLAY = insert(play)


def stored_grouping_facts(row: Sequence[Any]) -> GroupingFacts:  # Any: a row of GROUPING_COLUMNS
    """The same of a play in the record."""
    return GroupingFacts(
        id=PlayId(row[0]),
        server_id=ServerId(row[1]),
        user_id=UserId(row[2]),
        media_type=row[3],
        rating_key=row[4],
        guid=row[5],
        full_title=row[6],
        is_live=row[7],
        started=row[8],
        stopped=row[9],
        view_offset=row[10],
        length=Length(duration=row[11], credits_first=row[12], credits_final=row[13]),
        reference_id=PlayId(row[14]),
    )


def _group(conn: Connection, new: NewPlay, rule: WatchedRule) -> PlayId | None:
    facts = grouping_facts(new, new.id or PlayId(0))
    wanted = LAST_OF_USER if facts.is_live else LAST_OF_ITEM
    if new.id is not None:
        wanted = wanted.where(play.c.id < new.id)
    whose = {"server": new.server_id, "user": new.user_id, "rating_key": new.rating_key}
    row = conn.execute(wanted, whose).first()
    if row is None:
        return None
    earlier = stored_grouping_facts(row)
    return earlier.reference_id if belongs_to(facts, earlier, rule) else None


def _shorten_addresses(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep no whole address of whoever is to have none."""
    people = {(server_id, user_id) for server_id, user_id in conn.execute(SHORTENING)}
    for row in rows if people else ():
        if (row["server_id"], row["user_id"]) in people:
            row["ip_address"] = shortened(row["ip_address"])


def _insert_rows(conn: Connection, rows: list[dict[str, Any]]) -> list[PlayId]:
    """Insert rows of which some may lack an id: those get numbers after all that were given."""
    named = [row for row in rows if row["id"] is not None]
    insert_many(conn, play, named)
    nameless = [row for row in rows if row["id"] is None]
    if nameless:
        first = _insert_row(conn, nameless[0])
        for number, row in enumerate(nameless, first):
            row["id"] = number
    insert_many(conn, play, nameless[1:])
    return [PlayId(row["id"]) for row in rows]


def _insert_row(conn: Connection, row: dict[str, Any]) -> PlayId:
    stated = {name: value for name, value in row.items() if name != "id" or value is not None}
    key = conn.execute(INSERT_PLAY, stated).inserted_primary_key
    if key is None:
        raise AssertionError("an insert states the key of its row")
    return PlayId(key[0])


def _play_row(new: NewPlay, descriptions: tuple[int, int, int]) -> dict[str, Any]:
    item_id, player_id, stream_id = descriptions
    return {
        "id": new.id,
        "server_id": new.server_id,
        "started": new.started,
        "stopped": new.stopped,
        "paused_seconds": new.paused_seconds,
        "user_id": new.user_id,
        "username": new.username,
        "item_id": item_id,
        "player_id": player_id,
        "stream_id": stream_id,
        "media_type": new.media_type,
        "rating_key": new.rating_key,
        "parent_rating_key": new.parent_rating_key,
        "grandparent_rating_key": new.grandparent_rating_key,
        "section_id": new.section_id,
        "view_offset": new.view_offset,
        "ip_address": new.ip_address,
        "bandwidth": new.bandwidth,
        "location": new.location,
        "quality_profile": new.quality_profile,
        "secure": new.secure,
        "relayed": new.relayed,
        "source": new.source.value,
        "raw": _raw_text(new),
        "is_counted": True,
    }


def _raw_text(new: NewPlay) -> str | None:
    parts = {"row": dict(new.raw), "item": volatile_words(new.item)}
    kept = {name: part for name, part in parts.items() if part}
    return orjson.dumps(kept).decode() if kept else None
