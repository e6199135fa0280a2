"""Rows of the history as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import tzinfo
from typing import Any

from watchkeeper.features.history import HistoryEntry, PlayRow
from watchkeeper.features.history.running import RunningPlay
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.located import Seen
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.streams.delivery import place_words
from watchkeeper.web.views.streams.flow import mode_words
from watchkeeper.web.views.titles import poster_path, title_of
from watchkeeper.web.words import Moment, moment, readable, span

Known = Mapping[str, Any]  # Any: facts of several types
SOURCES = {"recorded": N_("recorded"), "imported": N_("imported")}
SOURCES |= {"backfilled": N_("from Plex"), "repaired": N_("corrected")}
RUNNING_FACTS = (
    *("media_type", "title", "parent_title", "grandparent_title", "original_title", "year"),
    *("media_index", "parent_media_index", "thumb", "parent_thumb", "grandparent_thumb"),
    "channel_title",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all rows of a page share; `query` goes into their links, so that Back leads here."""

    zone: tzinfo
    pictures: Pictures
    query: str = ""
    servers: Mapping[int, str] = field(default_factory=dict)
    libraries: Mapping[tuple[int, int], str] = field(default_factory=dict)
    places: Mapping[Seen, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One row of the table, one item of the list."""

    id: str
    ids: str  # play numbers joined by commas; "" for a stream that still runs
    url: str
    started: Moment
    stopped: Moment | None
    person: str
    person_url: str
    title: str
    subtitle: str
    poster: str
    item_url: str  # the page of the title; "" for what has no number
    media_type: str
    live: bool
    library: str
    server: str
    player: str
    product: str
    platform: str
    address: str
    place: str  # local or remote
    town: str  # where its address is; "" when it is not known
    mode_class: str
    mode_text: str
    paused: str
    watch_time: str
    percent: int
    is_watched: bool
    group_count: int
    group_url: str
    source: str
    view_offset: int | None = None  # milliseconds, of a stream that runs
    duration: int | None = None  # milliseconds, of a stream that runs
    is_moving: bool = False
    is_counted: bool = True

    @property
    def is_running(self) -> bool:
        return not self.ids


@dataclass(frozen=True, slots=True, kw_only=True)
class _Player:
    """The player of a recorded play or of a stream, under the same names."""

    player: str
    product: str
    platform: str


def source_words(source: str) -> str:
    """Where the record has a play from."""
    return _(SOURCES.get(source, source))


def history_line(entry: HistoryEntry, setting: Setting) -> HistoryLine:
    """An entry of a history page."""
    if entry.row is not None:
        return _recorded(entry, entry.row, setting)
    if entry.running is None:
        message = "An entry of the history is a play or a stream that runs."
        raise ValueError(message)
    return _running(entry, entry.running, setting)


def seen_of(entry: HistoryEntry) -> Seen:
    """Whose the entry is, and from which address."""
    play = entry.row or entry.running
    if play is None:
        message = "An entry of the history is a play or a stream that runs."
        raise ValueError(message)
    return play.server_id, play.user_id, play.ip_address


def _recorded(entry: HistoryEntry, row: PlayRow, setting: Setting) -> HistoryLine:
    url = setting.pictures.url
    player = _Player(
        player=row.player.player or row.player.product or "",
        product=row.player.product or "",
        platform=row.player.platform or "",
    )
    return HistoryLine(
        id=f"play-{row.id}",
        ids=",".join(str(play_id) for play_id in entry.group_ids or (row.id,)),
        url=url(f"/history/{row.id}{setting.query}"),
        library=row.library_name or "",
        group_count=entry.group_count or 1,
        group_url=url(f"/history?reference_id={row.reference_id}&ungrouped=1"),
        source=source_words(str(row.source)),
        is_counted=row.is_counted,
        **_shared(entry, row, {**row.item, "media_type": row.media_type}, player, setting),
    )


def _running(entry: HistoryEntry, running: RunningPlay, setting: Setting) -> HistoryLine:
    facts: Known = {name: getattr(running, name) for name in RUNNING_FACTS}
    path = f"/stream/{running.server_id}/key-{running.session_key}"
    section = (running.server_id, running.section_id or 0)
    player = _Player(player=running.player, product=running.product, platform=running.platform)
    return HistoryLine(
        id=f"running-{running.server_id}-{running.session_key}",
        ids="",
        url=setting.pictures.url(path),
        library=setting.libraries.get(section, ""),
        group_count=1,
        group_url="",
        source=_("playing now"),
        view_offset=running.view_offset,
        duration=None if running.live else running.duration,
        is_moving=str(running.state) == "playing",
        **_shared(entry, running, facts, player, setting),
    )


def _shared(
    entry: HistoryEntry,
    play: PlayRow | RunningPlay,
    facts: Known,
    player: _Player,
    setting: Setting,
) -> dict[str, Any]:  # Any: fields of HistoryLine
    """What a play and a stream state in the same words."""
    title = title_of(facts)
    mode_class, mode_text = mode_words(play.transcode_decision)
    poster = setting.pictures.poster(
        play.server_id,
        poster_path(facts),
        square=play.media_type in SQUARE_KINDS,
        small=True,
        live=play.live,
    )
    return {
        "started": moment(entry.date, setting.zone),
        "stopped": moment(entry.stopped, setting.zone) if entry.stopped and entry.row else None,
        "person": readable(play.friendly_name, play.username, otherwise=_("Unknown")),
        "person_url": setting.pictures.url(f"/users/{play.server_id}/{play.user_id}"),
        "title": title.main,
        "subtitle": title.second,
        "poster": poster,
        "item_url": _item_url(play, setting),
        "media_type": play.media_type,
        "live": play.live,
        "player": player.player,
        "product": player.product,
        "platform": player.platform,
        "server": setting.servers.get(play.server_id, ""),
        "address": play.ip_address or "",
        "place": place_words(play.location, play.relayed),
        "town": setting.places.get((play.server_id, play.user_id, play.ip_address), ""),
        "mode_class": mode_class,
        "mode_text": mode_text,
        "paused": span(entry.paused_seconds) if entry.paused_seconds else "–",
        "watch_time": span(entry.play_seconds),
        "percent": round(entry.percent),
        "is_watched": entry.watched_status >= 1 and not (entry.running and play.live),
    }


def _item_url(play: PlayRow | RunningPlay, setting: Setting) -> str:
    if not play.rating_key:
        return ""
    return setting.pictures.url(f"/items/{play.server_id}/{play.rating_key}")
