"""The sheet of one play, recorded or running."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any

import orjson

from watchkeeper.features.history import HistoryEntry, PlayRow, StreamFacts
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.located import Seen
from watchkeeper.web.views.avatar import Avatar, avatar_of
from watchkeeper.web.views.history.asked import Option
from watchkeeper.web.views.history.line import source_words
from watchkeeper.web.views.history.play_edit import FORMS, Entered
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.streams.card import Scene
from watchkeeper.web.views.streams.delivery import (
    connection_of,
    note_of,
    place_words,
    product_words,
)
from watchkeeper.web.views.streams.flow import FlowLine, flow_of, mode_words, reasons_of
from watchkeeper.web.views.titles import Title, poster_path, title_of
from watchkeeper.web.words import Moment, bitrate, clock, joined, moment, per_cent, readable, span

WIDTH = 1000
GAP = 4
SECONDS_FORM = "%Y-%m-%d %H:%M:%S"
STOP_MESSAGE = N_("The owner of this server has ended this stream.")
NOTHING_ENTERED = Entered()
Known = Mapping[str, Any]  # Any: facts of several types


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its value; an instant is written by whoever shows it."""

    name: str
    value: str = ""
    at: Moment | None = None
    is_address: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the timeline, in thousandths of its width; `kind` is playing or paused."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class SessionLink:
    """One session of the same play."""

    url: str
    at: Moment
    text: str
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditForm:
    """The form that corrects a play, as it stands."""

    url: str
    delete_url: str
    people: tuple[Option, ...]
    user_id: str
    stopped: str
    paused_seconds: str
    problem: str  # why what was entered was not kept, "" when nothing was
    wrong: str  # name of the field that does not fit
    zone: str
    play_id: int
    is_counted: bool
    is_of_several: bool  # whether it can be split off
    link_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaySheet:
    """Everything the sheet shows."""

    title: str
    subtitle: str
    poster: str
    is_square: bool
    person: str
    person_url: str
    item_url: str
    avatar: Avatar
    mode_class: str
    mode_text: str
    reasons: str
    times: tuple[Row, ...]
    timeline: tuple[Bar, ...]
    timeline_text: str
    flow: tuple[FlowLine, ...]
    connection: tuple[Row, ...]
    back_url: str
    sessions: tuple[SessionLink, ...] = ()
    edit: EditForm | None = None
    stop_url: str = ""
    stop_message: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetParts:
    """What the sheet of a recorded play is made of, besides the play."""

    stream: StreamFacts | None
    sessions: Sequence[HistoryEntry]
    people: tuple[Option, ...]
    zone: tzinfo
    pictures: Pictures
    query: str  # of the listing behind the sheet
    places: Mapping[Seen, str]
    entered: Entered = NOTHING_ENTERED


def play_sheet(row: PlayRow, parts: SheetParts) -> PlaySheet:
    """The sheet of a recorded play."""
    item: Known = {**row.item, "media_type": row.media_type}
    seen = (row.server_id, row.user_id, row.ip_address)
    stream = parts.stream.stream if parts.stream else {}
    facts: Known = {
        **stream,
        "quality_profile": row.quality_profile,
        "transcode_decision": row.transcode_decision,
    }
    return PlaySheet(
        **_head(
            title_of(item), readable(row.friendly_name, row.username, otherwise=_("Unknown")), facts
        ),
        poster=_poster(parts.pictures, row, item),
        is_square=row.media_type in SQUARE_KINDS,
        person_url=parts.pictures.url(f"/users/{row.server_id}/{row.user_id}"),
        item_url=_item_url(parts.pictures, row.server_id, row.rating_key),
        times=_times(row, parts.zone),
        timeline=timeline(row.play_seconds, row.paused_seconds),
        timeline_text=_timeline_text(row.play_seconds, row.paused_seconds),
        connection=_connection(row, parts.places.get(seen, "")),
        sessions=_sessions(row, parts),
        back_url=parts.pictures.url(f"/history{parts.query}"),
        edit=_edit_form(row, parts),
        raw=_raw(row, parts.stream),
    )


