"""The servers page: one card a server."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo

from watchkeeper.features.monitoring import ServerState
from watchkeeper.features.system.servers.server import Server, ServerTest
from watchkeeper.values import dataclass
from watchkeeper.web.views.history.play_sheet import SECONDS_FORM, Row
from watchkeeper.web.words import Moment, moment

CONNECTIONS = {
    True: ("", "watching"),
    False: ("danger", "not reached"),
    None: ("warning", "connecting"),
}


@dataclass(frozen=True, slots=True)
class ShownTest:
    """The outcome of a test in a sentence."""

    ok: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCard:
    """What a card shows of one server."""

    id: int
    name: str
    tone: str  # "", warning or danger
    state: str
    problem: str
    since: Moment | None
    facts: tuple[Row, ...]
    test: ShownTest | None
    url: str
    has_token: bool
    verify_tls: bool
    is_watched: bool
    can_test: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerForm:
    """The form for a new server, with what was entered before."""

    action: str
    word: str
    url: str = ""
    verify_tls: bool = True
    problem: str = ""
    success: str = ""
    field: str = ""


def server_card(
    server: Server, state: ServerState, zone: tzinfo, test: ServerTest | None = None
) -> ServerCard:
    """The card of a server as it is now."""
    tone, words = _state(server, state)
    is_down = tone == "danger"
    return ServerCard(
        id=server.id,
        name=server.name,
        tone=tone,
        state=words,
        problem=(state.cause or "It has not answered yet.") if is_down else "",
        since=moment(state.since, zone) if is_down and state.since else None,
        facts=_facts(server, state, zone),
        test=shown_test(test) if test else None,
        url=server.url,
        has_token=server.has_token,
        verify_tls=server.verify_tls,
        is_watched=server.is_watched,
        can_test=server.has_address,
    )


def shown_test(test: ServerTest) -> ShownTest:
    """What a test found, in words."""
    if not test.ok or test.identity is None:
        return ShownTest(ok=False, text=test.problem)
    identity = test.identity
    text = f"{identity.name or 'The server'} answered in {test.round_trip_ms} ms: Plex Media Server"
    return ShownTest(ok=True, text=" ".join((f"{text} {identity.version}.", *test.missing)))


def with_outcome(form: ServerForm, outcome: ShownTest) -> ServerForm:
    """The form with what a test said beside it."""
    if outcome.ok:
        return replace(form, success=outcome.text)
    return replace(form, problem=outcome.text)


def _state(server: Server, state: ServerState) -> tuple[str, str]:
    if not server.has_address:
        return "warning", "known from its history"
    if not server.is_watched:
        return "warning", "paused"
    return CONNECTIONS[state.is_connected]


def _facts(server: Server, state: ServerState, zone: tzinfo) -> tuple[Row, ...]:
    has_pass = {True: "yes", False: "no", None: "not known"}[server.has_plex_pass]
    seen = state.last_ok_at or server.last_seen_at
    return (
        Row("Address", server.url or "none"),
        Row("Version", server.version or "not known"),
        Row("Platform", server.platform or "not known"),
        Row("Plex Pass", has_pass),
        Row("Last reached", at=moment(seen, zone, SECONDS_FORM))
        if seen
        else Row("Last reached", "never"),
        *_socket(server, state),
    )


def _socket(server: Server, state: ServerState) -> tuple[Row, ...]:
    """Without its live channel everything is still collected, only less to the second."""
    if not (server.is_watched and state.is_connected) or state.socket.is_open is not False:
        return ()
    cause = state.socket.cause or "it is tried again"
    return (Row("Live channel", f"not open ({cause}); its streams are looked at regularly"),)
