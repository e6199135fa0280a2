"""What a position proves about the time in which nobody looked.

Between looks that follow each other closely the clock tells how long a stream played. After an
outage it proves nothing: the stream played for as long as its position advanced. What the position
cannot tell is a seek; one that fits into the outage is taken for play.
"""

from __future__ import annotations

from dataclasses import replace

from watchkeeper.domain.session import SessionState
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.values import dataclass

OUTAGE_SECONDS = 20.0
REPORT_SECONDS = 12.0
"""Players report their position about every 10 seconds, so it may be that much behind."""
STALL_SECONDS = 1.0
LATE_SECONDS = 3.0
TOLERANCE = 1.0


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told of one stream: a notice also tells when, a look only that it is so."""

    state: SessionState
    view_offset: int  # milliseconds
    at: float  # UTC seconds
    is_exact: bool


def is_in_touch(session: LiveSession, at: float) -> bool:
    """Whether the session was watched from when it was last seen until then."""
    return session.is_confirmed and at - session.seen_at <= OUTAGE_SECONDS


def advanced(session: LiveSession, telling: Telling) -> float:
    """Seconds by which the position is further than the last told one."""
    return (telling.view_offset - session.observed.view_offset) / 1000


def accounted(session: LiveSession, telling: Telling) -> LiveSession:
    """The session with the time since it was last seen shared out between play and pause."""
    session = _settled(session, telling)
    if is_in_touch(session, telling.at) or telling.state is SessionState.PAUSED:
        return session
    if session.paused_since is not None:
        return session
    stalled = _stalled_seconds(session, telling)
    if stalled <= STALL_SECONDS:
        return session
    return replace(
        session,
        paused_seconds=session.paused_seconds + stalled,
        doubted_seconds=_doubted(stalled, telling),
    )


def pause_began(session: LiveSession, telling: Telling) -> float:
    """When the position stopped advancing, for a session that is told to be paused."""
    if _tells_when(session, telling):
        return telling.at
    in_touch = is_in_touch(session, telling.at)
    stood_still_at = session.position_at + advanced(session, telling)
    tolerance = _tolerance(in_touch=in_touch)
    is_seek = advanced(session, telling) < -TOLERANCE or stood_still_at > telling.at + tolerance
    if not is_seek:
        return _within(stood_still_at, session.seen_at, telling.at)
    return (session.seen_at + telling.at) / 2 if in_touch else session.seen_at


def still_paused(session: LiveSession, since: float, telling: Telling) -> LiveSession:
    """A session that was and is paused: what it advanced meanwhile was play."""
    played = advanced(session, telling)
    has_played = 0 < played <= telling.at - session.seen_at
    if is_in_touch(session, telling.at) or not has_played:
        return session
    return replace(session, paused_since=since + played)


def resumed(session: LiveSession, since: float, telling: Telling) -> LiveSession:
    """A paused session that is told to play."""
    at = _resumed_at(session, telling)
    doubted = 0.0 if is_in_touch(session, telling.at) else _doubted(at - session.seen_at, telling)
    return replace(
        session,
        paused_seconds=session.paused_seconds + max(0.0, at - since),
        paused_since=None,
        doubted_seconds=doubted,
    )


def reported_at(session: LiveSession, telling: Telling) -> float:
    """When the told position was true: players report it now and then, looks come in between."""
    if telling.is_exact or not session.is_moving or not is_in_touch(session, telling.at):
        return telling.at
    further = advanced(session, telling)
    if further == 0 and telling.state is SessionState.PLAYING:
        return session.position_at
    expected = session.position_at + further
    if further < 0 or expected > telling.at:
        return telling.at
    return max(expected, session.looked_at)


def alive_at(session: LiveSession, telling: Telling) -> float:
    """Until when a telling proves that it ran: a notice may come a little after it was sent."""
    is_repeated = telling.is_exact and telling.state is session.state
    if not is_repeated or not is_in_touch(session, telling.at):
        return telling.at
    if not session.is_moving:
        return telling.at - LATE_SECONDS / 2  # nothing tells how late it is
    late = telling.at - session.position_at - advanced(session, telling)
    return telling.at - late if 0 < late <= LATE_SECONDS else telling.at


def _tells_when(session: LiveSession, telling: Telling) -> bool:
    """Whether it came when it happened; after an outage a notice may repeat what is long so."""
    has_only_words = session.is_confirmed and not session.has_moved
    return telling.is_exact and (is_in_touch(session, telling.at) or has_only_words)


def _settled(session: LiveSession, telling: Telling) -> LiveSession:
    """The session once a newer report tells how much of a doubtful pause was play.

    A look comes up to one pause between looks after the report that it shows.
    """
    further = advanced(session, telling)
    if not session.doubted_seconds or not further:
        return session
    surplus = further - (telling.at - session.position_at)
    if not telling.is_exact and surplus > STALL_SECONDS:
        surplus += (telling.at - session.looked_at) / 2
    played = _within(surplus, 0.0, session.doubted_seconds)
    return replace(session, paused_seconds=session.paused_seconds - played, doubted_seconds=0.0)


def _stalled_seconds(session: LiveSession, telling: Telling) -> float:
    """The part of a silence in which it did not play, as its position shows."""
    if not session.has_moved and not advanced(session, telling):
        return 0.0  # a player that never tells its position
    played = (telling.view_offset - session.position(session.seen_at)) / 1000
    return telling.at - session.seen_at - max(0.0, played)


def _doubted(seconds: float, telling: Telling) -> float:
    """How much of a pause may be play that the player had not reported yet when a look came."""
    return 0.0 if telling.is_exact else _within(seconds, 0.0, REPORT_SECONDS)


def _resumed_at(session: LiveSession, telling: Telling) -> float:
    """When the position began to advance again."""
    if _tells_when(session, telling):
        return telling.at
    in_touch = is_in_touch(session, telling.at)
    began_at = telling.at - advanced(session, telling)
    is_seek = began_at < session.seen_at - _tolerance(in_touch=in_touch) or began_at > telling.at
    if not in_touch:
        return telling.at if is_seek else _within(began_at, session.seen_at, telling.at)
    if is_seek or telling.at - began_at < 0.3:
        return max((session.seen_at + telling.at) / 2, telling.at - REPORT_SECONDS / 2)
    return _within(began_at, session.seen_at, telling.at)


def _tolerance(*, in_touch: bool) -> float:
    """By how many seconds a position may be further than time allows without being a seek.

    Across an outage it is compared with one that a look dated, up to a pause between looks late.
    """
    return TOLERANCE if in_touch else REPORT_SECONDS / 2


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
