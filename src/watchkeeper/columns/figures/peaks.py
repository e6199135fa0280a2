"""How many streams ran at the same time.

Only what the record says of starts and stops counts: a stream runs from its start to its stop,
pauses included, and one that stops in the second in which another starts ran before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.runs import NONE
from watchkeeper.columns.selection.select import Selection, select
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import NO_STOP, Plays
from watchkeeper.values import dataclass

BIN = 11
"""Seconds are looked at by 2 ** BIN, and by more on a line of more than 2 ** MOST_BITS bins."""
MOST_BITS = 18
DAY_BITS = 17
"""2 ** 17 seconds: no local day is longer, and no stop after it matters to the day."""
PIECE = 2**15
"""So many streams are looked at together: what is computed of them fits into the cache."""
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
    """Streams whose end is known, in the order of their starts, on a line of seconds.

    The line begins with the first start. Arrays side by side.
    """

    started: Array  # UTC seconds
    span: Array  # seconds; below 0 for those that are said to end before they start
    decisions: Array  # codes
    kind_of: Array  # for each code of a decision the place of its kind, or `kind_count`
    kind_count: int
    longest: int  # seconds; none lasts longer

    def peaks(self) -> list[Peak | None]:
        """The peak of all streams, then of each kind; None where there is no stream."""
        return [self._peak(some) for some in self._contenders()]

    def _peak(self, some: Array) -> Peak | None:
        starts, stops = self._line(some)
        return _latest(starts, stops, int(self.started[0]))

    def _line(self, some: Array | slice) -> tuple[Array, Array]:
        """Starts and stops on the line."""
        base = self.started[0]
        seconds = int(self.started[-1] - base) + max(self.longest, 0)
        starts = _narrow(self.started[some] - base, seconds)
        return starts, starts + np.maximum(self.span[some], 0).astype(starts.dtype, copy=False)

    def _contenders(self) -> list[Array]:
        """The streams that matter to the highest counts: of all, then of each kind.

        A bin in which not even all streams that touch it reach what ran at some other moment
        cannot hold the highest count.
        """
        if len(self.started) < MANY:
            kinds = self.kind_of.take(self.decisions)
            by_kind = (np.flatnonzero(kinds == kind) for kind in range(self.kind_count))
            return [np.arange(len(self.started)), *by_kind]
        opened, closed, shift = self._binned()
        of_all = Bins.of(opened.sum(axis=0, keepdims=True), closed.sum(axis=0, keepdims=True))
        of_kind = Bins.of(opened, closed)
        everything, some = [NONE], [NONE]
        for part in self._parts():
            starts, stops = self._line(part)
            first, last = starts >> shift, stops >> shift
            bounds = int(first[0]), int(last.max())
            if of_all.has_any(*bounds):
                everything.append(np.flatnonzero(of_all.touched(first, last)) + part.start)
            if of_kind.has_any(*bounds):
                line = self.kind_of.take(self.decisions[part]) * np.int32(opened.shape[1])
                touched = of_kind.touched(first + line, last + line)
                some.append(np.flatnonzero(touched) + part.start)
        found = np.concatenate(some)
        kinds = self.kind_of.take(self.decisions[found])
        by_kind = (found[kinds == kind] for kind in range(self.kind_count))
        return [np.concatenate(everything), *by_kind]

    def _binned(self) -> tuple[Array, Array, int]:
        """For each kind and each bin, how many streams start and stop there; and the bin's bits."""
        seconds = int(self.started[-1] - self.started[0]) + max(self.longest, 0)
        shift = max(BIN, seconds.bit_length() - MOST_BITS)
        kinds, bins = self.kind_count + 1, (seconds >> shift) + 1
        opened, closed = np.zeros((kinds, bins), np.int32), np.zeros((kinds, bins), np.int32)
        for part in self._parts():
            starts, stops = self._line(part)
            first, last = starts >> shift, stops >> shift
            low, high = int(first[0]), int(last.max()) + 1
            shape = kinds, high - low
            line = self.kind_of.take(self.decisions[part]) * np.int32(high - low) - low
            for bin_of, counts in ((first, opened), (last, closed)):
                found = np.bincount(bin_of + line, minlength=shape[0] * shape[1])
                counts[:, low:high] += found.reshape(shape).astype(np.int32)
        return opened, closed, shift

    def _parts(self) -> Iterator[slice]:
        for start in range(0, len(self.started), PIECE):
            yield slice(start, min(start + PIECE, len(self.started)))


@dataclass(frozen=True)
class Bins:
    """Which bins, line after line, may hold the highest count of their line."""

    until: Array  # how many of them there are up to each bin, itself included
    before: Array  # the same without itself
    lines: Array  # for each place on a line, whether the bin there is one in any line

    @classmethod
    def of(cls, opened: Array, closed: Array) -> Bins:
        """From how many streams start and stop in each bin of each line."""
        change = opened - closed
        at_start = np.cumsum(change, axis=1, dtype=np.int32) - change
        is_hopeful = at_start + opened >= at_start.max(axis=1, keepdims=True)
        until = np.cumsum(is_hopeful.ravel(), dtype=np.int32)
        named = is_hopeful[:-1] if len(opened) > 1 else is_hopeful  # the last is of other kinds
        return cls(until, until - is_hopeful.ravel(), named.any(axis=0))

    def has_any(self, first: int, last: int) -> bool:
        """Whether any line has one from one bin to another."""
        return bool(self.lines[first : last + 1].any())

    def touched(self, first: Array, last: Array) -> Array:
        """For streams from one bin to another, whether they touch one of these."""
        found: Array = self.until.take(last) > self.before.take(first)
        return found


