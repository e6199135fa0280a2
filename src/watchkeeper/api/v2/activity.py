"""get_activity and terminate_session: the streams that run now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.facts import NO_DOLBY, as_stated
from watchkeeper.api.v2.params import Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.api.v2.users import stand_in, user_facts
from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.stream import COPY, TRANSCODE
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.users.user import User
from watchkeeper.plans.plan import ChangeState
from watchkeeper.values import dataclass

FAILED = "Failed to terminate session"
GOODBYE = "The server owner has ended the stream."
ABSENT = {"email": "", "is_home_user": 0, "is_allow_sync": 0, "is_restricted": 0}
"""What stands in a session for what is not known of its person."""
ACCEPTED = frozenset({ChangeState.VERIFIED, ChangeState.UNVERIFIED})
"""How a stop ends that the server accepted; some players obey late or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityParams:
    """With either, the one session alone is answered; `session_key` counts first."""

    session_key: Text = ""
    session_id: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminateParams:
    """Which session, and what its viewer is told."""

    session_key: Text = ""
    session_id: Text = ""
    message: Text = ""


@command("get_activity", params=ActivityParams)
async def get_activity(call: Call, params: ActivityParams) -> object:
    """The streams that run now, who watches what, how it is delivered, and their sums."""
    if not call.app.monitoring.state(call.server_id).is_connected:
        return {}
    sessions = _running(call)
    if params.session_key or params.session_id:
        session = _found(sessions, params.session_key, params.session_id)
        return {} if session is None else await _row(call, session)
    return activity([await _row(call, session) for session in sessions])


@command("terminate_session", params=TerminateParams, scope=Scope.CONTROL)
async def terminate_session(call: Call, params: TerminateParams) -> object:
    """End a stream and tell its viewer why; needs a Plex Pass of the server's owner."""
    server = call.app.servers.known(call.server_id)
    if server is None or not server.url or server.has_plex_pass is False:
        return Refused(f"{FAILED}: No Plex Pass subscription.")
    session = _found(_running(call), params.session_key, params.session_id)
    if session is None:
        key, session_id = params.session_key or None, params.session_id or None
        return Refused(f"{FAILED}: Invalid session_key ({key}) or session_id ({session_id}).")
    if not session.observed.session_id:
        return Refused(f"{FAILED}: Missing session_id.")
    is_accepted = await _stop(call, session, params.message or GOODBYE)
    return Said("Session terminated.") if is_accepted else Refused(f"{FAILED}.")


def activity(sessions: Sequence[Row]) -> Row:
    """The whole answer, from its sessions."""
    decisions = Counter(session["transcode_decision"] for session in sessions)
    transcodes, copies = decisions[TRANSCODE], decisions[COPY]
    bandwidths = [
        (whole_number(session["bandwidth"]) or 0, session["location"]) for session in sessions
    ]
    total = sum(bandwidth for bandwidth, _ in bandwidths)
    lan = sum(bandwidth for bandwidth, location in bandwidths if location == "lan")
    return {
        "stream_count": str(len(sessions)),
        "sessions": sessions,
        "stream_count_direct_play": len(sessions) - transcodes - copies,
        "stream_count_direct_stream": copies,
        "stream_count_transcode": transcodes,
        "total_bandwidth": total,
        "lan_bandwidth": lan,
        "wan_bandwidth": total - lan,
    }


def session_row(session: LiveSession, user: User | None) -> Row:
    """Everything known of one stream as one flat object."""
    person = stand_in() if user is None else user_facts(user)
    return {
        **NO_DOLBY,
        **as_stated(session.observed.facts),
        **{name: ABSENT.get(name) if value is None else value for name, value in person.items()},
        "state": session.state.value,
        "view_offset": str(session.observed.view_offset),
        "progress_percent": str(session.progress_percent),
    }


async def _stop(call: Call, session: LiveSession, message: str) -> bool:
    """Carry out a plan of one change; whether the server accepted it."""
    if call.principal is None:
        return False
    done = await call.app.stopping.stop(session, message, call.principal)
    return done.state in ACCEPTED


def _running(call: Call) -> list[LiveSession]:
    """The streams that have not been told to end, in the order of their keys as text."""
    sessions = call.app.monitoring.sessions(call.server_id)
    running = (session for session in sessions if session.ending is None)
    return sorted(running, key=lambda session: session.observed.session_key)


async def _row(call: Call, session: LiveSession) -> Row:
    user = await call.app.users.get(call.server_id, session.person.user_id)
    return session_row(session, user)


def _found(sessions: Sequence[LiveSession], key: str, session_id: str) -> LiveSession | None:
    for session in sessions:
        observed = session.observed
        if observed.session_key == key if key else observed.session_id == session_id != "":
            return session
    return None


COMMANDS = (get_activity, terminate_session)