def live_sheet(live: LiveSession, scene: Scene) -> PlaySheet:
    """The sheet of a stream that runs."""
    observed, facts, url = live.observed, live.observed.facts, scene.pictures.url
    item: Known = {**facts, "media_type": observed.media_type}
    played, paused = live.play_seconds(scene.now), live.paused_until(scene.now)
    square = observed.media_type in SQUARE_KINDS
    path = f"/stream/{live.server_id}/{live.number}"
    return PlaySheet(
        **_head(title_of(item), live.person.friendly_name or live.person.username, facts),
        poster=scene.pictures.poster(
            live.server_id, poster_path(item), square=square, live=observed.is_live
        ),
        is_square=square,
        person_url=url(f"/users/{live.server_id}/{live.person.user_id}"),
        item_url=_item_url(scene.pictures, live.server_id, live.rating_key),
        times=(
            Row(_("Started"), at=moment(live.started, scene.zone, SECONDS_FORM)),
            Row(_("Watched"), span(played)),
            Row(_("Paused"), span(paused)),
            Row(_("Position"), clock(live.position(scene.now))),
        ),
        timeline=timeline(played, paused),
        timeline_text=_timeline_text(played, paused),
        connection=_live_connection(live, scene.town(live)),
        back_url=url("/"),
        stop_message=_(STOP_MESSAGE),
        stop_url=url(f"{path}/stop") if observed.session_id and live.is_confirmed else "",
    )


def timeline(played: float, paused: float) -> tuple[Bar, ...]:
    """How the time divides: the record keeps how long was paused, not when.

    Examples:
        >>> timeline(300, 100)
        (Bar(kind='playing', x=0, width=748.0), Bar(kind='paused', x=752.0, width=248.0))
    """
    whole = played + paused
    if whole <= 0:
        return ()
    if not paused:
        return (Bar("playing", 0, WIDTH),)
    at = WIDTH * played / whole
    return (
        Bar("playing", 0, round(max(0.0, at - GAP / 2), 1)),
        Bar("paused", round(at + GAP / 2, 1), round(max(0.0, WIDTH - at - GAP / 2), 1)),
    )


def _timeline_text(played: float, paused: float) -> str:
    return _("%(played)s watched, %(paused)s paused", played=span(played), paused=span(paused))


def _head(title: Title, person: str, facts: Known) -> dict[str, Any]:  # Any: fields of PlaySheet
    mode_class, mode_text = mode_words(facts.get("transcode_decision"))
    return {
        "title": title.main,
        "subtitle": title.second,
        "person": person,
        "avatar": avatar_of(person),
        "mode_class": mode_class,
        "mode_text": mode_text,
        "reasons": reasons_of(facts),
        "flow": flow_of(facts),
    }


def _poster(pictures: Pictures, row: PlayRow, item: Known) -> str:
    square = row.media_type in SQUARE_KINDS
    return pictures.poster(row.server_id, poster_path(item), square=square, live=row.live)


def _item_url(pictures: Pictures, server_id: int, rating_key: int | None) -> str:
    return pictures.url(f"/items/{server_id}/{rating_key}") if rating_key else ""


def _times(row: PlayRow, zone: tzinfo) -> tuple[Row, ...]:
    length = clock(row.duration) if row.duration else _("not known")
    position = _("%(position)s of %(length)s", position=clock(row.view_offset or 0), length=length)
    ended = moment(row.stopped, zone, SECONDS_FORM) if row.stopped else None
    return (
        Row(_("Started"), at=moment(row.started, zone, SECONDS_FORM)),
        Row(_("Ended"), "" if ended else _("not known"), at=ended),
        Row(_("Watched"), span(row.play_seconds)),
        Row(_("Paused"), span(row.paused_seconds)),
        Row(_("Position"), position),
        Row(_("Progress"), per_cent(row.percent_complete)),
        Row(_("Source"), source_words(str(row.source))),
        Row(_("Figures"), _("counted") if row.is_counted else _("not counted")),
    )


