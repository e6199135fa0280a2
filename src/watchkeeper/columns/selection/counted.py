"""What counts as one play: with grouping a viewing, told by its first play; else a single play."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.parts import Codes, Repeats
from watchkeeper.columns.selection.runs import NONE
from watchkeeper.columns.selection.select import Selection
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import NO_STOP, Plays
from watchkeeper.values import dataclass

BLOCK = 2**15
"""Arrays of so many numbers are made and dropped without asking the system for pages."""


class Measure(StrEnum):
    """What is summed."""

    PLAYS = "plays"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Block:
    """Some of what counts, mostly side by side in time."""

    where: Array | slice  # what a column is indexed with to get the plays
    seconds: Array  # play time of each, as floats that are whole
    marks: Array | None = None  # for each whether it counts; None: all do
    is_more_time: bool = False
    """Whether it holds time that is to be added to plays which other blocks count."""

    def raised(self, codes: Array) -> Array:
        """Codes that were made for this block, one higher, and 0 for plays that do not count."""
        codes += 1
        if self.marks is not None:
            codes *= self.marks
        return codes


class Counted:
    """What of a selection counts, in the order of time.

    A viewing counts once, as its first selected play; with `bucket_of` (a small whole number for
    each position) once in every bucket in which it has a selected play.
    It is handed out in blocks that fit into the processor's cache.
    """

    def __init__(self, plays: Plays, chosen: Selection, repeats: Repeats | None) -> None:
        self._plays = plays
        self._chosen = chosen
        self._repeats = repeats

    @classmethod
    def each(cls, plays: Plays, chosen: Selection) -> Counted:
        """Every play by itself."""
        return cls(plays, chosen, None)

    @classmethod
    def grouped(
        cls, plays: Plays, groups: Groups, chosen: Selection, bucket_of: Codes | None = None
    ) -> Counted:
        """Plays that continue each other as one."""
        repeats = Repeats.among(plays, groups, chosen, bucket_of)
        if not len(repeats.later):
            return cls(plays, chosen, None)
        size = chosen.last - chosen.first
        marks = np.ones(size, np.bool_) if chosen.mask is None else chosen.mask.copy()
        marks[repeats.later - chosen.first] = False
        return cls(plays, Selection(chosen.first, chosen.last, marks), repeats)

    @property
    def positions(self) -> Array:
        """The positions of the plays that stand for what counts, ascending."""
        return self._chosen.positions

    @property
    def seconds(self) -> Array:
        """The play time of what counts, side by side with `positions`."""
        found = play_seconds(self._plays, self._chosen.where)
        if self._repeats is not None:
            places = np.searchsorted(self.positions, self._repeats.of)
            np.add.at(found, places, play_seconds(self._plays, self._repeats.later))
        return found

    def between(self, first: int, last: int) -> Array:
        """Those of `positions` from one position up to another."""
        start, stop = max(first, self._chosen.first), min(last, self._chosen.last)
        mask, offset = self._chosen.mask, self._chosen.first
        if mask is None:
            return np.arange(start, stop)
        return np.flatnonzero(mask[start - offset : max(stop, start) - offset]) + start

    def backwards(self) -> Iterator[Array]:
        """The positions piece by piece, the last piece first; within a piece they ascend."""
        first, mask = self._chosen.first, self._chosen.mask
        for stop in range(self._chosen.last, first, -BLOCK):
            start = max(first, stop - BLOCK)
            if mask is None:
                yield np.arange(start, stop)
            else:
                yield np.flatnonzero(mask[start - first : stop - first]) + start

    def blocks(self, *, with_seconds: bool = True) -> Iterator[Block]:
        """All that counts, piece by piece; without seconds those are empty.

        Where most plays count, a block is all of them, with marks for those that do: columns are
        read faster in a row than by places. The time of other parts of viewings comes last.
        """
        for where, marks in self._pieces():
            yield Block(where, play_seconds(self._plays, where) if with_seconds else NONE, marks)
        if with_seconds and self._repeats is not None:
            more = play_seconds(self._plays, self._repeats.later)
            yield Block(self._repeats.of, more, is_more_time=True)

    def _pieces(self) -> Iterator[tuple[Array | slice, Array | None]]:
        chosen = self._chosen
        if chosen.is_sparse:
            for start in range(0, len(chosen), BLOCK):
                yield chosen.positions[start : start + BLOCK], None
            return
        for start in range(chosen.first, chosen.last, BLOCK):
            stop = min(start + BLOCK, chosen.last)
            marks = chosen.mask
            if marks is not None:
                marks = marks[start - chosen.first : stop - chosen.first]
            yield slice(start, stop), marks


def counted(plays: Plays, groups: Groups, chosen: Selection, *, grouped: bool) -> Counted:
    """What of a selection counts."""
    if grouped:
        return Counted.grouped(plays, groups, chosen)
    return Counted.each(plays, chosen)


def play_seconds(plays: Plays, part: Array | slice) -> Array:
    """Seconds from start to stop without the pauses; 0 where the end is not known.

    They are floats because that is what is summed fastest, exactly up to 2 ** 53.
    """
    span = plays["span"][part]
    seconds: Array = span.astype(np.float64)
    seconds -= plays["paused"][part]
    if plays.has_open_ends:
        seconds[span == NO_STOP] = 0
    return seconds


def seconds_less_pauses(plays: Plays, part: Array | slice) -> Array:
    """The same, but where the end is not known it is what the pauses take away."""
    span = plays["span"][part]
    seconds: Array = span.astype(np.float64)
    if plays.has_open_ends:
        seconds[span == NO_STOP] = 0
    seconds -= plays["paused"][part]
    return seconds


def sum_of_seconds(plays: Plays, chosen: Selection) -> int:
    """Play time of all plays of a selection; of those whose end is not known what is paused.

    Where many are selected, all are summed with a factor of 1 or 0: to pick them took longer.
    """
    span, paused = (_sum(plays[one], chosen) for one in ("span", "paused"))
    if not plays.has_open_ends:
        return span - paused
    is_open = plays["span"][chosen.first : chosen.last] == NO_STOP
    return span - paused - NO_STOP * int(np.count_nonzero(chosen.both(is_open)))


def _sum(column: Array, chosen: Selection) -> int:
    mask, first, last = chosen.mask, chosen.first, chosen.last
    if mask is None or chosen.is_sparse:
        return int(column[chosen.where].sum(dtype=np.int64))
    total = 0
    for start in range(first, last, BLOCK):
        stop = min(start + BLOCK, last)
        values = column[start:stop] * mask[start - first : stop - first]
        total += int(values.sum(dtype=np.int64))
    return total
