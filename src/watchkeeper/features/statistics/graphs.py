"""Graphs over the record: plays or time by day, hour, person and the like, in series.

What is counted: with grouping a viewing (plays that continue each other) once, else each play.
It belongs where its first play within the window started; a viewing with plays on several days
(weekdays, months, hours) counts once in each of them, with the time of its plays there. Time is
counted where a play started, also when it went on past midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

import anyio.to_thread
import numpy as np

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures.peaks import daily_peaks
from watchkeeper.columns.figures.series import CrossTable, Question, Rows, Split, cross
from watchkeeper.columns.selection.counted import Measure
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.local_time import day_number
from watchkeeper.domain.watched import LIVE
from watchkeeper.features.statistics.windows import (
    Window,
    last_days,
    last_months,
    midnight,
    months_since,
)
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass

K = TypeVar("K")

MEDIA_TYPES = ("episode", "movie", "track", LIVE)
"""Series by media type in the usual order; Live TV of any kind is its own."""
DECISIONS = ("direct play", "copy", "transcode")
SERIES = {Split.MEDIA_TYPE: MEDIA_TYPES, Split.DECISION: DECISIONS}
VIDEOS = ("movie", "episode", LIVE)
ALL_STREAMS = "all"
TOP = 10
EPOCH_YEAR = 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphQuery:
    """What a graph is about: `days` back from now, by the second (see `Window`)."""

    filter: HistoryFilter = field(default_factory=HistoryFilter)
    days: int = 30
    measure: Measure = Measure.PLAYS
    grouped: bool = True


@dataclass(frozen=True, slots=True)
class Graph(Generic[K]):
    """Values by category; `series` has for each name as many whole numbers as categories."""

    categories: tuple[K, ...]
    series: dict[str, tuple[int, ...]]


class Graphs:
    """Answers with graphs; every number comes from the columns."""

    def __init__(self, columns: Columns, clock: Clock) -> None:
        self._columns = columns
        self._clock = clock

    async def by_day(self, query: GraphQuery, split: Split) -> Graph[date]:
        """As many local days as the query has, up to today."""
        days = last_days(query.days, self._today())
        table = await self._table(self._started_on(query, days), Rows.DAY, split)
        lines = _day_by_day(days, [key for key in table.keys if isinstance(key, int)], table.values)
        nothing = (0,) * len(days)
        columns = _columns_of(table, split)
        series = {
            name: nothing if column is None else lines[column] for name, column in columns.items()
        }
        return Graph(tuple(days), series)

    async def by_weekday(self, query: GraphQuery, split: Split) -> Graph[int]:
        """The days of the week from Sunday (0) to Saturday (6)."""
        table = await self._table(self._window(query), Rows.WEEKDAY, split)
        return _in_time(range(7), table, split, _number)

    async def by_hour(self, query: GraphQuery, split: Split) -> Graph[int]:
        """The hours of the local day, 0 to 23."""
        table = await self._table(self._window(query), Rows.HOUR, split)
        return _in_time(range(24), table, split, _number)

    async def by_month(self, query: GraphQuery, months: int, split: Split) -> Graph[date]:
        """So many local months, told by their first days, up to this month.

        Plays count that stopped in or after the UTC month so many months ago.
        """
        shown = last_months(months, self._today())
        since = months_since(months, instant(self._clock))
        asked = replace(query, filter=replace(query.filter, stopped_from=since))
        return _in_time(shown, await self._table(asked, Rows.MONTH, split), split, _month)

    async def top_users(
        self, query: GraphQuery, split: Split, known: Collection[tuple[int, int]]
    ) -> Graph[tuple[int, int]]:
        """The most active of the known people, told by server and user id."""
        table = await self._table(self._window(query), Rows.USER, split)
        wanted = frozenset(known)
        pairs = zip(table.keys, table.values.tolist(), strict=True)
        rows = [
            ((key[0], key[1] or 0), row)
            for key, row in pairs
            if isinstance(key, tuple) and (key[0], key[1] or 0) in wanted
        ]
        rows.sort(key=lambda pair: pair[0], reverse=True)
        return _top(rows, table, split)

    async def top_platforms(self, query: GraphQuery, split: Split) -> Graph[str | None]:
        """The platforms that were used most, as players call them."""
        table = await self._table(self._window(query), Rows.PLATFORM, split)
        rows = _by_text(table)
        if split is Split.MEDIA_TYPE and query.measure is Measure.PLAYS:
            rows.reverse()  # the one graph in which equal ones come in ascending order
        return _top(rows, table, split)

    async def by_resolution(self, query: GraphQuery, *, delivered: bool) -> Graph[str | None]:
        """The most frequent resolutions of films and episodes: of the source, or as delivered.

        Live TV counts too, of whatever kind.
        """
        rows = Rows.STREAM_RESOLUTION if delivered else Rows.RESOLUTION
        asked = replace(query, filter=replace(query.filter, media_types=VIDEOS))
        table = await self._table(self._window(asked), rows, Split.DECISION)
        return _top(_by_text(table), table, Split.DECISION)

    async def concurrent_by_day(self, query: GraphQuery) -> Graph[date]:
        """For each day the most streams that ran at once, of those that started on it."""
        days = last_days(query.days, self._today())
        wanted = self._started_on(query, days).filter

        def count() -> list[tuple[int, ...]]:
            numbers, highest = self._columns.ask(
                lambda plays, _groups: daily_peaks(plays, wanted, DECISIONS)
            )
            return _day_by_day(days, numbers, highest.T)

        lines = await anyio.to_thread.run_sync(count)
        return Graph(tuple(days), dict(zip((ALL_STREAMS, *DECISIONS), lines, strict=True)))

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock.now(), self._columns.zone).date()

    def _window(self, query: GraphQuery) -> GraphQuery:
        window = Window(days=query.days)
        wanted = window.applied(query.filter, instant(self._clock), self._columns.zone)
        return replace(query, filter=wanted)

    def _started_on(self, query: GraphQuery, days: Sequence[date]) -> GraphQuery:
        """The window without the part of it that started before the first of the days."""
        if not days:
            return replace(query, filter=replace(query.filter, started_from=0, started_to=0))
        query = self._window(query)
        first = midnight(days[0], self._columns.zone)
        last = midnight(days[-1] + timedelta(days=1), self._columns.zone)
        return replace(query, filter=replace(query.filter, started_from=first, started_to=last))

    async def _table(self, query: GraphQuery, rows: Rows, split: Split) -> CrossTable:
        question = Question(query.filter, rows, split, query.measure, query.grouped)
        return await anyio.to_thread.run_sync(
            self._columns.ask, lambda plays, groups: cross(plays, groups, question)
        )


def _in_time(
    categories: Iterable[K], table: CrossTable, split: Split, told: Callable[[int], K]
) -> Graph[K]:
    """The categories with their rows, 0 where there is none; other rows are dropped."""
    shown = tuple(categories)
    at = {
        told(key): row
        for key, row in zip(table.keys, table.values.tolist(), strict=True)
        if isinstance(key, int)
    }
    columns = _columns_of(table, split)
    nothing = [0] * len(table.splits)
    rows = [at.get(category, nothing) for category in shown]
    return Graph(shown, _series(rows, columns))


def _day_by_day(
    days: Sequence[date], numbers: Sequence[int], values: Array
) -> list[tuple[int, ...]]:
    """For each column of the values a line with a number for every day, 0 where there is none.

    `numbers` are the day numbers of the rows; those of other days are dropped.
    """
    lines = np.zeros((values.shape[1], len(days)), np.int64)
    if len(days) and len(numbers):
        at = np.array(numbers) - day_number(days[0])
        is_shown = (at >= 0) & (at < len(days))
        lines[:, at[is_shown]] = values[is_shown].T
    return [tuple(line) for line in lines.tolist()]


def _top(rows: Sequence[tuple[K, list[int]]], table: CrossTable, split: Split) -> Graph[K]:
    """The ten rows with the highest sums; equal ones stay in the order given."""
    shown = sorted(rows, key=lambda row: -sum(row[1]))[:TOP]
    columns = _columns_of(table, split)
    return Graph(tuple(key for key, _ in shown), _series([row for _, row in shown], columns))


def _by_text(table: CrossTable) -> list[tuple[str | None, list[int]]]:
    """The rows by their texts, last one first; None is last."""
    pairs = zip(table.keys, table.values.tolist(), strict=True)
    rows = [(key if isinstance(key, str) else None, row) for key, row in pairs]
    return sorted(rows, key=lambda row: (row[0] is not None, row[0] or ""), reverse=True)


def _columns_of(table: CrossTable, split: Split) -> dict[str, int | None]:
    at = {name: column for column, name in enumerate(table.splits)}
    return {name: at.get(name) for name in SERIES[split]}


def _series(
    rows: Sequence[Sequence[int]], columns: dict[str, int | None]
) -> dict[str, tuple[int, ...]]:
    return {
        name: tuple(0 if column is None else row[column] for row in rows)
        for name, column in columns.items()
    }


def _number(key: int) -> int:
    return key


def _month(key: int) -> date:
    return date(EPOCH_YEAR + key // 12, key % 12 + 1, 1)
