"""How many streams ran at the same time.

Only what the record says of starts and stops counts: a stream runs from its start to its stop,
pauses included, and one that stops in the second in which another starts ran before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from watchkeeper.columns.filter import HistoryFilter
from watchkeeper.columns.growing import Array
from watchkeeper.columns.plays import NO_STOP, Plays
from watchkeeper.columns.select import select

BIN = 11
"""Seconds are looked at by 2 ** BIN."""
DAY_BITS = 17
"""2 ** 17 seconds: no local day is longer, and no stop after it matters to the day."""
MANY = 20_000
"""From so many streams on, those that cannot matter are left out before sorting."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The latest time at which most streams ran."""

    count: int
    started: int  # UTC seconds; from when on so many ran
    stopped: int  # UTC seconds; when the first of them ended


@dataclass(frozen=True)
class Streams:
    """Streams on a line of seconds from 0 on, cut into equal stretches that share no stream."""

    starts: Array
    stops: Array
    kinds: Array  # for each stream the place of its decision, or `kind_count`
    kind_count: int
    stretch_bits: int
    stretches: int

    def contenders(self) -> list[Array]:
        """The streams that matter to the highest counts: of all, then of each kind.

        A bin in which not even all streams that touch it reach what ran at some moment of its
        stretch cannot hold the highest count.
        """
        if len(self.starts) < MANY:
            by_kind = (np.flatnonzero(self.kinds == kind) for kind in range(self.kind_count))
            return [np.arange(len(self.starts)), *by_kind]
        shift = min(max(BIN, self.stretch_bits - 18), self.stretch_bits)
        bins = self.stretches << (self.stretch_bits - shift)
        first, last = self.starts >> shift, self.stops >> shift
        lines = self.kind_count + 1
        lines_first, lines_last = self.kinds * bins, self.kinds * bins
        lines_first += first
        lines_last += last
        opened = np.bincount(lines_first, minlength=lines * bins).reshape(lines, bins)
        closed = np.bincount(lines_last, minlength=lines * bins).reshape(lines, bins)
        of_kinds = self._touching(opened, closed, lines_first, lines_last)
        everything = (opened.sum(axis=0, keepdims=True), closed.sum(axis=0, keepdims=True))
        kinds = self.kinds[of_kinds]
        return [
            self._touching(*everything, first, last),
            *(of_kinds[kinds == kind] for kind in range(self.kind_count)),
        ]

    def _touching(self, opened: Array, closed: Array, first: Array, last: Array) -> Array:
        """Streams that touch a bin that may hold the highest count of its line and stretch."""
        change = opened - closed
        at_start = np.cumsum(change, axis=1) - change
        surely = at_start.reshape(len(opened) * self.stretches, -1).max(axis=1)
        possibly = (at_start + opened).reshape(len(surely), -1)
        hopeful = (possibly >= surely[:, None]).ravel()
        until = np.cumsum(hopeful, dtype=np.int32)
        return np.flatnonzero(until[last] > (until - hopeful)[first])


def latest_peaks(
    plays: Plays, wanted: HistoryFilter, decisions: Sequence[str]
) -> list[Peak | None]:
    """The peak of all streams, then of each decision; None where there is no stream."""
    found = _timed(plays, wanted)
    if found is None:
        return [None] * (len(decisions) + 1)
    positions, starts, stops = found
    base = int(starts.min())
    streams = Streams(
        starts=_narrow(starts - base, int(stops.max()) - base),
        stops=_narrow(stops - base, int(stops.max()) - base),
        kinds=_kinds(plays, positions, decisions),
        kind_count=len(decisions),
        stretch_bits=max(int(stops.max()) - base, 1).bit_length(),
        stretches=1,
    )
    return [
        _latest(streams.starts[some], streams.stops[some], base) for some in streams.contenders()
    ]


def daily_peaks(
    plays: Plays, wanted: HistoryFilter, decisions: Sequence[str]
) -> tuple[list[int], Array]:
    """Day numbers, and for all streams, then for each decision, the highest count of each day.

    A day is looked at by itself: only streams that started on it count.
    """
    found = _timed(plays, wanted)
    if found is None:
        return [], np.zeros((len(decisions) + 1, 0), np.int64)
    positions, starts, stops = found
    days, place, morning = _mornings(plays["day"][positions], starts)
    line, end = place << DAY_BITS, len(days) << DAY_BITS
    streams = Streams(
        starts=_narrow(line + (starts - morning), end),
        stops=_narrow(line + np.minimum(stops - morning, (1 << DAY_BITS) - 1), end),
        kinds=_kinds(plays, positions, decisions),
        kind_count=len(decisions),
        stretch_bits=DAY_BITS,
        stretches=len(days),
    )
    highest = [
        _highest(streams.starts[some], streams.stops[some], len(days))
        for some in streams.contenders()
    ]
    return days.tolist(), np.stack(highest)


def _mornings(numbers: Array, starts: Array) -> tuple[Array, Array, Array]:
    """The days there are; for each start the place of its day, and the first start on it.

    Days hardly ever go back while time goes on: only where clocks are set back over midnight.
    """
    firsts = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
    days, lengths = numbers[firsts], np.diff(firsts, append=len(numbers))
    if (days[1:] > days[:-1]).all():
        return days, np.repeat(np.arange(len(days)), lengths), np.repeat(starts[firsts], lengths)
    days, first, place = np.unique(numbers, return_index=True, return_inverse=True)
    return days, place, starts[first][place]


def _timed(plays: Plays, wanted: HistoryFilter) -> tuple[Array | slice, Array, Array] | None:
    """Streams whose end is known, with start and stop; no stream stops before it starts."""
    chosen = select(plays, wanted)
    where = chosen.where
    if plays.has_open_ends:
        where = chosen.positions[plays["span"][chosen.positions] != NO_STOP]
    starts = plays["started"][where]
    if not len(starts):
        return None
    return where, starts, starts + np.maximum(plays["span"][where], 0)


def _kinds(plays: Plays, positions: Array | slice, decisions: Sequence[str]) -> Array:
    known = plays.words["decision"]
    table = np.full(len(known), len(decisions), np.int64)
    for place, decision in enumerate(decisions):
        table[known.flags((decision,))] = place
    return table[plays["decision"][positions]]


def _events(starts: Array, stops: Array) -> tuple[Array, Array]:
    """Doubled instants of starts (odd) and stops (even), and how many ran right after each."""
    events = np.concatenate((starts * 2 + 1, stops * 2))
    events.sort()
    return events, np.cumsum((events & 1) * 2 - 1, dtype=np.int32)


def _narrow(seconds: Array, highest: int) -> Array:
    """In a small type where there is room for their doubles: it sorts several times faster."""
    return seconds.astype(np.int32) if highest < 2**30 else seconds


def _latest(starts: Array, stops: Array, base: int) -> Peak | None:
    if not len(starts):
        return None
    events, running = _events(starts, stops)
    count = int(running.max())
    if count < 1:
        return None
    last = int(np.flatnonzero(running == count)[-1])
    return Peak(count, base + (int(events[last]) >> 1), base + (int(events[last + 1]) >> 1))


def _highest(starts: Array, stops: Array, days: int) -> Array:
    highest = np.zeros(days, np.int64)
    if len(starts):
        events, running = _events(starts, stops)
        place = events >> (DAY_BITS + 1)
        firsts = np.flatnonzero(np.append(True, place[1:] != place[:-1]))
        highest[place[firsts]] = np.maximum.reduceat(running, firsts)
    return highest
