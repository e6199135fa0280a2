"""Counts and sums over the record; every number comes from the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import anyio.to_thread

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures.tallies import Tally, TallyBy, TallyKey
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.features.history import History, PlayRow
from watchkeeper.features.statistics.figures import (
    AddressFigures,
    ItemFigures,
    LibraryFigures,
    PlayerShare,
    Today,
    UserFigures,
    UserShare,
    WatchTime,
)
from watchkeeper.features.statistics.graphs import Graphs
from watchkeeper.features.statistics.home import HomeCards
from watchkeeper.features.statistics.items import WatchedItems
from watchkeeper.features.statistics.people import PeopleFigures
from watchkeeper.features.statistics.recent import RecentTotal, recent_totals
from watchkeeper.runtime.clock import Clock, instant

DAY = 86_400


class Statistics:
    """Answers questions about many plays at once.

    `grouped` says whether plays that continue each other count as one.
    """

    def __init__(self, history: History, columns: Columns, clock: Clock) -> None:
        self._history = history
        self._columns = columns
        self._clock = clock
        self.graphs = Graphs(columns, clock)
        self.home = HomeCards(history, columns, clock)
        self.people = PeopleFigures(columns)
        self.items = WatchedItems(history, columns)

    async def watch_time(
        self, selector: HistoryFilter, days: Sequence[int], *, grouped: bool
    ) -> list[WatchTime]:
        """Plays and time within each number of days back from now; 0 days mean all time."""

        def count() -> list[WatchTime]:
            return [self._watch_time(selector, one, grouped=grouped) for one in days]

        return await anyio.to_thread.run_sync(count)

    async def users_of(self, selector: HistoryFilter, *, grouped: bool) -> list[UserShare]:
        """Everybody's part in the plays: most plays first, then most time, then by user id."""
        found = await self._tally(selector, TallyBy.USER, grouped=grouped)
        shares = [
            UserShare(ServerId(server_id), UserId(user_id), one.plays, one.seconds)
            for (server_id, user_id), one in _pairs(found)
        ]
        return sorted(shares, key=lambda share: (-share.plays, -share.seconds, share.user_id))

    async def players_of(self, selector: HistoryFilter, *, grouped: bool) -> list[PlayerShare]:
        """Every player's part in the plays: most plays first, then most time, then by name."""
        found = await self._tally(selector, TallyBy.PLAYER, grouped=grouped)
        first = await self._rows(one.lowest_id for one in found.values())
        shares = [
            PlayerShare(row.player.player, row.player.platform, one.plays, one.seconds)
            for one, row in _with_rows(found.values(), first, lambda one: one.lowest_id)
        ]
        return sorted(shares, key=lambda share: (-share.plays, -share.seconds, share.player or ""))

    async def users_table(self, selector: HistoryFilter, *, grouped: bool) -> list[UserFigures]:
        """Everybody who has plays."""
        found = await self._tally(selector, TallyBy.USER, grouped=grouped)
        rows = await self._rows(one.highest_id for one in found.values())
        return [
            UserFigures(row.server_id, row.user_id, one.plays, one.seconds, one.last_started, row)
            for one, row in _with_rows(found.values(), rows, lambda one: one.highest_id)
        ]

    async def libraries_table(
        self, selector: HistoryFilter, *, grouped: bool
    ) -> list[LibraryFigures]:
        """Every library that has plays."""
        found = await self._tally(selector, TallyBy.SECTION, grouped=grouped)
        rows = await self._rows(one.highest_id for one in found.values())
        return [
            LibraryFigures(
                row.server_id, row.section_id, one.plays, one.seconds, one.last_started, row
            )
            for one, row in _with_rows(found.values(), rows, lambda one: one.highest_id)
            if row.section_id is not None
        ]

    async def user_ips(self, selector: HistoryFilter) -> list[AddressFigures]:
        """Every address that has plays, the one seen last first."""
        found = await self._tally(selector, TallyBy.IP_ADDRESS, grouped=False)
        rows = await self._rows(one.newest_id for one in found.values())
        figures = [
            AddressFigures(row.ip_address, one.plays, one.first_started, one.last_started, row)
            for one, row in _with_rows(found.values(), rows, lambda one: one.newest_id)
        ]
        return sorted(figures, key=lambda one: -one.last_seen)

    async def play_counts(
        self, selector: HistoryFilter, level: TallyBy, *, grouped: bool
    ) -> dict[int, ItemFigures]:
        """Plays by the rating key of one level: item, parent or grandparent."""
        found = await self._tally(selector, level, grouped=grouped)
        return {
            key: ItemFigures(key, one.plays, one.last_started)
            for key, one in found.items()
            if isinstance(key, int) and key >= 0
        }

    async def last_seen(self, selector: HistoryFilter) -> int | None:
        """When the newest of the plays started (UTC seconds); None when there is none."""
        found = await self._tally(selector, TallyBy.USER, grouped=False)
        return max((one.last_started for one in found.values()), default=None)

    async def today(self, selector: HistoryFilter, *, grouped: bool) -> Today:
        """What started today, by the owner's clock on the wall."""
        day = datetime.fromtimestamp(self._clock.now(), self._columns.zone).date()
        found = await self._tally(replace(selector, after_day=day), TallyBy.USER, grouped=grouped)
        return Today(
            plays=sum(one.plays for one in found.values()),
            seconds=sum(one.seconds for one in found.values()),
            people=len(found),
        )

    async def recent(self, selector: HistoryFilter) -> tuple[RecentTotal, ...]:
        """Totals of the last 1, 7, 30 and 365 days of the owner's calendar, and of all time."""
        today = datetime.fromtimestamp(self._clock.now(), self._columns.zone).date()

        def count() -> tuple[RecentTotal, ...]:
            return self._columns.ask(
                lambda plays, groups: recent_totals(plays, groups, selector, today)
            )

        return await anyio.to_thread.run_sync(count)

    def _watch_time(self, selector: HistoryFilter, days: int, *, grouped: bool) -> WatchTime:
        since = instant(self._clock) - days * DAY if days else None
        plays, seconds = self._columns.total(replace(selector, stopped_from=since), grouped=grouped)
        return WatchTime(days, seconds, plays if seconds else 0)

    async def _tally(
        self, selector: HistoryFilter, by: TallyBy, *, grouped: bool
    ) -> dict[TallyKey, Tally]:
        def count() -> dict[TallyKey, Tally]:
            return self._columns.tally(selector, by, grouped=grouped)

        return await anyio.to_thread.run_sync(count)

    async def _rows(self, ids: Iterable[int]) -> dict[PlayId, PlayRow]:
        return await self._history.plays([PlayId(number) for number in ids])


def _pairs(found: dict[TallyKey, Tally]) -> Iterable[tuple[tuple[int, int], Tally]]:
    for key, one in found.items():
        if isinstance(key, tuple):
            yield (key[0], key[1] or 0), one


def _with_rows(
    found: Iterable[Tally], rows: dict[PlayId, PlayRow], number: Callable[[Tally], int]
) -> Iterable[tuple[Tally, PlayRow]]:
    """Each tally with the play it names; one deleted in the meantime is left out."""
    for one in found:
        row = rows.get(PlayId(number(one)))
        if row is not None:
            yield one, row
