"""Counting along: what one telling (a notice or a look) of a running stream changes."""

from __future__ import annotations

from dataclasses import replace

from watchkeeper.domain.session import SessionState
from watchkeeper.features.monitoring.advancing.evidence import (
    Telling,
    accounted,
    alive_at,
    pause_began,
    reported_at,
    resumed,
    still_paused,
)
from watchkeeper.features.monitoring.events import (
    Change,
    SessionChanged,
    SessionEvent,
    SessionStarted,
)
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.rules import Rules

JUMP_MS = 3_000
CONFIRM_SECONDS = 1.0


def follow(
    session: LiveSession, telling: Telling, rules: Rules
) -> tuple[LiveSession, list[SessionEvent]]:
    """The session after the telling, and what happened."""
    if not session.has_begun:
        return _begin(session, telling)
    after = replace(
        _paused(session, telling),
        observed=replace(session.observed, state=telling.state, view_offset=telling.view_offset),
        position_at=reported_at(session, telling),
        has_moved=session.has_moved or telling.view_offset != session.observed.view_offset,
        seen_at=max(session.seen_at, alive_at(session, telling)),
        heard_at=telling.at if telling.is_exact else session.heard_at,
        is_confirmed=True,
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
    session = accounted(session, telling)
    since = session.paused_since
    match telling.state:
        case SessionState.PAUSED if since is None:
            return replace(session, paused_since=pause_began(session, telling))
        case SessionState.PLAYING if since is not None:
            return resumed(session, since, telling)
        case _ if since is not None:
            return still_paused(session, since, telling)
        case _:
            return session


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
