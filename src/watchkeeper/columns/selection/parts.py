"""Which of the selected plays are parts of one viewing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

import numpy as np

from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.runs import NONE, Runs
from watchkeeper.columns.selection.select import Selection
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.values import dataclass

LARGEST = np.iinfo(np.int64).max

FEW = 8
"""A selection of less than one in so many plays is sorted by group by itself."""

Codes = Callable[[Array | slice], Array]
"""For plays (as a column is indexed), a small whole number each."""


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


@dataclass(frozen=True, slots=True)
class Repeats:
    """Plays that do not count because another of their viewing does, which has their time too.

    Positions side by side.
    """

    later: Array
    of: Array  # the play that counts for each: the first of its viewing

    @classmethod
    def among(
        cls, plays: Plays, groups: Groups, chosen: Selection, bucket_of: Codes | None = None
    ) -> Self:
        """Those of a selection.

        With `bucket_of` plays of one viewing count for each other in the same bucket alone.
        """
        if len(chosen) * FEW > len(plays):
            pairs = cls._in_pairs(groups.runs, chosen, bucket_of)
            rest = chosen.of(groups.runs.larger)
        else:
            pairs = cls(NONE, NONE)
            rest = _shared(groups, chosen)
        buckets = None if bucket_of is None else bucket_of(rest)
        parts = Parts.sorted(plays, rest, buckets)
        firsts = np.repeat(parts.firsts, np.diff(parts.starts, append=len(parts.members)))
        is_later = firsts != parts.members
        return cls(
            np.concatenate((pairs.later, parts.members[is_later])),
            np.concatenate((pairs.of, firsts[is_later])),
        )

    @classmethod
    def _in_pairs(cls, runs: Runs, chosen: Selection, bucket_of: Codes | None) -> Self:
        """Those of groups of two, which most groups are: they need no sorting."""
        firsts, seconds = runs.pairs
        both = np.flatnonzero(chosen.has(firsts) & chosen.has(seconds))
        if len(both) < len(firsts):
            firsts, seconds = firsts[both], seconds[both]
        if bucket_of is not None:
            same = np.flatnonzero(bucket_of(firsts) == bucket_of(seconds))
            firsts, seconds = firsts[same], seconds[same]
        return cls(seconds, firsts)


def _shared(groups: Groups, chosen: Selection) -> Array:
    """The selected plays that are not alone in their group."""
    if chosen.mask is None:
        return np.flatnonzero(~groups.alone[chosen.first : chosen.last]) + chosen.first
    found: Array = chosen.positions[~groups.alone[chosen.positions]]
    return found


def _starts(owner: Array) -> Array:
    return np.flatnonzero(np.append(len(owner) > 0, owner[1:] != owner[:-1]))


def _reduced(function: np.ufunc, members: Array, starts: Array) -> Array:
    found: Array = function.reduceat(members, starts) if len(starts) else NONE
    return found


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
