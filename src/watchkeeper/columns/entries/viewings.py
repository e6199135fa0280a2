"""Entries of a history: groups of the selected plays, with their sums and representatives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType

import numpy as np

from watchkeeper.columns.selection.filter import OrderField
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.runs import Runs, by_group
from watchkeeper.columns.selection.select import Selection
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.texts import Texts

SPARSE = 8
"""So many times fewer plays than the ready-made groups hold are faster sorted than looked up."""

Fact = Callable[[Plays, Array | slice], Array]


class Viewings:
    """The entries of a selection: `single` plays, and `runs` of plays of one group each.

    Entries are numbered in the order of time of their representatives. Arrays named by a fact
    have one value for each entry.
    """

    def __init__(self, plays: Plays, single: Selection, runs: Runs) -> None:
        self._plays = plays
        self._known: dict[str, Array] = {}
        self.single = single
        self.runs = runs

    @classmethod
    def each(cls, plays: Plays, chosen: Selection) -> Viewings:
        """One entry for each play."""
        return cls(plays, chosen, Runs.none())

    @classmethod
    def grouped(cls, plays: Plays, groups: Groups, chosen: Selection) -> Viewings:
        """One entry for each group that has a selected play."""
        alone = groups.alone[chosen.first : chosen.last]
        single = Selection(chosen.first, chosen.last, chosen.both(alone))
        if len(chosen) == len(plays):
            return cls(plays, single, groups.runs)
        others = Selection(chosen.first, chosen.last, chosen.both(~alone))
        if len(others) * SPARSE < len(groups.runs.members):
            members = by_group(plays, others.positions)
        else:
            members = chosen.of(groups.runs.members)
        return cls(plays, single, Runs.of_members(plays, members))

    def __len__(self) -> int:
        return len(self.single) + len(self.runs)

    def only(self, kept: Array) -> Viewings:
        """The entries that are marked."""
        marks = np.zeros(self.single.last - self.single.first, np.bool_)
        marks[self.representative[kept] - self.single.first] = True
        return self.only_of(marks)

    def only_of(self, marks: Array) -> Viewings:
        """The entries whose representatives are marked.

        `marks` has one for each play from the selection's first to its last.
        """
        first, last = self.single.first, self.single.last
        runs = self.runs.only(marks[self.runs.furthest - first])
        return Viewings(self._plays, Selection(first, last, self.single.both(marks)), runs)

    def plays_at(self, position: int) -> Array:
        """Positions of the plays of the entry to which the play at this position belongs.

        The one that went furthest comes first.
        """
        members = self.runs.of(int(self._plays["reference"][position]))
        return members if len(members) else np.array([position])

    @cached_property
    def representative(self) -> Array:
        """Position of the play that went furthest; of equals the one with the lowest number."""
        if not len(self.runs):
            return self.single.positions
        return np.flatnonzero(self.marks(self.runs.furthest)) + self.single.first

    def marks(self, of_runs: Array) -> Array:
        """For each play from the selection's first to its last, whether it stands for an entry.

        `of_runs` are the positions of the plays that stand for the runs.
        """
        first, last, mask = self.single.first, self.single.last, self.single.mask
        marks = np.ones(last - first, np.bool_) if mask is None else mask.copy()
        marks[of_runs - first] = True
        return marks

    def key(self, field: OrderField, entries: Array | None = None) -> Array:
        """Whole numbers that sort the entries (all, or these) as the field does."""
        if field in TEXTS:
            column, texts = TEXTS[field]
            return texts(self._plays).ranks()[self.column(column, entries)]
        return KEYS[field](self, entries)

    def column(self, name: str, entries: Array | None) -> Array:
        """A column of the plays, of the representatives."""
        at = self.representative if entries is None else self.representative[entries]
        return self._plays[name][at]

    def sums(self, name: str, entries: Array | None) -> Array:
        """One of `AGGREGATES`."""
        if name not in self._known:
            self._known[name] = self._summed(*AGGREGATES[name])
        known = self._known[name]
        return known if entries is None else known[entries]

    def percent(self, entries: Array | None) -> Array:
        """How far it went."""
        at = self.representative if entries is None else self.representative[entries]
        return self._plays.percent(at)

    def duration(self, entries: Array | None) -> Array:
        """Length of the item in milliseconds, or what it is sorted by where that is not known."""
        lengths = self._plays.items.numbers["duration_order"].view
        return lengths[self.column("item", entries)]

    def _summed(self, fact: Fact, how: np.ufunc) -> Array:
        first, last, runs = self.single.first, self.single.last, self.runs
        values: Array = fact(self._plays, slice(first, last))
        if len(runs):
            values = values.astype(np.int64)
            values[runs.furthest - first] = how.reduceat(values[runs.members - first], runs.starts)
        elif self.single.mask is None:
            return values
        return values.take(self.representative - first)


AGGREGATES: Mapping[str, tuple[Fact, np.ufunc]] = MappingProxyType(
    {
        "date": (lambda plays, at: plays["started"][at], np.maximum),
        "started": (lambda plays, at: plays["started"][at], np.minimum),
        "stopped": (lambda plays, at: plays.stopped(at), np.maximum),
        "paused": (lambda plays, at: plays["paused"][at], np.add),
        "seconds": (lambda plays, at: plays.seconds(at), np.add),
    }
)
"""Facts of a play and how those of a group become one."""

TEXTS: Mapping[OrderField, tuple[str, Callable[[Plays], Texts]]] = MappingProxyType(
    {
        OrderField.FRIENDLY_NAME: ("user", lambda plays: plays.people.texts),
        OrderField.IP_ADDRESS: ("ip_address", lambda plays: plays.words["ip_address"].texts),
        OrderField.PLATFORM: ("player", lambda plays: plays.players.platform),
        OrderField.PRODUCT: ("player", lambda plays: plays.players.product),
        OrderField.PLAYER: ("player", lambda plays: plays.players.player),
        OrderField.FULL_TITLE: ("item", lambda plays: plays.items.full_title),
    }
)
"""Orders by the place of a text in NOCASE order: a column, and what its codes stand for."""
KEYS: Mapping[OrderField, Callable[[Viewings, Array | None], Array]] = MappingProxyType(
    {
        OrderField.DATE: lambda some, at: some.sums("date", at),
        OrderField.STARTED: lambda some, at: some.sums("started", at),
        OrderField.STOPPED: lambda some, at: some.sums("stopped", at),
        OrderField.DURATION: lambda some, at: some.duration(at),
        OrderField.PLAY_DURATION: lambda some, at: some.sums("seconds", at),
        OrderField.PAUSED: lambda some, at: some.sums("paused", at),
        OrderField.PERCENT: lambda some, at: some.percent(at).view(np.int64),
        OrderField.REFERENCE: lambda some, at: some.column("reference", at),
        OrderField.ID: lambda some, at: some.column("id", at),
    }
)
"""The bits of numbers that are not negative, read as a whole number, sort as the number does."""
