"""Which plays are alone in their group, and the others group by group."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from watchkeeper.columns.selection.runs import NONE, Runs, by_group
from watchkeeper.columns.store.growing import Array, Growing
from watchkeeper.columns.store.plays import Plays

MANY = 200
"""From so many changed groups on it is faster to sort everything anew."""
STRETCH = 2**14
"""So many references are looked at together for the other play of a group."""


class Groups:
    """Kept in step with the plays, so that no question has to sort them.

    Most plays are the only one of their group. The others are few enough to be looked at group
    by group in `runs`. What a new play does not touch is not looked at: to record one costs the
    same whether there are thousands or millions.
    """

    def __init__(self, plays: Plays) -> None:
        self._plays = plays
        self._alone = Growing(np.bool_)
        self._members = Growing(np.int64)
        self._starts, self._newest, self._oldest = (Growing(np.int64) for _ in range(3))
        self._references = Growing(np.int64)
        self._highest = 0  # no play has a higher reference
        self.runs = Runs.none()

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
        self._highest = int(reference.max(initial=0))
        runs = Runs.of_members(self._plays, by_group(self._plays, np.flatnonzero(~alone)))
        self._put(0, 0, runs)

    def inserted(self, first: int, places: Array) -> None:
        """Follow `Plays.insert`, which returned these."""
        new = len(self._plays) - len(self._alone)
        tail = np.concatenate((self._alone.view[first:], np.ones(new, np.bool_)))
        moved = np.empty_like(tail)
        moved[places] = tail
        self._alone.replace_from(first, moved)
        if new < len(places):
            for column in (self._members, self._newest, self._oldest):
                late = np.flatnonzero(column.view >= first)
                column.view[late] = first + places[column.view[late] - first]
        positions = first + places[len(places) - new :]
        self._regroup(self._plays["reference"][positions], positions)

    def removed(self, positions: Array, references: Array) -> None:
        """Follow `Plays.remove`: plays of these groups at these positions are gone."""
        first = int(positions.min())
        keep = np.ones(len(self._alone) - first, np.bool_)
        keep[positions - first] = False
        self._alone.replace_from(first, self._alone.view[first:][keep])
        gone = np.sort(positions)
        stay = self.runs.members[~np.isin(self.runs.members, gone)]
        self._put(0, 0, Runs.of_members(self._plays, stay - np.searchsorted(gone, stay)))
        self._regroup(references, NONE)

    def _regroup(self, references: Array, added: Array) -> None:
        """Look anew at groups; to these came the plays at the positions, if any."""
        changed = np.unique(references)
        if len(changed) > MANY:
            self.rebuild()
            return
        found: dict[int, Array] = {}
        for reference in changed.tolist():
            known = self.runs.of(reference)
            new = added[references == reference] if len(added) else NONE
            if len(new) and not len(known):
                known = self._other(reference, new)
            members = np.concatenate((known, new))
            if len(members) > 1 or len(known):
                self._alone.view[members] = len(members) == 1
                found[reference] = members if len(members) > 1 else NONE
        if found:
            self._splice(found)
        self._highest = max(self._highest, int(references.max(initial=0)))

    def _other(self, reference: int, new: Array) -> Array:
        """The position of the play that was alone in its group before new ones came, if any."""
        if reference > self._highest:
            return NONE
        references = self._plays["reference"]
        for stop in range(len(references), 0, -STRETCH):
            start = max(0, stop - STRETCH)
            hits = np.flatnonzero(references[start:stop] == reference) + start
            hits = hits[~np.isin(hits, new)]
            if len(hits):
                return hits
        return NONE

    def _splice(self, found: Mapping[int, Array]) -> None:
        """Put groups, by ascending reference, in the place of what was known of them.

        Runs of lower references stay as they are.
        """
        changed = np.array([*found], np.int64)
        at = int(np.searchsorted(self._references.view, changed[0]))
        starts = self._starts.view[at:]
        base = int(starts[0]) if len(starts) else len(self._members)
        tail = Runs(self._members.view[base:], starts - base, self._references.view[at:])
        kept = tail.only(~np.isin(tail.references, changed))
        joined = by_group(self._plays, np.concatenate([*found.values()]))
        reference = self._plays["reference"]
        places = np.searchsorted(reference[kept.members], reference[joined])
        self._put(at, base, Runs.of_members(self._plays, np.insert(kept.members, places, joined)))

    def _put(self, at: int, base: int, runs: Runs) -> None:
        """Let the groups from number `at` on, whose members begin at `base`, be these."""
        self._members.replace_from(base, runs.members)
        self._starts.replace_from(at, runs.starts + base)
        self._references.replace_from(at, runs.references)
        self._newest.replace_from(at, runs.newest)
        self._oldest.replace_from(at, runs.oldest)
        self.runs = Runs(self._members.view, self._starts.view, self._references.view)
        self.runs.newest, self.runs.oldest = self._newest.view, self._oldest.view
