"""The servers page: one card a server."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo

from watchkeeper.features.monitoring import ServerState
from watchkeeper.features.system.servers.server import Server, ServerTest
from watchkeeper.texts import N_, _, told
from watchkeeper.values import dataclass
from watchkeeper.web.recorded import said_again
from watchkeeper.web.views.history.play_sheet import SECONDS_FORM, Row
from watchkeeper.web.words import Moment, moment

CONNECTIONS = {
    True: ("", N_("watching")),
    False: ("danger", N_("not reached")),
    None: ("warning", N_("connecting")),
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
    cause = said_again(state.cause) if state.cause else _("It has not answered yet.")
    return ServerCard(
        id=server.id,
        name=server.name,
        tone=tone,
        state=words,
        problem=cause if is_down else "",
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
        return ShownTest(ok=False, text=told(test.problem))
    identity = test.identity
    text = _(
        "%(server)s answered in %(milliseconds)s ms: Plex Media Server %(version)s.",
        server=identity.name or _("The server"),
        milliseconds=test.round_trip_ms,
        version=identity.version,
    )
    return ShownTest(ok=True, text=" ".join((text, *map(_, test.missing))))


def with_outcome(form: ServerForm, outcome: ShownTest) -> ServerForm:
    """The form with what a test said beside it."""
    if outcome.ok:
        return replace(form, success=outcome.text)
    return replace(form, problem=outcome.text)


def _state(server: Server, state: ServerState) -> tuple[str, str]:
    if not server.has_address:
        return "warning", _("known from its history")
    if not server.is_watched:
        return "warning", _("paused")
    tone, word = CONNECTIONS[state.is_connected]
    return tone, _(word)


def _facts(server: Server, state: ServerState, zone: tzinfo) -> tuple[Row, ...]:
    has_pass = {True: _("yes"), False: _("no"), None: _("not known")}[server.has_plex_pass]
    seen = state.last_ok_at or server.last_seen_at
    return (
        Row(_("Address"), server.url or _("none")),
        Row(_("Version"), server.version or _("not known")),
        Row(_("Platform"), server.platform or _("not known")),
        Row(_("Plex Pass"), has_pass),
        Row(_("Last reached"), at=moment(seen, zone, SECONDS_FORM))
        if seen
        else Row(_("Last reached"), _("never")),
        *_socket(server, state),
    )


def _socket(server: Server, state: ServerState) -> tuple[Row, ...]:
    """Without its live channel everything is still collected, only less to the second."""
    if not (server.is_watched and state.is_connected) or state.socket.is_open is not False:
        return ()
    cause = said_again(state.socket.cause) if state.socket.cause else _("it is tried again")
    text = _("not open (%(cause)s); its streams are looked at regularly", cause=cause)
    return (Row(_("Live channel"), text),)
