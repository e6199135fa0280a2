"""A server that does not answer, in words for its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo

from watchkeeper.features.monitoring import ServerState
from watchkeeper.features.system.servers.server import Server
from watchkeeper.texts import N_, _, told
from watchkeeper.values import dataclass
from watchkeeper.web.views.home.page import ACTIONS
from watchkeeper.web.words import Moment, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Offline:
    """What the banner of a page says."""

    name: str
    cause: str
    since: Moment | None
    last_good: Moment | None
    action_url: str
    action_text: str


def offline_of(
    server: Server, state: ServerState, zone: tzinfo, url: Callable[[str], str]
) -> Offline | None:
    """The banner; None while the server answers, or before it was first asked."""
    if server.has_address and state.is_connected is not False:
        return None
    trouble = state.trouble
    action = ACTIONS.get(trouble) if trouble else None
    text, path = action or (N_("Check the address"), "/servers")
    cause = told(state.cause)
    if not server.has_address:
        cause = _("No address of this server is on record.")
    return Offline(
        name=server.name,
        cause=cause or _("It does not answer."),
        since=moment(state.since, zone) if server.has_address and state.since else None,
        last_good=moment(state.last_ok_at, zone) if state.last_ok_at else None,
        action_url=url(path),
        action_text=_(text),
    )
