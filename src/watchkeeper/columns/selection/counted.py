"""What counts as one play: with grouping a viewing, told by its first play; else a single play."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.runs import NONE
from watchkeeper.columns.selection.select import Selection
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import NO_STOP, Plays

LARGEST = np.iinfo(np.int64).max
BLOCK = 2**15
"""Arrays of so many numbers are made and dropped without asking the system for pages."""

FEW = 8
"""A selection of less than one in so many plays is sorted by group by itself."""

Codes = Callable[[Array | slice], Array]
"""For plays (as a column is indexed), a small whole number each."""


class Measure(StrEnum):
    """What is summed."""

    PLAYS = "plays"
    SECONDS = "seconds"


class Parts:
    """Plays (positions) side by side with those of their group."""

    def __init__(self, members: Array, starts: Array) -> None:
        self.members = members
        self.starts = starts  # where in `members` each group begins

    @classmethod
    def sorted(cls, plays: Plays, positions: Array, buckets: Array | None = None) -> Parts:
        """Of some plays.

        With `buckets` (a small whole number for each position) plays of one group that lie in
        different buckets are kept apart.
        """
        packed = _group_keys(plays["reference"][positions], buckets)
        bits = len(positions).bit_length()
        packed <<= bits
        packed |= np.arange(len(positions))
        packed.sort()
        owner = packed >> bits
        packed &= (1 << bits) - 1
        return cls(positions[packed], _starts(owner))

    @classmethod
    def picked(cls, plays: Plays, groups: Groups, chosen: Selection) -> Parts:
        """Of all plays of a selection that are not alone in their group: nothing is sorted."""
        runs = groups.runs
        members = runs.members
        if len(chosen) == len(plays):
            return cls(members, runs.starts)
        members = chosen.of(members)
        return cls(members, _starts(plays["reference"][members]))

    @property
    def firsts(self) -> Array:
        """The play of each that started first."""
        return _reduced(np.minimum, self.members, self.starts)

    @property
    def lasts(self) -> Array:
        """The play of each that started last."""
        return _reduced(np.maximum, self.members, self.starts)


def _starts(owner: Array) -> Array:
    return np.flatnonzero(np.append(len(owner) > 0, owner[1:] != owner[:-1]))


def _reduced(function: np.ufunc, members: Array, starts: Array) -> Array:
    found: Array = function.reduceat(members, starts) if len(starts) else NONE
    return found


@dataclass(frozen=True, slots=True)
class Block:
    """Some of what counts, side by side in time."""

    where: Array | slice  # what a column is indexed with to get the plays that stand for them
    seconds: Array  # play time of each, as floats that are whole


class Counted:
    """What of a selection counts, in the order of time.

    A viewing counts once, as its first selected play; with `bucket_of` (a small whole number for
    each position) once in every bucket in which it has a selected play.
    It is handed out in blocks that fit into the processor's cache.
    """

    def __init__(self, plays: Plays, chosen: Selection, parts: Parts | None) -> None:
        self._plays = plays
        self._chosen = chosen
        self._parts = parts

    @classmethod
    def each(cls, plays: Plays, chosen: Selection) -> Counted:
        """Every play by itself."""
        return cls(plays, chosen, None)

    @classmethod
    def grouped(
        cls, plays: Plays, groups: Groups, chosen: Selection, bucket_of: Codes | None = None
    ) -> Counted:
        """Plays that continue each other as one."""
        alone = groups.alone[chosen.first : chosen.last]
        if bucket_of is None and len(chosen) * FEW > len(plays):
            parts = Parts.picked(plays, groups, chosen)
        else:
            shared = np.flatnonzero(chosen.both(~alone)) + chosen.first
            buckets = None if bucket_of is None else bucket_of(shared)
            parts = Parts.sorted(plays, shared, buckets)
        if not len(parts.members):
            return cls(plays, chosen, None)
        marks = chosen.both(alone).copy()
        marks[parts.firsts - chosen.first] = True
        return cls(plays, Selection(chosen.first, chosen.last, marks), parts)

    @property
    def positions(self) -> Array:
        """The positions of the plays that stand for what counts, ascending."""
        return self._chosen.positions

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
        """All that counts, piece by piece; without seconds those are empty."""
        first, last, mask = self._chosen.first, self._chosen.last, self._chosen.mask
        sums = Sums(self._plays, self._parts) if with_seconds else None
        for start in range(first, last, BLOCK):
            stop = min(start + BLOCK, last)
            seconds = NONE if sums is None else sums.seconds(start, stop)
            if mask is None:
                yield Block(slice(start, stop), seconds)
            else:
                within = np.flatnonzero(mask[start - first : stop - first])
                yield Block(within + start, seconds[within] if with_seconds else seconds)


class Sums:
    """Play time by position: of a viewing's first play that of all its parts."""

    def __init__(self, plays: Plays, parts: Parts | None) -> None:
        self._plays = plays
        self._firsts, self._seconds = NONE, NONE
        if parts is not None:
            sums = np.add.reduceat(play_seconds(plays, parts.members), parts.starts)
            bits = len(sums).bit_length()
            packed = np.sort((parts.firsts << bits) | np.arange(len(sums)))
            self._firsts = packed >> bits
            self._seconds = sums[packed & ((1 << bits) - 1)]

    def seconds(self, start: int, stop: int) -> Array:
        """From one position up to another; of later parts of viewings just their own time."""
        found = play_seconds(self._plays, slice(start, stop))
        some = slice(*np.searchsorted(self._firsts, (start, stop)))
        found[self._firsts[some] - start] = self._seconds[some]
        return found


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


def _group_keys(references: Array, buckets: Array | None) -> Array:
    """A number for each (group, bucket) that leaves room for the place among the plays."""
    size = 1 if buckets is None else int(buckets.max(initial=0)) + 1
    lowest, highest = int(references.min(initial=0)), int(references.max(initial=0))
    room = LARGEST >> len(references).bit_length()
    if (highest - lowest + 1) * size > room:
        keys = np.unique(references, return_inverse=True)[1].astype(np.int64)
    else:
        keys = references.astype(np.int64)
        keys -= lowest
    if buckets is not None:
        keys *= size
        keys += buckets
    return keys
