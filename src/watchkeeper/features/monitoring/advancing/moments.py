"""Moments that come by themselves while a stream runs: markers reached, item watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from watchkeeper.domain.media import Marker
from watchkeeper.domain.session import SessionState
from watchkeeper.domain.watched import Length, is_watched, watched_limit
from watchkeeper.features.monitoring.advancing.evidence import REPORT_SECONDS
from watchkeeper.features.monitoring.advancing.known import Known, Ledger, Step
from watchkeeper.features.monitoring.events import Change, SessionChanged, SessionEvent
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.rules import Rules

CHANGES = {
    "intro": Change.INTRO_REACHED,
    "credits": Change.CREDITS_REACHED,
    "commercial": Change.COMMERCIAL_REACHED,
}


def tick(known: Known, now: float, rules: Rules) -> Step:
    """What has been reached by now (UTC seconds), by position carried on from the last told one."""
    ledger, has_changed = Ledger(known), False
    for session in known.sessions.values():
        after, events = _reached(session, now, rules)
        if after is not session:
            ledger.keep(after)
            ledger.events += events
            has_changed = True
    return ledger.step() if has_changed else Step(known)


def item_length(session: LiveSession) -> Length:
    """How long the item of a session is, and where its credits begin (ms)."""
    first = next((one for one in session.markers if one.is_first), None)
    final = next((one for one in session.markers if one.is_final), None)
    return Length(
        duration=session.observed.duration,
        credits_first=first.start if first else None,
        credits_final=final.start if final else None,
    )


def marker_at(markers: Sequence[Marker], position: int) -> int:
    """The number, from 1, of the marker that holds a position (ms); 0 when none does."""
    return next(
        (number for number, one in enumerate(markers, 1) if one.start <= position <= one.end), 0
    )


def _reached(
    session: LiveSession, now: float, rules: Rules
) -> tuple[LiveSession, list[SessionEvent]]:
    if not session.has_begun:
        return session, []
    # Beyond the next report a position is a guess: the player may have vanished.
    position = session.position(min(now, session.position_at + REPORT_SECONDS))
    after, events = _markers(session, position, now)
    if not after.watched and after.state is not SessionState.BUFFERING:
        limit = watched_limit(after.observed.media_type, item_length(after), rules.watched)
        if is_watched(position, limit):
            after = replace(after, watched=True)
            events.append(SessionChanged(session=after, at=now, what=Change.WATCHED))
    return after, events


def _markers(
    session: LiveSession, position: int, now: float
) -> tuple[LiveSession, list[SessionEvent]]:
    markers = session.markers
    number = marker_at(markers, position) if markers else 0
    if number == session.marker:
        return session, []
    after = replace(session, marker=number)
    if not number or markers[number - 1].type not in CHANGES:
        return after, []
    marker = markers[number - 1]
    what = CHANGES[marker.type]
    return after, [SessionChanged(session=after, at=now, what=what, marker=marker)]
