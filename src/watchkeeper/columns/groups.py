"""Which plays are alone in their group, and the others group by group."""

from __future__ import annotations

import numpy as np

from watchkeeper.columns.growing import Array, Growing
from watchkeeper.columns.plays import Plays

MANY = 200
"""From so many changed groups on it is faster to sort everything anew."""


class Groups:
    """Kept in step with the plays, so that no question has to sort them.

    Most plays are the only one of their group. The others are few enough to be looked at group
    by group: `members` has their positions in the order of reference and play number.
    """

    def __init__(self, plays: Plays) -> None:
        self._plays = plays
        self._alone = Growing(np.bool_)
        self.members: Array = np.empty(0, np.int64)

    @property
    def alone(self) -> Array:
        """For each play, whether its group has no other; valid until the next change."""
        return self._alone.view

    def rebuild(self) -> None:
        """Sort everything anew."""
        reference = self._plays["reference"]
        _, group, sizes = np.unique(reference, return_inverse=True, return_counts=True)
        alone = sizes[group] == 1
        self._alone.replace_from(0, alone)
        self.members = self._sorted(np.flatnonzero(~alone))

    def inserted(self, first: int, places: Array) -> None:
        """Follow `Plays.insert`, which returned these."""
        new = len(self._plays) - len(self._alone)
        tail = np.concatenate((self._alone.view[first:], np.ones(new, np.bool_)))
        moved = np.empty_like(tail)
        moved[places] = tail
        self._alone.replace_from(first, moved)
        late = self.members >= first
        self.members[late] = first + places[self.members[late] - first]
        positions = first + places[len(places) - new :]
        self._regroup(self._plays["reference"][positions])

    def removed(self, positions: Array, references: Array) -> None:
        """Follow `Plays.remove`: plays of these groups at these positions are gone."""
        first = int(positions.min())
        keep = np.ones(len(self._alone) - first, np.bool_)
        keep[positions - first] = False
        self._alone.replace_from(first, self._alone.view[first:][keep])
        gone = np.sort(positions)
        stay = self.members[~np.isin(self.members, gone)]
        self.members = stay - np.searchsorted(gone, stay)
        self._regroup(references)

    def _regroup(self, references: Array) -> None:
        """Look anew at the groups whose members changed."""
        changed = np.unique(references)
        if len(changed) > MANY:
            self.rebuild()
            return
        reference = self._plays["reference"]
        belongs = reference == changed[0] if len(changed) == 1 else np.isin(reference, changed)
        positions = self._sorted(np.flatnonzero(belongs))
        _, group, sizes = np.unique(reference[positions], return_inverse=True, return_counts=True)
        alone = sizes[group] == 1
        self._alone.view[positions] = alone
        others = self.members[~np.isin(reference[self.members], changed)]
        joined = positions[~alone]
        at = np.searchsorted(reference[others], reference[joined])
        self.members = np.insert(others, at, joined)

    def _sorted(self, positions: Array) -> Array:
        numbers, references = self._plays["id"], self._plays["reference"]
        return positions[np.lexsort((numbers[positions], references[positions]))]
