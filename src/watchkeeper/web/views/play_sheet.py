"""The sheet of one play, recorded or running."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from watchkeeper.features.history import PlayRow, StreamFacts
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.web.views.avatar import Avatar, avatar_of
from watchkeeper.web.views.flow import FlowLine, flow_of, mode_words, reasons_of
from watchkeeper.web.views.history import SOURCES
from watchkeeper.web.views.history_listing import Option
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.titles import poster_path, title_of
from watchkeeper.web.words import bitrate, clock, moment, span

WIDTH = 1000
MARGIN_WIDTH = 4
SECONDS_FORM = "%Y-%m-%d %H:%M:%S"
STOP_MESSAGE = "The owner of this server has ended this stream."
Known = Mapping[str, Any]  # Any: facts of several types


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the timeline, in thousandths of its width; `kind` is playing or paused."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class SessionLink:
    """Another session of the same play."""

    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaySheet:
    """Everything the sheet shows."""

    title: str
    subtitle: str
    poster: str
    person: str
    avatar: Avatar
    mode_class: str
    mode_text: str
    reasons: str
    times: tuple[Row, ...]
    timeline: tuple[Bar, ...]
    timeline_text: str
    flow: tuple[FlowLine, ...]
    connection: tuple[Row, ...]
    sessions: tuple[SessionLink, ...] = ()
    back_url: str
    edit_url: str = ""
    delete_url: str = ""
    stop_url: str = ""
    stop_message: str = STOP_MESSAGE
    people: tuple[Option, ...] = ()
    user_id: str = ""
    stopped_text: str = ""
    paused_seconds: int = 0


def play_sheet(
    row: PlayRow,
    stream: StreamFacts | None,
    zone: tzinfo,
    pictures: Pictures,
    people: Sequence[Option],
) -> PlaySheet:
    """The sheet of a recorded play."""
    item: Known = {**row.item, "media_type": row.media_type}
    title = title_of(item)
    mode_class, mode_text = mode_words(row.transcode_decision)
    facts: Known = {**(stream.stream if stream else {}), "quality_profile": row.quality_profile}
    timeline = _timeline(row.play_seconds, row.paused_seconds)
    return PlaySheet(
        title=title.main,
        subtitle=title.second,
        poster=pictures.poster(
            row.server_id, poster_path(item), square=row.media_type in SQUARE_KINDS
        ),
        person=row.friendly_name or row.username or "Unknown",
        avatar=avatar_of(row.friendly_name or row.username or ""),
        mode_class=mode_class,
        mode_text=mode_text,
        reasons=reasons_of(facts),
        times=_times(row, zone),
        timeline=timeline,
        timeline_text=f"{span(row.play_seconds)} watched, {span(row.paused_seconds)} paused",
        flow=flow_of(facts),
        connection=_connection(row),
        back_url=pictures.url("/history"),
        edit_url=pictures.url(f"/history/{row.id}/edit"),
        delete_url=pictures.url(f"/history/{row.id}/delete"),
        people=tuple(people),
        user_id=str(row.user_id),
        stopped_text=moment(row.stopped, zone, SECONDS_FORM).text if row.stopped else "",
        paused_seconds=row.paused_seconds,
    )


def live_sheet(live: LiveSession, now: float, zone: tzinfo, pictures: Pictures) -> PlaySheet:
    """The sheet of a stream that runs."""
    observed, facts = live.observed, live.observed.facts
    item: Known = {**facts, "media_type": observed.media_type}
    title = title_of(item)
    mode_class, mode_text = mode_words(facts.get("transcode_decision"))
    played, paused = live.play_seconds(now), live.paused_until(now)
    can_stop = bool(observed.session_id) and live.is_confirmed
    return PlaySheet(
        title=title.main,
        subtitle=title.second,
        poster=pictures.poster(
            live.server_id, poster_path(item), square=observed.media_type in SQUARE_KINDS
        ),
        person=live.person.friendly_name or live.person.username,
        avatar=avatar_of(live.person.friendly_name or live.person.username),
        mode_class=mode_class,
        mode_text=mode_text,
        reasons=reasons_of(facts),
        times=(
            Row("Started", moment(live.started, zone, SECONDS_FORM).text),
            Row("Watched", span(played)),
            Row("Paused", span(paused)),
            Row("Position", clock(live.position(now))),
        ),
        timeline=_timeline(played, paused),
        timeline_text=f"{span(played)} watched, {span(paused)} paused",
        flow=flow_of(facts),
        connection=_live_connection(live),
        back_url=pictures.url("/"),
        stop_url=pictures.url(f"/stream/{live.server_id}/{live.number}/stop") if can_stop else "",
    )


def _times(row: PlayRow, zone: tzinfo) -> tuple[Row, ...]:
    stopped = moment(row.stopped, zone, SECONDS_FORM).text if row.stopped else "not known"
    length = clock(row.duration) if row.duration else "not known"
    return (
        Row("Started", moment(row.started, zone, SECONDS_FORM).text),
        Row("Ended", stopped),
        Row("Watched", span(row.play_seconds)),
        Row("Paused", span(row.paused_seconds)),
        Row("Position", f"{clock(row.view_offset or 0)} of {length}"),
        Row("Progress", f"{round(row.percent_complete)} %"),
        Row("Source", SOURCES.get(str(row.source), str(row.source))),
    )


def _timeline(played: float, paused: float) -> tuple[Bar, ...]:
    """How the time divides: the record keeps how long was paused, not when."""
    whole = played + paused
    if whole <= 0:
        return ()
    width = WIDTH * played / whole
    bars = [Bar("playing", 0, round(width, 1))]
    if paused:
        bars.append(Bar("paused", round(width + MARGIN_WIDTH, 1), round(WIDTH - width, 1)))
    return tuple(bars)


def _connection(row: PlayRow) -> tuple[Row, ...]:
    player = row.player
    return _present(
        ("Player", player.player),
        ("Product", _joined(player.product, player.product_version)),
        ("Platform", _joined(player.platform, player.platform_version)),
        ("Place", _place(row.location, row.relayed)),
        ("Secure", _yes_no(row.secure)),
        ("Address", row.ip_address),
        ("Bandwidth", bitrate(row.bandwidth)),
        ("Library", row.library_name),
    )


def _live_connection(live: LiveSession) -> tuple[Row, ...]:
    player, facts = live.observed.player, live.observed.facts
    bandwidth = facts.get("bandwidth")
    return _present(
        ("Player", player.player),
        ("Product", _joined(player.product, player.product_version)),
        ("Platform", _joined(player.platform, player.platform_version)),
        ("Place", _place(facts.get("location"), facts.get("relayed"))),
        ("Secure", _yes_no(facts.get("secure"))),
        ("Address", live.observed.ip_address),
        ("Bandwidth", bitrate(bandwidth if isinstance(bandwidth, int | float) else None)),
        ("Library", str(facts.get("library_name") or "")),
    )


def _present(*pairs: tuple[str, str | None]) -> tuple[Row, ...]:
    return tuple(Row(name, value) for name, value in pairs if value)


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _place(location: object, relayed: object) -> str:
    words = {"lan": "local", "wan": "remote", "cellular": "remote, mobile network"}
    text = words.get(str(location or ""), "")
    return f"{text or 'remote'}, through Plex Relay" if relayed else text


def _yes_no(value: object) -> str:
    return "" if value is None else "yes" if value else "no"
