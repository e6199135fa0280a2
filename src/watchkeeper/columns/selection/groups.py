"""Which plays are alone in their group, and the others group by group."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from watchkeeper.columns.store.growing import Array, Growing
from watchkeeper.columns.store.plays import Plays

MANY = 200
"""From so many changed groups on it is faster to sort everything anew."""

NONE: Array = np.empty(0, np.int64)


class Runs:
    """Plays group by group: positions as `by_group` sorts them, and where each group starts."""

    def __init__(self, plays: Plays, members: Array) -> None:
        self._plays = plays
        self.members = members
        self._references: Array = plays["reference"][members]
        changes = self._references[1:] != self._references[:-1]
        self.starts = np.flatnonzero(np.append(True, changes)) if len(members) else NONE

    def __len__(self) -> int:
        return len(self.starts)

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

    def of(self, reference: int) -> Array:
        """The members of one group; none when it has no run here."""
        first = np.searchsorted(self._references, np.int32(reference), side="left")
        last = np.searchsorted(self._references, np.int32(reference), side="right")
        return self.members[first:last]

    def only(self, kept: Array) -> Runs:
        """The groups that are marked."""
        sizes = np.diff(self.starts, append=len(self.members))
        return Runs(self._plays, self.members[np.repeat(kept, sizes)])


class Groups:
    """Kept in step with the plays, so that no question has to sort them.

    Most plays are the only one of their group. The others are few enough to be looked at group
    by group in `runs`.
    """

    def __init__(self, plays: Plays) -> None:
        self._plays = plays
        self._alone = Growing(np.bool_)
        self.runs = Runs(plays, NONE)

    @property
    def alone(self) -> Array:
        """For each play, whether its group has no other; valid until the next change."""
        return self._alone.view

    def catch_up(self) -> None:
        """Look at plays that came in without notice (from a cache file)."""
        if len(self._alone) != len(self._plays):
            self.rebuild()

    def rebuild(self) -> None:
        """Sort everything anew."""
        reference = self._plays["reference"]
        _, group, sizes = np.unique(reference, return_inverse=True, return_counts=True)
        alone = sizes[group] == 1
        self._alone.replace_from(0, alone)
        self._set(by_group(self._plays, np.flatnonzero(~alone)))

    def inserted(self, first: int, places: Array) -> None:
        """Follow `Plays.insert`, which returned these."""
        new = len(self._plays) - len(self._alone)
        tail = np.concatenate((self._alone.view[first:], np.ones(new, np.bool_)))
        moved = np.empty_like(tail)
        moved[places] = tail
        self._alone.replace_from(first, moved)
        members = self.runs.members.copy()
        late = members >= first
        members[late] = first + places[members[late] - first]
        positions = first + places[len(places) - new :]
        self._regroup(members, self._plays["reference"][positions])

    def removed(self, positions: Array, references: Array) -> None:
        """Follow `Plays.remove`: plays of these groups at these positions are gone."""
        first = int(positions.min())
        keep = np.ones(len(self._alone) - first, np.bool_)
        keep[positions - first] = False
        self._alone.replace_from(first, self._alone.view[first:][keep])
        gone = np.sort(positions)
        stay = self.runs.members[~np.isin(self.runs.members, gone)]
        self._regroup(stay - np.searchsorted(gone, stay), references)

    def _regroup(self, members: Array, references: Array) -> None:
        """Look anew at the groups whose members changed."""
        changed = np.unique(references)
        if len(changed) > MANY:
            self.rebuild()
            return
        reference = self._plays["reference"]
        belongs = reference == changed[0] if len(changed) == 1 else np.isin(reference, changed)
        positions = by_group(self._plays, np.flatnonzero(belongs))
        _, group, sizes = np.unique(reference[positions], return_inverse=True, return_counts=True)
        alone = sizes[group] == 1
        self._alone.view[positions] = alone
        others = members[~np.isin(reference[members], changed)]
        joined = positions[~alone]
        at = np.searchsorted(reference[others], reference[joined])
        self._set(np.insert(others, at, joined))

    def _set(self, members: Array) -> None:
        self.runs = Runs(self._plays, members)


def by_group(plays: Plays, positions: Array) -> Array:
    """The positions by reference; in a group the play that went furthest first, then by number."""
    keys = (plays["id"][positions], -plays.percent(positions), plays["reference"][positions])
    return positions[np.lexsort(keys)]
