"""A live session as a card on Home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import tzinfo

from watchkeeper.domain.session import SessionState
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.located import Seen
from watchkeeper.web.views.avatar import Avatar, avatar_of
from watchkeeper.web.views.pictures import ART, SQUARE_KINDS, Pictures
from watchkeeper.web.views.streams.delivery import connection_of, note_of
from watchkeeper.web.views.streams.flow import FlowLine, flow_of, mode_words, reasons_of
from watchkeeper.web.views.titles import poster_path, title_of
from watchkeeper.web.words import Moment, clock, joined, moment, percent

STATES = {
    SessionState.PLAYING: (N_("Playing"), "play"),
    SessionState.PAUSED: (N_("Paused"), "pause"),
    SessionState.BUFFERING: (N_("Buffering"), "buffer"),
    SessionState.STOPPED: (N_("Stopping"), "stop"),
    SessionState.ERROR: (N_("Error"), "warning"),
}
CLOCK = "%H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What all cards share: the instant (UTC seconds), the zone, the names of the servers."""

    now: float
    zone: tzinfo
    pictures: Pictures
    server_names: dict[int, str]
    places: Mapping[Seen, str] = field(default_factory=dict)

    def town(self, live: LiveSession) -> str:
        """Where the address of a stream is, "" when it is not known."""
        return self.places.get(seen_of(live), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCard:
    """What a card shows of one stream."""

    id: str
    state: str
    state_text: str
    state_icon: str
    since: Moment | None  # paused, or not confirmed, since then
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
    is_square: bool
    art: str
    person: str
    person_url: str
    avatar: Avatar
    mode_class: str
    mode_text: str
    mode_why: str
    flow: tuple[FlowLine, ...]
    player: str
    device: str
    is_local: bool
    location: str
    is_secure: bool | None
    address: str
    town: str  # where the address is; "" when it is not known
    bandwidth: str
    server: str  # "" with a single server
    note: str  # an optimised or downloaded version
    url: str
    item_url: str  # the page of the title; that of the stream for what has no number


def card_id(live: LiveSession) -> str:
    """The id of a card in the page: the same from look to look."""
    return f"stream-{live.server_id}-{live.number}"


def seen_of(live: LiveSession) -> Seen:
    """Whose the stream is, and from which address."""
    return live.server_id, live.person.user_id, live.observed.ip_address


def stream_card(live: LiveSession, scene: Scene) -> StreamCard:
    """The card of a session at an instant."""
    observed, facts, url = live.observed, live.observed.facts, scene.pictures.url
    title = title_of({**facts, "media_type": observed.media_type})
    offset = live.position(scene.now) if live.is_confirmed else observed.view_offset
    duration = None if observed.is_live else observed.duration
    square = observed.media_type in SQUARE_KINDS
    state_text, state_icon = STATES[live.state]
    mode_class, mode_text = mode_words(facts.get("transcode_decision"))
    is_running = live.is_moving and live.is_confirmed
    connection = connection_of(live)
    person = live.person.friendly_name or live.person.username
    own_url = url(f"/stream/{live.server_id}/{live.number}")
    return StreamCard(
        id=card_id(live),
        state=str(live.state),
        state_text=_(state_text) if live.is_confirmed else _("Not confirmed"),
        state_icon=state_icon,
        since=_since(live, scene.zone),
        is_running=is_running,
        is_confirmed=live.is_confirmed,
        view_offset=offset,
        duration=duration,
        percent=percent(offset, duration),
        ahead_percent=percent(_ahead(live), duration),
        elapsed_text=clock(offset),
        duration_text=clock(duration or 0),
        ends_at=_ends_at(offset, duration, scene) if is_running else None,
        title=title.main,
        subtitle=title.second,
        poster=scene.pictures.poster(
            live.server_id, poster_path(facts), square=square, live=observed.is_live
        ),
        is_square=square,
        art=_art(live, scene.pictures),
        person=person,
        person_url=url(f"/users/{live.server_id}/{live.person.user_id}"),
        avatar=avatar_of(person),
        mode_class=mode_class,
        mode_text=mode_text,
        mode_why=reasons_of(facts),
        flow=flow_of(facts),
        player=connection.player,
        device=connection.device,
        is_local=connection.is_local,
        location=connection.location,
        is_secure=connection.is_secure,
        address=connection.address,
        town=scene.town(live),
        bandwidth=connection.bandwidth,
        server=scene.server_names.get(live.server_id, "") if len(scene.server_names) > 1 else "",
        note=note_of(facts),
        url=own_url,
        item_url=url(f"/items/{live.server_id}/{live.rating_key}") if live.rating_key else own_url,
    )


def said_of(live: LiveSession) -> str:
    """A stream that began, in a sentence for those who listen."""
    title = title_of({**live.observed.facts, "media_type": live.observed.media_type})
    person = live.person.friendly_name or live.person.username
    return _("%(person)s started %(title)s", person=person, title=joined(title.main, title.second))


def _since(live: LiveSession, zone: tzinfo) -> Moment | None:
    if not live.is_confirmed:
        return moment(live.last_seen, zone, CLOCK)
    return moment(live.paused_since, zone, CLOCK) if live.paused_since is not None else None


def _ahead(live: LiveSession) -> float:
    done = live.observed.facts.get("transcode_max_offset_available")
    return float(done) * 1000 if isinstance(done, int | float) else 0.0


def _ends_at(offset: int, duration: int | None, scene: Scene) -> Moment | None:
    return moment(scene.now + (duration - offset) / 1000, scene.zone, CLOCK) if duration else None


def _art(live: LiveSession, pictures: Pictures) -> str:
    path = str(live.observed.facts.get("art") or "")
    return pictures.of_server(live.server_id, path, ART, "art") if path else ""
