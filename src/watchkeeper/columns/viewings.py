"""Entries of a history: groups of the selected plays, with their sums and representatives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType

import numpy as np

from watchkeeper.columns.dictionaries import Players
from watchkeeper.columns.filter import OrderField
from watchkeeper.columns.groups import Groups
from watchkeeper.columns.growing import Array
from watchkeeper.columns.plays import Plays
from watchkeeper.columns.select import Selection
from watchkeeper.columns.texts import Texts

NONE = np.empty(0, np.int64)
DENSE = 4
"""A selection of more than one in so many plays walks the ready-made groups."""


class Viewings:
    """The entries of a selection: `single` plays, and `members` in runs of one group each.

    Entries are numbered: first the single ones in the order of time, then the groups in the order
    of reference. All arrays named by a fact have one value for each entry.
    """

    def __init__(self, plays: Plays, single: Array, members: Array = NONE) -> None:
        self._plays = plays
        self.single = single
        self.members = members
        references = plays["reference"][members]
        self.starts = np.flatnonzero(np.diff(references, prepend=-1)) if len(members) else NONE

    @classmethod
    def grouped(cls, plays: Plays, groups: Groups, chosen: Selection) -> Viewings:
        """One entry for each group that has a selected play."""
        if len(chosen) * DENSE > len(plays):
            return cls(plays, *_walk(groups, chosen))
        lone = groups.alone[chosen.positions]
        rest = chosen.positions[~lone]
        order = np.lexsort((plays["id"][rest], plays["reference"][rest]))
        return cls(plays, chosen.positions[lone], rest[order])

    def __len__(self) -> int:
        return len(self.single) + len(self.starts)

    def only(self, kept: Array) -> Viewings:
        """The entries that are marked."""
        singles = len(self.single)
        runs = np.repeat(kept[singles:], self._sizes) if len(self.starts) else kept[singles:]
        return Viewings(self._plays, self.single[kept[:singles]], self.members[runs])

    def plays_of(self, entry: int) -> Array:
        """Positions of the plays of one entry, in the order of their numbers."""
        run = entry - len(self.single)
        if run < 0:
            return self.single[entry : entry + 1]
        end = self.starts[run + 1] if run + 1 < len(self.starts) else len(self.members)
        return self.members[self.starts[run] : end]

    def entries_at(self, positions: Array) -> Array:
        """The entries that plays at these positions belong to."""
        references = self._plays["reference"]
        runs = np.searchsorted(references[self.members[self.starts]], references[positions])
        if not len(self.single):
            return runs
        at = np.searchsorted(self.single, positions)
        is_single = self.single[np.minimum(at, len(self.single) - 1)] == positions
        return np.where(is_single, at, runs + len(self.single))

    @cached_property
    def representative(self) -> Array:
        """Position of the play that went furthest; of equals the one with the lowest number."""
        if not len(self.starts):
            return self.single
        percent = self._plays.percent(self.members)
        best = np.repeat(np.maximum.reduceat(percent, self.starts), self._sizes)
        places = np.where(percent == best, np.arange(len(self.members)), len(self.members))
        first = np.minimum.reduceat(places, self.starts)
        return np.concatenate((self.single, self.members[first]))

    @cached_property
    def newest(self) -> Array:
        """Position of the play that started last."""
        return self._merged(self.single, self.members, np.maximum)

    @cached_property
    def oldest(self) -> Array:
        """Position of the play that started first."""
        return self._merged(self.single, self.members, np.minimum)

    @property
    def reference(self) -> Array:
        """Reference id."""
        return self._plays["reference"][self._first]

    @property
    def number(self) -> Array:
        """Lowest number of its plays."""
        return self._plays["id"][self._first]

    @property
    def started(self) -> Array:
        """Oldest start."""
        return self._plays["started"][self.oldest]

    @property
    def date(self) -> Array:
        """Newest start."""
        return self._plays["started"][self.newest]

    @property
    def stopped(self) -> Array:
        """Newest stop."""
        return self._summed(self._plays.stopped, np.maximum)

    @property
    def paused(self) -> Array:
        """Paused seconds."""
        return self._summed(lambda at: self._plays["paused"][at].astype(np.int64), np.add)

    @property
    def seconds(self) -> Array:
        """Play time."""
        return self._summed(self._plays.seconds, np.add)

    @property
    def percent(self) -> Array:
        """How far it went at most."""
        return self._plays.percent(self.representative)

    def key(self, field: OrderField) -> Array:
        """Whole numbers that sort the entries as the field does."""
        return KEYS[field](self)

    @property
    def title_rank(self) -> Array:
        """Place of the full title in NOCASE order."""
        return self._plays.items.full_title.ranks()[self._plays["item"][self.representative]]

    @property
    def name_rank(self) -> Array:
        """Place of the person's display name."""
        return self._plays.people.texts.ranks()[self._plays["user"][self.representative]]

    @property
    def address_rank(self) -> Array:
        """Place of the ip address."""
        codes = self._plays["ip_address"][self.representative]
        return self._plays.words["ip_address"].texts.ranks()[codes]

    def player_rank(self, texts: Texts) -> Array:
        """Place of one of the player's names."""
        return texts.ranks()[self._plays["player"][self.representative]]

    @property
    def duration(self) -> Array:
        """Length of the item in milliseconds, or what it is sorted by where that is not known."""
        lengths = self._plays.items.numbers["duration_order"].view
        return lengths[self._plays["item"][self.representative]]

    @property
    def names(self) -> Players:
        """The names of players."""
        return self._plays.players

    @cached_property
    def _sizes(self) -> Array:
        return np.diff(self.starts, append=len(self.members))

    @cached_property
    def _first(self) -> Array:
        return np.concatenate((self.single, self.members[self.starts]))

    def _merged(self, single: Array, members: Array, how: np.ufunc) -> Array:
        if not len(self.starts):
            return single
        return np.concatenate((single, how.reduceat(members, self.starts)))

    def _summed(self, fact: Callable[[Array], Array], how: np.ufunc) -> Array:
        return self._merged(fact(self.single), fact(self.members), how)


