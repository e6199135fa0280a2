"""Plays group by group."""

from __future__ import annotations

from functools import cached_property
from typing import Self

import numpy as np

from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays

NONE: Array = np.empty(0, np.int64)
PAIR = 2


class Runs:
    """Positions as `by_group` sorts them, where each group starts, and its reference."""

    def __init__(self, members: Array, starts: Array, references: Array) -> None:
        self.members = members
        self.starts = starts
        self.references = references

    @classmethod
    def none(cls) -> Self:
        """No group at all."""
        return cls(NONE, NONE, NONE)

    @classmethod
    def of_members(cls, plays: Plays, members: Array) -> Self:
        """Of positions that lie as `by_group` sorts them."""
        if not len(members):
            return cls.none()
        references = plays["reference"][members]
        starts = np.flatnonzero(np.append(True, references[1:] != references[:-1]))
        return cls(members, starts, references[starts])

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def sizes(self) -> Array:
        """How many members each group has."""
        return np.diff(self.starts, append=len(self.members))

    @property
    def furthest(self) -> Array:
        """For each group the position of the play that went furthest."""
        return self.members[self.starts]

    @cached_property
    def newest(self) -> Array:
        """For each group the position of the play that started last."""
        return np.maximum.reduceat(self.members, self.starts) if len(self) else NONE

    @cached_property
    def oldest(self) -> Array:
        """For each group the position of the play that started first."""
        return np.minimum.reduceat(self.members, self.starts) if len(self) else NONE

    @cached_property
    def pairs(self) -> tuple[Array, Array]:
        """The groups of two, which most are: positions of their first and of their last plays."""
        of_two = np.flatnonzero(self.sizes == PAIR)
        return self.oldest[of_two], self.newest[of_two]

    @cached_property
    def larger(self) -> Array:
        """The members of all groups of more than two."""
        sizes = self.sizes
        return self.members[np.repeat(sizes > PAIR, sizes)]

    def of(self, reference: int) -> Array:
        """The members of one group; none when it has no run here."""
        at = int(np.searchsorted(self.references, self.references.dtype.type(reference)))
        if at == len(self) or self.references[at] != reference:
            return self.members[:0]
        stop = self.starts[at + 1] if at + 1 < len(self) else len(self.members)
        return self.members[self.starts[at] : stop]

    def only(self, kept: Array) -> Self:
        """The groups that are marked."""
        sizes = self.sizes
        members = self.members[np.repeat(kept, sizes)]
        sizes = sizes[kept]
        return type(self)(members, np.cumsum(sizes) - sizes, self.references[kept])


def by_group(plays: Plays, positions: Array) -> Array:
    """The positions by reference; in a group the play that went furthest first, then by number."""
    keys = (plays["id"][positions], -plays.percent(positions), plays["reference"][positions])
    return positions[np.lexsort(keys)]