def _sessions(row: PlayRow, parts: SheetParts) -> tuple[SessionLink, ...]:
    links = [
        SessionLink(
            url=parts.pictures.url(f"/history/{entry.row.id}{parts.query}"),
            at=moment(entry.started, parts.zone),
            text=joined(span(entry.play_seconds), per_cent(entry.percent)),
            is_this=entry.row.id == row.id,
        )
        for entry in parts.sessions
        if entry.row is not None
    ]
    return tuple(links) if len(links) > 1 else ()


def _edit_form(row: PlayRow, parts: SheetParts) -> EditForm:
    url, entered = parts.pictures.url, parts.entered
    ended = datetime.fromtimestamp(row.stopped, parts.zone) if row.stopped else None
    return EditForm(
        url=url(f"/history/{row.id}/edit"),
        delete_url=url(f"/history/{row.id}/delete"),
        people=_with_own(parts.people, row),
        user_id=entered.get("user_id", str(row.user_id)),
        stopped=entered.get("stopped", f"{ended:{FORMS[0]}}" if ended else ""),
        paused_seconds=entered.get("paused_seconds", str(row.paused_seconds)),
        problem=entered.problem,
        wrong=entered.field,
        zone=str(parts.zone),
        play_id=row.id,
        is_counted=row.is_counted,
        is_of_several=len(parts.sessions) > 1,
        link_url=url(f"/history/{row.id}/link"),
    )


def _with_own(people: tuple[Option, ...], row: PlayRow) -> tuple[Option, ...]:
    """The choice of people; whoever played it is in it, also when no server knows them any more."""
    own = str(row.user_id)
    if any(option.value == own for option in people):
        return people
    return (
        Option(
            own,
            readable(
                row.friendly_name, row.username, otherwise=_("Unknown (%(number)s)", number=own)
            ),
        ),
        *people,
    )


def _raw(row: PlayRow, stream: StreamFacts | None) -> str:
    """All that is stored, for whoever wants to look behind the words."""
    values = {**asdict(row), "stream": dict(stream.stream) if stream else {}}
    return orjson.dumps(values, default=str, option=orjson.OPT_INDENT_2).decode()


def _connection(row: PlayRow, town: str) -> tuple[Row, ...]:
    player = row.player
    return _present(
        Row(_("Player"), player.player or ""),
        Row(_("Product"), _words(player.product, player.product_version)),
        Row(_("Platform"), _words(player.platform, player.platform_version)),
        Row(_("Place"), place_words(row.location, row.relayed)),
        Row(_("Secure"), _yes_no(row.secure)),
        Row(_("Address"), row.ip_address or "", is_address=True),
        Row(_("Town"), town, is_address=True),
        Row(_("Bandwidth"), bitrate(row.bandwidth)),
        Row(_("Library"), row.library_name or ""),
    )


def _live_connection(live: LiveSession, town: str) -> tuple[Row, ...]:
    connection, player = connection_of(live), live.observed.player
    return _present(
        Row(_("Player"), player.player or ""),
        Row(_("Product"), product_words(live)),
        Row(_("Device"), connection.device),
        Row(_("Place"), connection.location),
        Row(_("Secure"), _yes_no(connection.is_secure)),
        Row(_("Address"), connection.address, is_address=True),
        Row(_("Town"), town, is_address=True),
        Row(_("Bandwidth"), connection.bandwidth),
        Row(_("Library"), str(live.observed.facts.get("library_name") or "")),
        Row(_("Version"), note_of(live.observed.facts)),
    )


def _present(*rows: Row) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.value)


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")