KEYS: Mapping[OrderField, Callable[[Viewings], Array]] = MappingProxyType(
    {
        OrderField.DATE: lambda some: some.date,
        OrderField.STARTED: lambda some: some.started,
        OrderField.STOPPED: lambda some: some.stopped,
        OrderField.DURATION: lambda some: some.duration,
        OrderField.PLAY_DURATION: lambda some: some.seconds,
        OrderField.PAUSED: lambda some: some.paused,
        OrderField.PERCENT: lambda some: some.percent.view(np.int64),
        OrderField.FRIENDLY_NAME: lambda some: some.name_rank,
        OrderField.IP_ADDRESS: lambda some: some.address_rank,
        OrderField.PLATFORM: lambda some: some.player_rank(some.names.platform),
        OrderField.PRODUCT: lambda some: some.player_rank(some.names.product),
        OrderField.PLAYER: lambda some: some.player_rank(some.names.player),
        OrderField.FULL_TITLE: lambda some: some.title_rank,
        OrderField.REFERENCE: lambda some: some.reference,
    }
)
"""The bits of numbers that are not negative, read as a whole number, sort as the number does."""


def _walk(groups: Groups, chosen: Selection) -> tuple[Array, Array]:
    """Single plays and members of a selection that is most of the record."""
    first, last, mask = chosen.first, chosen.last, chosen.mask
    alone = groups.alone[first:last]
    single = np.flatnonzero(alone if mask is None else alone & mask) + first
    members = groups.members
    if first > 0 or last < len(groups.alone):
        members = members[(members >= first) & (members < last)]
    return single, members if mask is None else members[mask[members - first]]
