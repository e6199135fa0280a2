"""A truth of streams, what a server tells of it in looks and notices, and what becomes known."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.features.monitoring.making import (
    PAUSED,
    PLAYING,
    RULES,
    STOPPED,
    look_at,
    make_notice,
    make_observed,
)
from watchkeeper.domain.session import ObservedSession, PlayingNotice, SessionState
from watchkeeper.features.monitoring.advancing.adjust import unconfirmed
from watchkeeper.features.monitoring.advancing.advance import advance
from watchkeeper.features.monitoring.advancing.hear import hear
from watchkeeper.features.monitoring.advancing.known import Known, Step
from watchkeeper.features.monitoring.advancing.moments import tick
from watchkeeper.features.monitoring.events import SessionEnded, SessionEvent
from watchkeeper.features.monitoring.watching.pace import (
    Pace,
    seconds_after_nudge,
    seconds_to_next_look,
)

REPORT_SECONDS = 10.0
COST_SECONDS = 0.01


@dataclass(frozen=True)
class Stream:
    """What really happens: a start, changes of state, an end; seconds and milliseconds."""

    session_key: str
    rating_key: int
    start: float
    end: float
    changes: tuple[tuple[float, SessionState], ...] = ()
    machine_id: str = "tv"
    session_id: str = ""
    first_offset: int = 0
    duration: int = 7_200_000
    vanished_at: float | None = None  # listed until `end`, but nobody is there

    def state(self, at: float) -> SessionState:
        found = PLAYING
        for changed_at, state in self.changes:
            if changed_at <= at:
                found = state
        return found

    def offset(self, at: float) -> int:
        at = min(at, self.vanished_at or at)
        marks = [self.start, *(mark for mark, _ in self.changes if mark < at), at]
        played = sum(
            after - before for before, after in pairwise(marks) if self.state(before) is PLAYING
        )
        return self.first_offset + round(played * 1000)

    @property
    def paused(self) -> float:
        """Seconds paused, as Tautulli counts: from a pause until it plays again or ends."""
        total, since = 0.0, None
        for at, state in self.changes:
            if state is PAUSED and since is None:
                since = at
            elif state is PLAYING and since is not None:
                total, since = total + at - since, None
        return total if since is None else total + self.real_end - since

    @property
    def play_seconds(self) -> float:
        return self.real_end - self.start - self.paused

    @property
    def real_end(self) -> float:
        return self.end if self.vanished_at is None else self.vanished_at

    def observed(self, at: float, *, reported_only: bool = False) -> ObservedSession:
        told_at = self.last_report(at) if reported_only else at
        return make_observed(
            session_key=self.session_key,
            session_id=self.session_id or f"id-{self.session_key}-{self.start}",
            rating_key=self.rating_key,
            machine_id=self.machine_id,
            state=self.state(at),
            view_offset=self.offset(told_at),
            duration=self.duration,
        )

    def last_report(self, at: float) -> float:
        """When its player last told its position."""
        marks = [self.start, *(mark for mark, _ in self.changes if mark <= at)]
        mark = marks[-1]
        regular = mark + (at - mark) // REPORT_SECONDS * REPORT_SECONDS
        return min(regular, self.vanished_at or regular)

    def notices(self) -> list[tuple[float, PlayingNotice]]:
        """All that the socket says of it."""
        marks = [self.start, *(mark for mark, _ in self.changes)]
        times: list[float] = []
        for begin, until in zip(marks, [*marks[1:], self.real_end], strict=True):
            at = begin
            while at < until:
                times.append(at)
                at += REPORT_SECONDS
        told = [(at, self._notice(self.state(at), at)) for at in times]
        if self.vanished_at is None:
            told.append((self.end, self._notice(STOPPED, self.end)))
        return told

    def _notice(self, state: SessionState, at: float) -> PlayingNotice:
        return make_notice(
            state,
            self.offset(at),
            session_key=self.session_key,
            rating_key=str(self.rating_key),
            key=f"/library/metadata/{self.rating_key}",
            client_identifier=self.machine_id,
        )


@dataclass
class Simulation:
    """Runs a truth through the pure steps, at the pace of the real loop."""

    streams: Sequence[Stream]
    reported_only: bool = False
    is_socket_open: bool = True
    lists_after_end: float = 0.0
    outage: tuple[float, float] = (0.0, 0.0)  # nothing is answered or told from, to
    known: Known = field(default_factory=Known)
    events: list[SessionEvent] = field(default_factory=list)
    failures: int = 0

    def run(self, notices: Iterable[tuple[float, PlayingNotice]], until: float) -> None:
        """Deliver the notices at their times and look in between."""
        told = [one for one in notices if not self._is_down(one[0])]
        queue = [(at, number, notice) for number, (at, notice) in enumerate(told)]
        heapq.heapify(queue)
        look_due, last_look = 0.0, -10.0
        while min(look_due, queue[0][0] if queue else until) < until:
            if queue and queue[0][0] <= look_due:
                at, _, notice = heapq.heappop(queue)
                step = self._take(hear(self.known, notice, at, RULES))
                if step.wants_look:
                    look_due = min(look_due, at + seconds_after_nudge(at - last_look, COST_SECONDS))
                continue
            last_look = look_due
            look_due += seconds_to_next_look(self._look(look_due))

    @property
    def ended(self) -> list[SessionEnded]:
        return [event for event in self.events if isinstance(event, SessionEnded)]

    def _look(self, at: float) -> Pace:
        if not self._is_down(at):
            listed = [
                stream.observed(min(at, stream.end), reported_only=self.reported_only)
                for stream in self.streams
                if stream.start <= at < stream.end + self.lists_after_end
            ]
            step = self._take(advance(self.known, look_at(at, *listed), RULES))
            self._take(tick(self.known, at, RULES))
            self.failures, is_unsettled = 0, step.wants_look
        else:
            self.known = unconfirmed(self.known)
            self.failures, is_unsettled = self.failures + 1, False
        return Pace(
            is_active=bool(self.known.sessions),
            is_socket_open=self.is_socket_open,
            is_unsettled=is_unsettled,
            failures=self.failures,
            cost_seconds=COST_SECONDS,
        )

    def _is_down(self, at: float) -> bool:
        return self.outage[0] <= at < self.outage[1]

    def _take(self, step: Step) -> Step:
        self.known = step.known
        self.events += step.events
        return step


def told_by(streams: Iterable[Stream]) -> list[tuple[float, PlayingNotice]]:
    """All notices of all streams."""
    return [one for stream in streams for one in stream.notices()]
