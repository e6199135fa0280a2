"""What counts as one play: with grouping a viewing, told by its first play; else a single play."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

import numpy as np

from watchkeeper.columns.groups import Groups
from watchkeeper.columns.growing import Array
from watchkeeper.columns.plays import NO_STOP, Plays
from watchkeeper.columns.select import Selection

LARGEST = np.iinfo(np.int64).max


class Measure(StrEnum):
    """What is summed."""

    PLAYS = "plays"
    SECONDS = "seconds"


class Parts:
    """Plays (positions) side by side with those of their group, by start and number.

    With `buckets` (a small whole number for each position) plays of one group that lie in
    different buckets are kept apart.
    """

    def __init__(self, plays: Plays, positions: Array, buckets: Array | None = None) -> None:
        keys = _group_keys(plays["reference"][positions], buckets)
        bits = len(positions).bit_length()
        packed = np.sort((keys << bits) | np.arange(len(positions)))
        owner = packed >> bits
        self.members: Array = positions[packed & ((1 << bits) - 1)]
        self.starts = np.flatnonzero(np.append(len(owner) > 0, owner[1:] != owner[:-1]))

    @property
    def firsts(self) -> Array:
        """The play of each that started first."""
        found: Array = self.members[self.starts]
        return found

    @property
    def lasts(self) -> Array:
        """The play of each that started last."""
        found: Array = self.members[np.append(self.starts, len(self.members))[1:] - 1]
        return found


class Counted:
    """What of a selection counts, in the order of time.

    A viewing counts once, as its first selected play; with `buckets` (one for each play from the
    selection's first to its last) once in every bucket in which it has a selected play.
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
        cls, plays: Plays, groups: Groups, chosen: Selection, buckets: Array | None = None
    ) -> Counted:
        """Plays that continue each other as one."""
        alone = groups.alone[chosen.first : chosen.last]
        shared = np.flatnonzero(chosen.both(~alone))
        if not len(shared):
            return cls(plays, chosen, None)
        within = None if buckets is None else buckets[shared]
        parts = Parts(plays, shared + chosen.first, within)
        marks = chosen.both(alone).copy()
        marks[parts.firsts - chosen.first] = True
        return cls(plays, Selection(chosen.first, chosen.last, marks), parts)

    def __len__(self) -> int:
        return len(self._chosen)

    @property
    def where(self) -> Array | slice:
        """What a column is indexed with to get the plays that stand for what counts."""
        return self._chosen.where

    @property
    def positions(self) -> Array:
        """The positions of those plays, ascending."""
        return self._chosen.positions

    @cached_property
    def within(self) -> Array | slice:
        """The same, counted from the first play of the selection."""
        if self._chosen.mask is None:
            return slice(0, len(self._chosen))
        return self._chosen.positions - self._chosen.first

    @cached_property
    def seconds(self) -> Array:
        """Play time of each, as floats that are whole; 0 where the end is not known."""
        part = slice(self._chosen.first, self._chosen.last)
        seconds = play_seconds(self._plays, part)
        parts = self._parts
        if parts is not None and len(parts.starts):
            of_members = seconds[parts.members - part.start]
            seconds[parts.firsts - part.start] = np.add.reduceat(of_members, parts.starts)
        return seconds[self.within]


def counted(plays: Plays, groups: Groups, chosen: Selection, *, grouped: bool) -> Counted:
    """What of a selection counts."""
    if grouped:
        return Counted.grouped(plays, groups, chosen)
    return Counted.each(plays, chosen)


def play_seconds(plays: Plays, part: slice) -> Array:
    """Seconds from start to stop without the pauses; 0 where the end is not known.

    They are floats because that is what is summed fastest, exactly up to 2 ** 53.
    """
    span = plays["span"][part]
    seconds: Array = np.subtract(span, plays["paused"][part], dtype=np.float64)
    if plays.has_open_ends:
        seconds[span == NO_STOP] = 0
    return seconds


def _group_keys(references: Array, buckets: Array | None) -> Array:
    """A number for each (group, bucket) that leaves room for the place among the plays."""
    size = 1 if buckets is None else int(buckets.max(initial=0)) + 1
    lowest, highest = int(references.min(initial=0)), int(references.max(initial=0))
    room = LARGEST >> len(references).bit_length()
    keys = references.astype(np.int64) - lowest
    if (highest - lowest + 1) * size > room:
        keys = np.unique(references, return_inverse=True)[1]
    return keys if buckets is None else keys * size + buckets
