"""The one place where plays are filtered, sorted, counted, grouped and summed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TypeVar

import numpy as np

from watchkeeper.columns.entries import pages
from watchkeeper.columns.entries.pages import Page, PageQuery
from watchkeeper.columns.figures import tallies
from watchkeeper.columns.figures.tallies import Tally, TallyBy, TallyKey
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.store import cache
from watchkeeper.columns.store.changes import Changes, PlayFacts
from watchkeeper.columns.store.local_time import LocalTime
from watchkeeper.columns.store.lock import SharedLock
from watchkeeper.columns.store.plays import Plays
from watchkeeper.runtime.memory import give_back_memory

Answer = TypeVar("Answer")


class Columns:
    """All plays in memory, following the database by its revision.

    Every method may be called from any thread: readers see the state between two changes.
    """

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self._lock = SharedLock()
        self._plays = Plays(LocalTime(zone))
        self._groups = Groups(self._plays)
        self._revision = 0
        self._linked: tuple[Sequence[tuple[int, int]], ...] = ()

    @property
    def revision(self) -> int:
        """The revision of the record up to which all is known."""
        return self._revision

    @property
    def known_items(self) -> int:
        """All item descriptions up to this number are known."""
        return len(self._plays.items) - 1

    @property
    def known_players(self) -> int:
        """All player descriptions up to this number are known."""
        return len(self._plays.players) - 1

    @property
    def known_names(self) -> int:
        """How many people have a name here."""
        return len(self._plays.people.names)

    @property
    def has_uncounted(self) -> bool:
        """Whether there may be plays that are in no figure."""
        return self._plays.has_uncounted

    def __len__(self) -> int:
        return len(self._plays)

    def load(self, path: Path, record: str) -> bool:
        """Take the plays of a cache file that `save` wrote for this record; False: of no use.

        Only into empty columns. Items, players and names must follow by `apply`.
        """
        with self._lock.writing():
            revision = cache.load(path, self._plays, cache.Stamp(record, str(self.zone)))
            if revision is None:
                return False
            self._revision = revision
            return True

    def save(self, path: Path, record: str) -> None:
        """Write a cache file.

        Raises:
            OSError: it cannot be written.
        """
        with self._lock.reading():
            cache.save(path, self._plays, self._revision, cache.Stamp(record, str(self.zone)))

    def clear(self) -> None:
        """Forget everything, so that the next `apply` starts anew."""
        with self._lock.writing():
            self._plays = Plays(LocalTime(self.zone))
            self._plays.people.link(self._linked)
            self._groups = Groups(self._plays)
            self._revision = 0

    def take(self, other: Columns) -> None:
        """Become what other columns are, at once for every reader; those are of no use after."""
        with self._lock.writing():
            other._plays.people.link(self._linked)
            self._plays, self._groups = other._plays, other._groups
            self._revision = other._revision

    def link(self, people: Iterable[Sequence[tuple[int, int]]]) -> None:
        """Set which accounts (server id, user id) are one person."""
        with self._lock.writing():
            self._linked = tuple(people)
            self._plays.people.link(self._linked)

    def apply(self, changes: Changes) -> None:
        """Follow what happened; safe to repeat."""
        with self._lock.writing():
            for items in changes.items:
                self._plays.items.extend(items)
            self._plays.players.extend(changes.players)
            if changes.names is not None:
                self._plays.people.rename(changes.names)
            self._groups.catch_up()
            self._remove(changes.deleted)
        if len(self._plays):
            self._follow(changes)
        else:
            self._fill(changes)
        self._revision = max(self._revision, changes.revision)

    def page(self, query: PageQuery) -> Page:
        """A page of the history."""
        with self._lock.reading():
            return pages.page(self._plays, self._groups, query)

    def play_ids(self, query: PageQuery) -> list[int]:
        """The numbers of all plays behind all pages of a query, ascending."""
        with self._lock.reading():
            return pages.play_ids(self._plays, self._groups, query)

    def total(self, wanted: HistoryFilter, *, grouped: bool) -> tuple[int, int]:
        """Plays (with grouping: viewings) that the filter means, and their play time in seconds."""
        with self._lock.reading():
            chosen = select(self._plays, wanted)
            return tallies.count_and_sum(self._plays, self._groups, chosen, grouped=grouped)

    def tally(self, wanted: HistoryFilter, by: TallyBy, *, grouped: bool) -> dict[TallyKey, Tally]:
        """Numbers of the plays that the filter means, for each value of what they are told by."""
        with self._lock.reading():
            chosen = select(self._plays, wanted)
            keys, told = tallies.told_by(self._plays, by)
            found = tallies.tally(self._plays, self._groups, chosen, told, grouped=grouped)
            return {keys[code]: numbers for code, numbers in found.items()}

    def ask(self, question: Callable[[Plays, Groups], Answer]) -> Answer:
        """The answer to a question that reads the plays (and their groups) and keeps no view."""
        with self._lock.reading():
            return question(self._plays, self._groups)

    def ids(self, wanted: HistoryFilter) -> list[int]:
        """The numbers of all plays that the filter means, by start."""
        with self._lock.reading():
            numbers: list[int] = self._plays["id"][select(self._plays, wanted).where].tolist()
            return numbers

    def facts(self, ids: Sequence[int]) -> list[PlayFacts]:
        """What is known here of these plays, in the order of their start."""
        with self._lock.reading():
            return self._plays.decode(self._plays.positions_of(ids))

    def _fill(self, changes: Changes) -> None:
        """Take in the first plays, all at once."""
        with self._lock.writing():
            chunks = [self._plays.encode(chunk) for chunk in changes.plays if chunk]
            if chunks:
                names = chunks[0].keys()
                self._plays.insert(
                    {name: np.concatenate([rows.pop(name) for rows in chunks]) for name in [*names]}
                )
            self._groups.rebuild()
        give_back_memory()

    def _follow(self, changes: Changes) -> None:
        """Take in later plays chunk by chunk, so that readers get their turn."""
        for chunk in changes.plays:
            if chunk:
                with self._lock.writing():
                    rows = self._plays.encode(chunk)
                    self._remove(rows["id"].tolist())
                    self._groups.inserted(*self._plays.insert(rows))

    def _remove(self, ids: Sequence[int]) -> None:
        positions = self._plays.positions_of(ids)
        if len(positions):
            references = self._plays["reference"][positions]
            self._plays.remove(positions)
            self._groups.removed(positions, references)
