"""What Home shows: problems, what plays now, today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.monitoring import LiveSession, ServerState
from watchkeeper.features.system.server import Server
from watchkeeper.web.views.flow import MODES
from watchkeeper.web.views.history import HistoryLine
from watchkeeper.web.views.stream_card import StreamCard
from watchkeeper.web.words import Moment, bitrate, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something the owner should know: `tone` is warning or danger."""

    tone: str
    title: str
    text: str
    since: Moment | None = None
    action_url: str = ""
    action_text: str = ""


@dataclass(frozen=True, slots=True)
class ModeCount:
    """How many streams are delivered in one way."""

    css: str
    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """The line over the stream cards."""

    streams: int
    modes: tuple[ModeCount, ...]
    bandwidth: str
    split: str  # local and remote part


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it counts, and where the rows behind it are."""

    value: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Today:
    """The figures of the day; `what` says which day that is."""

    what: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """Something new in a library."""

    title: str
    subtitle: str
    poster: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The whole page."""

    document_title: str
    problems: tuple[Problem, ...]
    now: Now
    cards: tuple[StreamCard, ...]
    today: Today
    added: tuple[Added, ...]
    last: tuple[HistoryLine, ...]


def document_title(streams: int) -> str:
    """The tab's title carries the number of streams."""
    return f"({streams}) Home – Watchkeeper" if streams else "Home – Watchkeeper"


def now_of(sessions: Sequence[LiveSession]) -> Now:
    """Counts and bandwidth of what plays."""
    counts = Counter(str(one.observed.facts.get("transcode_decision") or "") for one in sessions)
    local = sum(_kbps(one) for one in sessions if one.observed.facts.get("location") == "lan")
    total = sum(map(_kbps, sessions))
    is_split = local and total - local
    return Now(
        streams=len(sessions),
        modes=tuple(
            ModeCount(css, text.lower(), counts[decision])
            for decision, (css, text) in MODES.items()
            if counts[decision]
        ),
        bandwidth=bitrate(total),
        split=f"{bitrate(local)} local, {bitrate(total - local)} remote" if is_split else "",
    )


def problems_of(
    servers: Sequence[Server],
    states: Mapping[ServerId, ServerState],
    zone: tzinfo,
    servers_url: str,
) -> tuple[Problem, ...]:
    """What is wrong with collection, worst first."""
    if not servers:
        text = "Add your Plex server, and its streams appear here within seconds."
        return (
            Problem(
                tone="warning",
                title="No server is watched",
                text=text,
                action_url=servers_url,
                action_text="Add a server",
            ),
        )
    down = [server for server in servers if not states[server.id].is_connected]
    return tuple(_down(server, states[server.id], zone, servers_url) for server in down)


def _down(server: Server, state: ServerState, zone: tzinfo, servers_url: str) -> Problem:
    cause = state.cause or "It has not answered yet."
    return Problem(
        tone="danger",
        title=f"{server.name} is not being watched",
        text=f"{cause} Streams below are the last that were known; plays of this time are filled"
        " in from the server's own history when it is back.",
        since=moment(state.since, zone) if state.since else None,
        action_url=servers_url,
        action_text="Look at the server",
    )


def _kbps(live: LiveSession) -> float:
    value = live.observed.facts.get("bandwidth")
    return float(value) if isinstance(value, int | float) else 0.0
