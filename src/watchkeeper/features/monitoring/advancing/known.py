"""What is known of one server's streams, and the ledger that a pure step writes it anew with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from watchkeeper.domain.facts import UserId
from watchkeeper.domain.session import PlayingNotice, SessionState
from watchkeeper.features.monitoring.events import SessionEnded, SessionEvent
from watchkeeper.features.monitoring.live import Identity, LiveSession, snapped
from watchkeeper.values import dataclass

TOMBSTONE_SECONDS = 300.0
HINT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A notice and when it came (UTC seconds)."""

    notice: PlayingNotice
    at: float


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A session that ended but may still be listed for a while."""

    at: float
    session_id: str
    view_offset: int  # milliseconds
    was_absent: bool  # whether a look already came without it


StopKey = tuple[UserId, str, str]
"""Person, player (machine id) and media type."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything remembered of one server between two steps."""

    sessions: Mapping[int, LiveSession] = field(default_factory=dict)  # by number, oldest first
    hints: Mapping[str, tuple[Heard, ...]] = field(default_factory=dict)  # by session key
    tombstones: Mapping[Identity, Tombstone] = field(default_factory=dict)
    last_stops: Mapping[StopKey, float] = field(default_factory=dict)
    covered_at: float | None = None  # up to here no stream was overlooked (UTC seconds)
    next_number: int = 1
    is_in_touch: bool = True  # False after a look that was not answered


@dataclass(frozen=True, slots=True)
class Step:
    """What is known after a step, what happened in it, and whether to look soon."""

    known: Known
    events: tuple[SessionEvent, ...] = ()
    wants_look: bool = False


class Ledger:
    """Collects the changes of one step."""

    def __init__(self, known: Known) -> None:
        self.sessions = dict(known.sessions)
        self.hints = dict(known.hints)
        self.tombstones = dict(known.tombstones)
        self.last_stops = dict(known.last_stops)
        self.covered_at = known.covered_at
        self.next_number = known.next_number
        self.is_in_touch = known.is_in_touch
        self.events: list[SessionEvent] = []

    def keep(self, session: LiveSession) -> None:
        """Remember the session as it is now."""
        self.sessions[session.number] = session

    def drop(self, session: LiveSession) -> None:
        """Forget a session without a trace."""
        self.sessions.pop(session.number, None)

    def end(self, session: LiveSession, at: float, view_offset: int, *, was_absent: bool) -> None:
        """Close a session at an instant and a position (ms)."""
        self.drop(session)
        stopped_at = max(at, session.started)
        offset = snapped(view_offset, session.observed.duration)
        self.tombstones[session.identity] = Tombstone(
            stopped_at, session.observed.session_id, view_offset, was_absent
        )
        if not session.has_begun:
            return
        self.last_stops[stop_key(session)] = stopped_at
        final = replace(
            session,
            observed=replace(session.observed, state=SessionState.STOPPED, view_offset=offset),
            paused_seconds=session.paused_until(stopped_at),
            paused_since=None,
            position_at=stopped_at,
            ending=None,
        )
        self.events.append(SessionEnded(session=final, at=stopped_at, view_offset=offset))

    def step(self, *, wants_look: bool = False) -> Step:
        """The outcome."""
        known = Known(
            self.sessions,
            self.hints,
            self.tombstones,
            self.last_stops,
            self.covered_at,
            self.next_number,
            self.is_in_touch,
        )
        return Step(known, tuple(self.events), wants_look)


def stop_key(session: LiveSession) -> StopKey:
    """Under what the last stop of such a session is remembered."""
    return (session.person.user_id, session.observed.machine_id, session.observed.media_type)
