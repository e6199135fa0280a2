"""A live session as a card on Home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from watchkeeper.domain.session import SessionState
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.web.views.avatar import Avatar, avatar_of
from watchkeeper.web.views.flow import FlowLine, flow_of, mode_words, reasons_of
from watchkeeper.web.views.pictures import ART, SQUARE_KINDS, Pictures
from watchkeeper.web.views.titles import poster_path, title_of
from watchkeeper.web.words import Moment, clock, moment, percent

STATES = {
    SessionState.PLAYING: ("Playing", "play"),
    SessionState.PAUSED: ("Paused", "pause"),
    SessionState.BUFFERING: ("Buffering", "buffer"),
    SessionState.STOPPED: ("Stopping", "stop"),
    SessionState.ERROR: ("Error", "warning"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCard:
    """What a card shows of one stream."""

    id: str
    state: str
    state_text: str
    state_icon: str
    is_running: bool
    is_confirmed: bool
    view_offset: int  # milliseconds
    duration: int | None  # milliseconds
    percent: int
    ahead_percent: int  # how far the transcoder has come
    elapsed_text: str
    duration_text: str
    ends_at: Moment | None
    title: str
    subtitle: str
    poster: str
    poster_alt: str
    is_square: bool
    art: str
    person: str
    avatar: Avatar
    mode_class: str
    mode_text: str
    mode_why: str
    flow: tuple[FlowLine, ...]
    player_text: str
    is_local: bool
    location_text: str
    details_url: str


def card_id(live: LiveSession) -> str:
    """The id of a card in the page: the same from look to look."""
    return f"stream-{live.server_id}-{live.number}"


def stream_card(live: LiveSession, now: float, zone: tzinfo, pictures: Pictures) -> StreamCard:
    """The card of a session at an instant (UTC seconds)."""
    observed, facts = live.observed, live.observed.facts
    title = title_of({**facts, "media_type": observed.media_type})
    offset = live.position(now) if live.is_confirmed else observed.view_offset
    duration = None if observed.is_live else observed.duration
    square = observed.media_type in SQUARE_KINDS
    state_text, state_icon = STATES[live.state]
    mode_class, mode_text = mode_words(facts.get("transcode_decision"))
    is_running = live.is_moving and live.is_confirmed
    return StreamCard(
        id=card_id(live),
        state=str(live.state),
        state_text=state_text if live.is_confirmed else "Not confirmed",
        state_icon=state_icon,
        is_running=is_running,
        is_confirmed=live.is_confirmed,
        view_offset=offset,
        duration=duration,
        percent=percent(offset, duration),
        ahead_percent=percent(_ahead(live), duration),
        elapsed_text=clock(offset),
        duration_text=clock(duration or 0),
        ends_at=_ends_at(offset, duration, now, zone) if is_running else None,
        title=title.main,
        subtitle=title.second,
        poster=pictures.poster(live.server_id, poster_path(facts), square=square),
        poster_alt=title.main,
        is_square=square,
        art=_art(live, pictures),
        person=live.person.friendly_name or live.person.username,
        avatar=avatar_of(live.person.friendly_name or live.person.username),
        mode_class=mode_class,
        mode_text=mode_text,
        mode_why=reasons_of(facts),
        flow=flow_of(facts),
        player_text=_player_text(live),
        is_local=observed.facts.get("location") == "lan",
        location_text=_location_text(live),
        details_url=pictures.url(f"/stream/{live.server_id}/{live.number}"),
    )


def _ahead(live: LiveSession) -> float:
    done = live.observed.facts.get("transcode_max_offset_available")
    return float(done) * 1000 if isinstance(done, int | float) else 0.0


def _ends_at(offset: int, duration: int | None, now: float, zone: tzinfo) -> Moment | None:
    return moment(now + (duration - offset) / 1000, zone, "%H:%M") if duration else None


def _art(live: LiveSession, pictures: Pictures) -> str:
    path = str(live.observed.facts.get("art") or "")
    return pictures.of_server(live.server_id, path, ART, "art") if path else ""


def _player_text(live: LiveSession) -> str:
    player = live.observed.player
    parts = (player.player, player.product)
    return " · ".join(dict.fromkeys(part for part in parts if part)) or "Unknown player"


def _location_text(live: LiveSession) -> str:
    facts = live.observed.facts
    if facts.get("relayed"):
        return "remote, through Plex Relay"
    words = {"lan": "local", "wan": "remote", "cellular": "remote, mobile network"}
    return words.get(str(facts.get("location") or ""), "place not known")
