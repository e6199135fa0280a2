"""The numbers of the statistics page: any figure by anything that tells plays apart.

What is counted is what the history shows for the same filter: with grouping a viewing (plays that
continue each other) once for each thing that its plays within the filter have; its time is that
of those plays. A play belongs to the local day on which it started.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import cast

import anyio.to_thread
import numpy as np

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures.cells import Cells, Count, Sorting, count_cells
from watchkeeper.columns.figures.habits import Reached, Streak, newest_of, reached, streaks
from watchkeeper.columns.figures.peaks import Peak, daily_peaks, latest_peaks
from watchkeeper.columns.figures.reserved import daily_bandwidth
from watchkeeper.columns.figures.sortings import (
    By,
    Key,
    Periods,
    addresses_sorted,
    sorting_of,
)
from watchkeeper.columns.figures.tallies import Tally, TallyBy
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import Selection, select
from watchkeeper.columns.selection.traits import Work
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.local_time import EPOCH, day_number
from watchkeeper.columns.store.plays import Plays
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import PlayId
from watchkeeper.features.history import History
from watchkeeper.features.statistics import queries
from watchkeeper.features.statistics.graphs import DECISIONS
from watchkeeper.features.statistics.windows import midnight
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which plays, and whether those that continue each other count once."""

    filter: HistoryFilter
    grouped: bool = True


@dataclass(frozen=True, slots=True)
class Figures:
    """Three numbers of the same plays."""

    plays: int = 0
    seconds: int = 0
    people: int = 0


class Most(StrEnum):
    """What those with the highest numbers are told by."""

    PLAYS = "plays"
    SECONDS = "seconds"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A table: by one thing, or by two. Without `limit` all keys that have plays."""

    by: By
    split: By | None = None
    limit: int | None = None  # those with the highest numbers
    most: Most = Most.PLAYS
    kind: str = ""  # of titles: only those of this media type


Table = Mapping[Key, Figures]
"""By key; by (key, key of the split) where there is a split."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time in which collection stood still; UTC seconds."""

    from_at: int
    to_at: int


