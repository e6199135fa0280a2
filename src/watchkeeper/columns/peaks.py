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
        opened = np.bincount(self.kinds * bins + first, minlength=lines * bins)
        closed = np.bincount(self.kinds * bins + last, minlength=lines * bins)
        opened, closed = opened.reshape(lines, bins), closed.reshape(lines, bins)
        everything = (opened.sum(axis=0, keepdims=True), closed.sum(axis=0, keepdims=True))
        of_all = self._touching(*everything, first, last)
        of_kinds = self._touching(
            opened, closed, self.kinds * (bins + 1) + first, self.kinds * (bins + 1) + last
        )
        kinds = self.kinds[of_kinds]
        return [of_all, *(of_kinds[kinds == kind] for kind in range(self.kind_count))]

    def _touching(self, opened: Array, closed: Array, first: Array, last: Array) -> Array:
        """Streams that touch a bin that may hold the highest count of its line and stretch."""
        lines, bins = opened.shape
        at_start = np.cumsum(opened - closed, axis=1) - (opened - closed)
        surely = at_start.reshape(lines * self.stretches, -1).max(axis=1)
        possibly = (at_start + opened).reshape(lines * self.stretches, -1)
        hopeful = (possibly >= surely[:, None]).reshape(lines, bins)
        before = np.zeros((lines, bins + 1), np.int32)
        np.cumsum(hopeful, axis=1, out=before[:, 1:])
        flat = before.ravel()
        return np.flatnonzero(flat[last + 1] > flat[first])


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
        starts=starts - base,
        stops=stops - base,
        kinds=_kinds(plays, positions, decisions),
        kind_count=len(decisions),
        stretch_bits=max(int(stops.max()) - base, 1).bit_length(),
        stretches=1,
    )
    return [
        _latest(streams.starts[some] + base, streams.stops[some] + base)
        for some in streams.contenders()
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
    numbers = plays["day"][positions]
    lowest = int(numbers.min())
    days = np.flatnonzero(np.bincount(numbers - lowest)) + lowest
    places = np.zeros(int(days[-1]) - lowest + 1, np.int64)
    places[days - lowest] = np.arange(len(days))
    place = places[numbers - lowest]
    morning = np.full(len(days), np.iinfo(np.int64).max)
    morning[place[::-1]] = starts[::-1]
    since = starts - morning[place]
    line = place << DAY_BITS
    ends = np.minimum(stops - morning[place], (1 << DAY_BITS) - 1)
    streams = Streams(
        starts=line + since,
        stops=line + ends,
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
    return events, np.cumsum((events & 1) * 2 - 1)


def _latest(starts: Array, stops: Array) -> Peak | None:
    if not len(starts):
        return None
    events, running = _events(starts, stops)
    count = int(running.max())
    if count < 1:
        return None
    last = int(np.flatnonzero(running == count)[-1])
    return Peak(count, int(events[last]) >> 1, int(events[last + 1]) >> 1)


def _highest(starts: Array, stops: Array, days: int) -> Array:
    highest = np.zeros(days, np.int64)
    if len(starts):
        events, running = _events(starts, stops)
        place = events >> (DAY_BITS + 1)
        firsts = np.flatnonzero(np.append(True, place[1:] != place[:-1]))
        highest[place[firsts]] = np.maximum.reduceat(running, firsts)
    return highest