def latest_peaks(
    plays: Plays, wanted: HistoryFilter, decisions: Sequence[str]
) -> list[Peak | None]:
    """The peak of all streams, then of each decision; None where there is no stream."""
    where = _with_known_end(plays, select(plays, wanted))
    streams = Streams(
        started=plays["started"][where],
        span=plays["span"][where],
        decisions=plays["decision"][where],
        kind_of=_kinds_of(plays, decisions),
        kind_count=len(decisions),
        longest=plays.longest,
    )
    return streams.peaks() if len(streams.started) else [None] * (len(decisions) + 1)


def daily_peaks(
    plays: Plays, wanted: HistoryFilter, decisions: Sequence[str]
) -> tuple[list[int], Array]:
    """Day numbers, and for all streams, then for each decision, the highest count of each day.

    A day is looked at by itself: only streams that started on it count.
    """
    chosen = select(plays, wanted)
    numbers: list[int] = []
    highest = [np.zeros((len(decisions) + 1, 0), np.int64)]
    kind_of = _kinds_of(plays, decisions)
    for piece in _whole_days(plays, chosen):
        found = _timed(plays, piece)
        if found is not None:
            days, starts, stops = _days_in_line(plays["day"][found[0]], *found[1:])
            kinds = kind_of.take(plays["decision"][found[0]])
            some = (np.flatnonzero(kinds == kind) for kind in range(len(decisions)))
            lines = [(starts, stops), *((starts[one], stops[one]) for one in some)]
            numbers += days.tolist()
            highest.append(np.stack([_highest(*line, len(days)) for line in lines]))
    return numbers, np.concatenate(highest, axis=1)


def _whole_days(plays: Plays, chosen: Selection) -> Iterator[Selection]:
    """The selection in pieces of whole days that fit into the processor's cache.

    Where clocks are set back over midnight a day comes twice: then it is one piece.
    """
    days = plays["day"][chosen.first : chosen.last]
    if not len(days):
        return
    changes = np.flatnonzero(days[1:] != days[:-1]) + 1
    if (days[changes] < days[changes - 1]).any():
        yield chosen
        return
    marks = np.arange(PIECE, len(days), PIECE)
    at = np.searchsorted(changes, marks)
    cuts = np.unique(changes[at[at < len(changes)]])
    for start, stop in pairwise([0, *cuts.tolist(), len(days)]):
        mask = None if chosen.mask is None else chosen.mask[start:stop]
        yield Selection(chosen.first + start, chosen.first + stop, mask)


def _days_in_line(numbers: Array, starts: Array, stops: Array) -> tuple[Array, Array, Array]:
    """The days there are, and starts and stops on one line of seconds.

    On it days follow each other without touching.
    """
    days, place, morning = _mornings(numbers, starts)
    offset = (place << DAY_BITS) - morning
    ends = np.minimum(stops + offset, ((place + 1) << DAY_BITS) - 1)
    seconds = len(days) << DAY_BITS
    return days, _narrow(starts + offset, seconds), _narrow(ends, seconds)


def _mornings(numbers: Array, starts: Array) -> tuple[Array, Array, Array]:
    """The days there are; for each start the place of its day, and the first start on it."""
    firsts = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
    days, lengths = numbers[firsts], np.diff(firsts, append=len(numbers))
    if (days[1:] > days[:-1]).all():
        return days, np.repeat(np.arange(len(days)), lengths), np.repeat(starts[firsts], lengths)
    days, first, place = np.unique(numbers, return_index=True, return_inverse=True)
    return days, place, starts[first][place]


def _timed(plays: Plays, chosen: Selection) -> tuple[Array | slice, Array, Array] | None:
    """Streams whose end is known, with start and stop; no stream stops before it starts."""
    where = _with_known_end(plays, chosen)
    starts = plays["started"][where]
    if not len(starts):
        return None
    return where, starts, starts + np.maximum(plays["span"][where], 0)


def _with_known_end(plays: Plays, chosen: Selection) -> Array | slice:
    if not plays.has_open_ends:
        return chosen.where
    known: Array = chosen.positions[plays["span"][chosen.positions] != NO_STOP]
    return known


def _kinds_of(plays: Plays, decisions: Sequence[str]) -> Array:
    """For each code of a decision its place among them, or the place after the last."""
    known = plays.words["decision"]
    table = np.full(len(known), len(decisions), np.int32)
    for place, decision in enumerate(decisions):
        table[known.flags((decision,))] = place
    return table


def _events(starts: Array, stops: Array) -> tuple[Array, Array]:
    """Doubled instants of starts (odd) and stops (even), and how many ran right after each."""
    events = np.concatenate((starts * 2 + 1, stops * 2))
    events.sort()
    return events, np.cumsum((events & 1) * 2 - 1, dtype=np.int32)


def _narrow(seconds: Array, highest: int) -> Array:
    return seconds.astype(_type_for(highest), copy=False)


def _type_for(highest: int) -> type[np.int32] | type[np.int64]:
    """A small type where there is room for the doubles: it sorts several times faster."""
    return np.int32 if highest < 2**30 else np.int64


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
        day = events >> (DAY_BITS + 1)
        firsts = np.flatnonzero(np.append(True, day[1:] != day[:-1]))
        highest[day[firsts]] = np.maximum.reduceat(running, firsts)
    return highest
