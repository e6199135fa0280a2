"""What Home shows: problems, what plays now, today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.history import Suggestion
from watchkeeper.features.monitoring import LiveSession, ServerState, Trouble
from watchkeeper.features.system.servers.server import Server
from watchkeeper.runtime.supervisor import LoopState
from watchkeeper.texts import N_, _, number, told
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.history.line import HistoryLine
from watchkeeper.web.views.streams.card import StreamCard
from watchkeeper.web.views.streams.flow import MODES
from watchkeeper.web.words import Moment, bitrate, moment

LOW_DISK_BYTES = 500 * 1024 * 1024
COUNTED = {
    "direct play": N_("direct play"),
    "copy": N_("direct stream"),
    "transcode": N_("transcode"),
}
"""Modes beside a number of streams."""
LOOP_FAILURES = 3  # a single failure mends itself


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


@dataclass(frozen=True, slots=True)
class ServerCount:
    """How many streams a server sends."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """The line over the stream cards."""

    streams: int
    modes: tuple[ModeCount, ...]
    bandwidth: str
    split: str  # local and remote part
    servers: tuple[ServerCount, ...]  # none with a single server


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
    is_square: bool
    url: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is new, or why that is not known."""

    items: tuple[Added, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The whole page."""

    document_title: str
    problems: tuple[Problem, ...]
    now: Now
    cards: tuple[StreamCard, ...]
    today: Today
    last: tuple[HistoryLine, ...]


def document_title(streams: int) -> str:
    """The tab's title carries the number of streams."""
    title = _("Home – Watchkeeper")
    return f"({streams}) {title}" if streams else title


def now_of(sessions: Sequence[LiveSession], names: Mapping[int, str]) -> Now:
    """Counts and bandwidth of what plays; `names` are those of the watched servers."""
    counts = Counter(str(one.observed.facts.get("transcode_decision") or "") for one in sessions)
    local = sum(_kbps(one) for one in sessions if one.observed.facts.get("location") == "lan")
    total = sum(map(_kbps, sessions))
    is_split = local and total - local
    senders = Counter(one.server_id for one in sessions) if len(names) > 1 else Counter()
    return Now(
        streams=len(sessions),
        modes=tuple(
            ModeCount(MODES[decision][0], _(text), counts[decision])
            for decision, text in COUNTED.items()
            if counts[decision]
        ),
        bandwidth=bitrate(total),
        split=_(
            "%(local)s local, %(remote)s remote",
            local=bitrate(local),
            remote=bitrate(total - local),
        )
        if is_split
        else "",
        servers=tuple(
            ServerCount(names.get(server_id, ""), count)
            for server_id, count in sorted(senders.items())
        ),
    )


def problems_of(
    servers: Sequence[Server],
    states: Mapping[ServerId, ServerState],
    zone: tzinfo,
    url: Callable[[str], str],
) -> tuple[Problem, ...]:
    """What is wrong with collection, worst first."""
    if not servers:
        text = _("Add your Plex server, and its streams appear here within seconds.")
        return (
            Problem(
                tone="warning",
                title=_("No server is watched"),
                text=text,
                action_url=url("/setup/plex"),
                action_text=_("Add a server"),
            ),
        )
    down = [server for server in servers if states[server.id].is_connected is False]
    refused = [
        server
        for server in servers
        if server not in down and states[server.id].trouble is Trouble.SIGN_IN
    ]
    return (
        *(_down(server, states[server.id], zone, url) for server in down),
        *(_refused(server, states[server.id], url) for server in refused),
    )


def failing_loops(
    loops: Sequence[LoopState], zone: tzinfo, url: Callable[[str], str]
) -> tuple[Problem, ...]:
    """Background work that fails again and again; servers tell of themselves."""
    return tuple(
        Problem(
            tone="warning",
            title=_("“%(name)s” keeps failing", name=loop.name),
            text=_("It is tried again and again; the log has the reason."),
            since=moment(loop.failing_since, zone) if loop.failing_since else None,
            action_url=url(with_query("/logs", {"text": loop.name})),
            action_text=_("Look in the log"),
        )
        for loop in loops
        if loop.failures >= LOOP_FAILURES and not loop.name.startswith("watch server")
    )


def moved_items(
    suggestions: Sequence[Suggestion], url: Callable[[str], str]
) -> tuple[Problem, ...]:
    """Libraries whose items have other numbers now, so that their plays lost them."""
    return tuple(
        Problem(
            tone="warning",
            title=_("%(plays)s plays can find their items again", plays=number(one.plays)),
            text=_(
                "A library was rebuilt or moved: %(items)s items have other numbers now.",
                items=number(one.items),
            ),
            action_url=url(f"/repair/relink?server_id={one.server_id}"),
            action_text=_("Look and link"),
        )
        for one in suggestions
    )


def low_disk(free_bytes: int) -> tuple[Problem, ...]:
    """A data folder that is nearly full."""
    if free_bytes >= LOW_DISK_BYTES:
        return ()
    text = _(
        "%(size)s MB are left where the record is kept. Make room soon.",
        size=number(free_bytes / 1_000_000),
    )
    return (Problem(tone="danger", title=_("The disk is almost full"), text=text),)


def on_share(kind: str | None) -> tuple[Problem, ...]:
    """A data folder on another machine, by the kind of the share."""
    if kind is None:
        return ()
    text = _(
        "Its folder is a network share (%(kind)s), where a broken connection can damage a"
        " database. Move the data folder to a disk of this machine; backups may lie on the share.",
        kind=kind,
    )
    return (Problem(tone="warning", title=_("The record lies on another machine"), text=text),)


ACTIONS = {
    Trouble.SIGN_IN: (N_("Sign in again"), "/setup/plex"),
    Trouble.UNREACHABLE: (N_("Check the address"), "/servers"),
}


def _down(server: Server, state: ServerState, zone: tzinfo, url: Callable[[str], str]) -> Problem:
    cause = told(state.cause) or _("It does not answer.")
    action, path = ACTIONS.get(state.trouble or Trouble.MALFORMED, (N_("Look at it"), "/servers"))
    return Problem(
        tone="danger",
        title=_("%(server)s is not being watched", server=server.name),
        text=_(
            "%(cause)s The streams below are the last that were known. History works fully, and"
            " plays of this time are filled in from the server's own when it is back.",
            cause=cause,
        ),
        since=moment(state.since, zone) if state.since else None,
        action_url=url(path),
        action_text=_(action),
    )


def _refused(server: Server, state: ServerState, url: Callable[[str], str]) -> Problem:
    """It still answers, but its token will not do for long."""
    action, path = ACTIONS[Trouble.SIGN_IN]
    return Problem(
        tone="warning",
        title=_("The sign-in to %(server)s has expired", server=server.name),
        text=_(
            "%(cause)s Streams are still recorded, but that may end at any time.",
            cause=told(state.cause),
        ),
        action_url=url(path),
        action_text=_(action),
    )


def _kbps(live: LiveSession) -> float:
    value = live.observed.facts.get("bandwidth")
    return float(value) if isinstance(value, int | float) else 0.0
