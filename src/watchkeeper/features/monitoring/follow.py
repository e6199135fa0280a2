"""Counting along: what one telling (a notice or a look) of a running stream changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from watchkeeper.domain.session import SessionState
from watchkeeper.features.monitoring.events import (
    Change,
    SessionChanged,
    SessionEvent,
    SessionStarted,
)
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.rules import Rules

OUTAGE_SECONDS = 20.0
REPORT_SECONDS = 12.0
"""Players report their position about every 10 seconds, so it may be that much behind."""
JUMP_MS = 3_000
CONFIRM_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told of one stream: a notice also tells when, a look only that it is so."""

    state: SessionState
    view_offset: int  # milliseconds
    at: float  # UTC seconds
    is_exact: bool


def follow(
    session: LiveSession, telling: Telling, rules: Rules
) -> tuple[LiveSession, list[SessionEvent]]:
    """The session after the telling, and what happened."""
    if not session.has_begun:
        return _begin(session, telling)
    after = replace(
        _paused(session, telling),
        observed=replace(session.observed, state=telling.state, view_offset=telling.view_offset),
        position_at=_reported_at(session, telling),
        has_moved=session.has_moved or telling.view_offset != session.observed.view_offset,
        seen_at=max(session.seen_at, telling.at),
        heard_at=telling.at if telling.is_exact else session.heard_at,
        missed_at=None,
        gone_at=None,
    )
    after, buffering = _buffered(session, after, telling, rules)
    return after, [*_turns(session, after, telling), *buffering]


def _begin(session: LiveSession, telling: Telling) -> tuple[LiveSession, list[SessionEvent]]:
    """A stream that only buffered begins with its first real state."""
    was_buffering = session.state is SessionState.BUFFERING
    waits = not was_buffering and telling.at - session.seen_at < CONFIRM_SECONDS
    after = replace(
        session,
        observed=replace(session.observed, state=telling.state, view_offset=telling.view_offset),
        position_at=telling.at,
        seen_at=session.seen_at if waits else telling.at,
        heard_at=telling.at if telling.is_exact else session.heard_at,
    )
    if telling.state is SessionState.BUFFERING or waits:
        return after, []
    started = telling.at if was_buffering else session.started
    paused_since = started if telling.state is SessionState.PAUSED else None
    after = replace(after, has_begun=True, started=started, paused_since=paused_since)
    return after, [SessionStarted(session=after, at=started)]


def _paused(session: LiveSession, telling: Telling) -> LiveSession:
    since = session.paused_since
    match telling.state:
        case SessionState.PAUSED if since is None:
            return replace(session, paused_since=_pause_began(session, telling))
        case SessionState.PLAYING if since is not None:
            over = max(0.0, _resumed_at(session, telling) - since)
            return replace(session, paused_seconds=session.paused_seconds + over, paused_since=None)
        case SessionState.PLAYING:
            stalled = session.paused_seconds + _stalled_seconds(session, telling)
            return replace(session, paused_seconds=stalled)
        case _:
            return session


def _tells_when(session: LiveSession, telling: Telling) -> bool:
    """Whether it came when it happened; after an outage a notice may repeat what is long so."""
    is_in_touch = session.is_confirmed or telling.at - session.seen_at <= OUTAGE_SECONDS
    return telling.is_exact and is_in_touch


def _pause_began(session: LiveSession, telling: Telling) -> float:
    """When the position stopped advancing."""
    if _tells_when(session, telling):
        return telling.at
    advanced = (telling.view_offset - session.observed.view_offset) / 1000
    stood_still_at = session.position_at + advanced
    if advanced < -1 or stood_still_at > telling.at + 1:
        return (session.seen_at + telling.at) / 2
    return _within(stood_still_at, session.seen_at, telling.at)


def _resumed_at(session: LiveSession, telling: Telling) -> float:
    """When the position began to advance again."""
    if _tells_when(session, telling):
        return telling.at
    advanced = (telling.view_offset - session.observed.view_offset) / 1000
    began_at = telling.at - advanced
    if advanced < 0.3 or began_at < session.seen_at - 1:
        return max((session.seen_at + telling.at) / 2, telling.at - REPORT_SECONDS / 2)
    return _within(began_at, session.seen_at, telling.at)


def _stalled_seconds(session: LiveSession, telling: Telling) -> float:
    """The part of a silence in which it did not play, as its position shows.

    After an outage the wall clock proves nothing: a player that lost the server advanced less.
    """
    silence = telling.at - session.seen_at
    has_moved = session.has_moved or telling.view_offset != session.observed.view_offset
    if silence <= OUTAGE_SECONDS or not has_moved:
        return 0.0
    behind = silence - max(
        0.0, telling.view_offset / 1000 - session.position(session.seen_at) / 1000
    )
    return behind if behind > REPORT_SECONDS else 0.0


def _reported_at(session: LiveSession, telling: Telling) -> float:
    """When the told position was true: players report it now and then, looks come in between."""
    if telling.is_exact or not session.is_moving:
        return telling.at
    advanced = (telling.view_offset - session.observed.view_offset) / 1000
    if advanced == 0 and telling.state is SessionState.PLAYING:
        return session.position_at
    expected = session.position_at + advanced
    if advanced < 0 or expected > telling.at:
        return telling.at
    return max(expected, session.looked_at)


def _buffered(
    before: LiveSession, after: LiveSession, telling: Telling, rules: Rules
) -> tuple[LiveSession, list[SessionEvent]]:
    """Count a buffering; tell of it when it is often, and not again for a while."""
    is_new = telling.is_exact or before.state is not SessionState.BUFFERING
    if telling.state is not SessionState.BUFFERING or not is_new:
        return after, []
    count, told_at = after.buffer_count + 1, after.buffer_told_at
    is_notable = (
        count >= rules.buffer_threshold
        if told_at is None
        else telling.at - told_at >= rules.buffer_wait
    )
    after = replace(after, buffer_count=count, buffer_told_at=telling.at if is_notable else told_at)
    what = Change.BUFFERED
    return after, [SessionChanged(session=after, at=telling.at, what=what, is_notable=is_notable)]


def _turns(before: LiveSession, after: LiveSession, telling: Telling) -> list[SessionEvent]:
    events: list[SessionEvent] = []
    if before.paused_since is None and after.paused_since is not None:
        events.append(SessionChanged(session=after, at=after.paused_since, what=Change.PAUSED))
    elif before.paused_since is not None and after.paused_since is None:
        resumed = before.paused_since + after.paused_seconds - before.paused_seconds
        events.append(SessionChanged(session=after, at=resumed, what=Change.RESUMED))
    if after.state is SessionState.ERROR and before.state is not SessionState.ERROR:
        events.append(SessionChanged(session=after, at=telling.at, what=Change.ERRORED))
    if abs(after.position(telling.at) - before.position(telling.at)) > JUMP_MS:
        events.append(SessionChanged(session=after, at=telling.at, what=Change.MOVED))
    return events


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
