"""Lines and totals of the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from watchkeeper.features.history import HistoryEntry
from watchkeeper.features.history.running import RunningPlay
from watchkeeper.web.views.flow import mode_words
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.titles import poster_path, title_of
from watchkeeper.web.words import Moment, moment, span

Known = Mapping[str, Any]  # Any: facts of several types
SOURCES = {"recorded": "recorded", "imported": "imported"}
SOURCES |= {"backfilled": "from Plex", "repaired": "corrected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One row of the table, one item of the list."""

    id: str
    ids: str  # play numbers joined by commas; "" for a stream that still runs
    url: str
    started: Moment
    person: str
    person_url: str
    title: str
    subtitle: str
    poster: str
    media_type: str
    live: bool
    player: str
    player_title: str
    mode_class: str
    mode_text: str
    paused: str
    watch_time: str
    percent: int
    is_watched: bool
    group_count: int
    group_url: str
    source: str


def history_line(entry: HistoryEntry, zone: tzinfo, pictures: Pictures) -> HistoryLine:
    """An entry of a history page as people read it."""
    if entry.row is not None:
        return _recorded(entry, zone, pictures)
    if entry.running is None:
        message = "An entry of the history is a play or a stream that runs."
        raise ValueError(message)
    return _running(entry, entry.running, zone, pictures)


def _recorded(entry: HistoryEntry, zone: tzinfo, pictures: Pictures) -> HistoryLine:
    row = entry.row
    assert row is not None  # noqa: S101  # the caller chose this function for it
    facts: Known = {**row.item, "media_type": row.media_type}
    title = title_of(facts)
    mode_class, mode_text = mode_words(row.transcode_decision)
    square = row.media_type in SQUARE_KINDS
    player = row.player.player or row.player.product or ""
    return HistoryLine(
        id=f"play-{row.id}",
        ids=",".join(str(play_id) for play_id in entry.group_ids or (row.id,)),
        url=pictures.url(f"/history/{row.id}"),
        started=moment(entry.date, zone),
        person=row.friendly_name or row.username or "Unknown",
        person_url=pictures.url(f"/history?user_id={row.user_id}"),
        title=title.main,
        subtitle=title.second,
        poster=pictures.poster(row.server_id, poster_path(facts), square=square, small=True),
        media_type=row.media_type,
        live=row.live,
        player=player,
        player_title=" · ".join(part for part in (player, row.player.product) if part),
        mode_class=mode_class,
        mode_text=mode_text,
        paused=span(entry.paused_seconds) if entry.paused_seconds else "–",
        watch_time=span(entry.play_seconds),
        percent=round(entry.percent),
        is_watched=entry.watched_status >= 1,
        group_count=entry.group_count or 1,
        group_url=pictures.url(f"/history?reference_id={row.reference_id}&ungrouped=1"),
        source=SOURCES.get(str(row.source), str(row.source)),
    )


def _running(
    entry: HistoryEntry, running: RunningPlay, zone: tzinfo, pictures: Pictures
) -> HistoryLine:
    facts: Known = {
        "media_type": running.media_type,
        "title": running.title,
        "parent_title": running.parent_title,
        "grandparent_title": running.grandparent_title,
        "original_title": running.original_title,
        "year": running.year,
        "media_index": running.media_index,
        "parent_media_index": running.parent_media_index,
        "thumb": running.thumb,
        "parent_thumb": running.parent_thumb,
        "grandparent_thumb": running.grandparent_thumb,
    }
    title = title_of(facts)
    mode_class, mode_text = mode_words(running.transcode_decision)
    square = running.media_type in SQUARE_KINDS
    return HistoryLine(
        id=f"running-{running.server_id}-{running.session_key}",
        ids="",
        url=pictures.url(f"/stream/{running.server_id}/key-{running.session_key}"),
        started=moment(entry.date, zone),
        person=running.friendly_name or running.username,
        person_url=pictures.url(f"/history?user_id={running.user_id}"),
        title=title.main,
        subtitle=title.second,
        poster=pictures.poster(running.server_id, poster_path(facts), square=square, small=True),
        media_type=running.media_type,
        live=running.live,
        player=running.player,
        player_title=" · ".join(part for part in (running.player, running.product) if part),
        mode_class=mode_class,
        mode_text=mode_text,
        paused=span(entry.paused_seconds) if entry.paused_seconds else "–",
        watch_time=span(entry.play_seconds),
        percent=round(entry.percent),
        is_watched=entry.watched_status >= 1,
        group_count=1,
        group_url="",
        source="playing now",
    )