class Explorer:
    """Answers with figures; every number of plays comes from the columns."""

    def __init__(self, history: History, columns: Columns, db: Database, clock: Clock) -> None:
        self._history = history
        self._columns = columns
        self._db = db
        self._clock = clock

    @property
    def today(self) -> date:
        """The owner's day."""
        return datetime.fromtimestamp(self._clock.now(), self._columns.zone).date()

    async def tables(
        self,
        scope: Scope,
        wanted: Sequence[Wanted],
        starts: Sequence[date] = (),
        *,
        with_people: bool = False,
    ) -> list[Table]:
        """All tables in one pass. `starts` are the first days of the periods, if any are told by.

        People are counted only when asked for, because that takes longer.
        """
        last = scope.filter.before_day or self.today
        numbers = tuple(day_number(day) for day in starts)
        periods = Periods(numbers, max(day_number(last), *numbers, 0))

        def count(plays: Plays, groups: Groups) -> list[Table]:
            chosen = select(plays, scope.filter)
            different = list(dict.fromkeys((one.by, one.split) for one in wanted))
            made = [_made(plays, chosen, pair, periods) for pair in different]
            asked = Count(chosen, scope.grouped, with_people)
            found = count_cells(plays, groups, asked, [sorting for _, sorting in made])
            counted = dict(zip(different, zip(made, found, strict=True), strict=True))
            tables = []
            for one in wanted:
                (keys, _), cells = counted[one.by, one.split]
                among = plays.items.works.of_kind(one.kind) if one.kind else None
                tables.append(_table(keys, cells, one, among))
            return tables

        return await anyio.to_thread.run_sync(self._columns.ask, count)

    async def total(self, scope: Scope) -> Figures:
        """Of everything."""
        (table,) = await self.tables(scope, [Wanted(by=By.ALL)], with_people=True)
        return table.get(None, Figures())

    async def first_day(self, scope: Scope) -> date | None:
        """The local day of the oldest play, None when there is none."""

        def look(plays: Plays, _groups: Groups) -> int | None:
            positions = select(plays, scope.filter).positions
            return int(plays["day"][positions[0]]) if len(positions) else None

        number = await anyio.to_thread.run_sync(self._columns.ask, look)
        return None if number is None else EPOCH + timedelta(days=number)

    async def reached(self, scope: Scope, limit: int) -> Reached:
        """How far plays went, and the titles that were dropped or watched again most."""
        rule = self._history.watched_rule

        def look(plays: Plays, groups: Groups) -> Reached:
            count = Count(select(plays, scope.filter), scope.grouped)
            return reached(plays, groups, count, rule, limit)

        return await anyio.to_thread.run_sync(self._columns.ask, look)

    async def streaks(self, scope: Scope) -> dict[tuple[int, int | None], Streak]:
        """Days in a row with plays, of everybody."""
        last = day_number(scope.filter.before_day or self.today)

        def look(plays: Plays, _groups: Groups) -> dict[tuple[int, int | None], Streak]:
            return streaks(plays, select(plays, scope.filter), last)

        return await anyio.to_thread.run_sync(self._columns.ask, look)

    async def peaks(self, scope: Scope) -> dict[date, tuple[int, ...]]:
        """By day the most streams at once: of all, then of each of DECISIONS."""

        def look(plays: Plays, _groups: Groups) -> dict[date, tuple[int, ...]]:
            numbers, highest = daily_peaks(plays, scope.filter, DECISIONS)
            rows = np.asarray(highest).T.tolist()
            return {
                EPOCH + timedelta(days=number): tuple(row)
                for number, row in zip(numbers, rows, strict=True)
            }

        return await anyio.to_thread.run_sync(self._columns.ask, look)

    async def peak(self, scope: Scope) -> list[Peak | None]:
        """The latest time at which most streams ran: of all, then of each of DECISIONS."""

        def look(plays: Plays, _groups: Groups) -> list[Peak | None]:
            return latest_peaks(plays, scope.filter, DECISIONS)

        return await anyio.to_thread.run_sync(self._columns.ask, look)

    async def newest(self, scope: Scope, titles: Sequence[Key]) -> dict[Key, PlayId]:
        """The number of the newest play of each title."""

        def look(plays: Plays, _groups: Groups) -> dict[Key, PlayId]:
            positions = newest_of(plays, select(plays, scope.filter), cast(Sequence[Work], titles))
            numbers = plays["id"]
            return {title: PlayId(int(numbers[at])) for title, at in positions.items()}

        return await anyio.to_thread.run_sync(self._columns.ask, look)

    async def bandwidth(self, scope: Scope) -> dict[date, int]:
        """By day the most kbps reserved at once."""

        def look(plays: Plays, _groups: Groups) -> dict[date, int]:
            found = daily_bandwidth(plays, select(plays, scope.filter))
            return {EPOCH + timedelta(days=number): kbps for number, kbps in found.items()}

        return await anyio.to_thread.run_sync(self._columns.ask, look)

    async def addresses(self, scope: Scope) -> dict[str | None, Tally]:
        """Numbers of each address, with its first and last start."""

        def look() -> dict[str | None, Tally]:
            found = self._columns.tally(scope.filter, TallyBy.IP_ADDRESS, grouped=scope.grouped)
            return {None if key is None else str(key): tally for key, tally in found.items()}

        return await anyio.to_thread.run_sync(look)

    async def by_place(
        self, scope: Scope, places: Mapping[str | None, str], *, otherwise: str
    ) -> dict[str, Figures]:
        """By place, as the places of addresses are told; `otherwise` for all other addresses."""

        def count(plays: Plays, groups: Groups) -> dict[str, Figures]:
            keys, sorting = addresses_sorted(plays, places, otherwise)
            asked = Count(select(plays, scope.filter), scope.grouped, with_people=True)
            (cells,) = count_cells(plays, groups, asked, [sorting])
            table = _table(keys, cells, Wanted(by=By.ADDRESS), None)
            return {str(key): figures for key, figures in table.items()}

        return await anyio.to_thread.run_sync(self._columns.ask, count)

    async def gaps(self, first: date, last: date, server_ids: Sequence[int]) -> list[Gap]:
        """When collection stood still between two local days."""
        from_at = midnight(first, self._columns.zone)
        to_at = midnight(last + timedelta(days=1), self._columns.zone)
        found = await self._db.read(queries.gaps_between, from_at, to_at, server_ids)
        now = instant(self._clock)
        return [Gap(start, now if stop is None else stop) for start, stop in found]


def _made(
    plays: Plays, chosen: Selection, wanted: tuple[By, By | None], periods: Periods
) -> tuple[list[Key], Sorting]:
    by, split = wanted
    keys, sorting = sorting_of(plays, chosen, by, periods)
    if split is None:
        return list(keys), sorting
    others, other = sorting_of(plays, chosen, split, periods)
    return [(key, one) for key in keys for one in others], sorting.crossed(other)


def _table(keys: Sequence[Key], cells: Cells, wanted: Wanted, among: Array | None) -> Table:
    present = np.flatnonzero(cells.plays if among is None else cells.plays * among)
    if wanted.limit is not None:
        measured = {
            Most.PLAYS: cells.plays,
            Most.SECONDS: cells.seconds,
            Most.PEOPLE: cells.people,
        }[wanted.most]
        order = np.lexsort((present, -cells.plays[present], -measured[present]))
        present = present[order][: wanted.limit]
    return {
        keys[at]: Figures(int(cells.plays[at]), int(cells.seconds[at]), int(cells.people[at]))
        for at in present.tolist()
    }
