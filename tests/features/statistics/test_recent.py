"""The windows of the last days, as pages show them."""

from __future__ import annotations

from tests.features.history.conftest import Record
from tests.features.statistics.test_statistics import DAY, play
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import UserId
from watchkeeper.features.statistics import RecentTotal, Statistics


async def test_windows_count_days_of_the_calendar_and_people_once(
    record: Record, statistics: Statistics
) -> None:
    for ago, user_id, key in ((60, 101, 1), (90, 102, 2), (6 * DAY, 101, 3), (400 * DAY, 103, 4)):
        await play(record, ago=ago, user_id=UserId(user_id), rating_key=key)
    found = await statistics.recent(HistoryFilter())
    assert [(one.days, one.plays, one.people) for one in found] == [
        *((1, 2, 2), (7, 3, 2), (30, 3, 2), (365, 3, 2), (0, 4, 3)),
    ]
    assert found[-1].seconds == 2400


async def test_without_plays_all_windows_are_there_and_empty(statistics: Statistics) -> None:
    found = await statistics.recent(HistoryFilter(user_ids=(9,)))
    assert found == tuple(RecentTotal(days, 0, 0, 0) for days in (1, 7, 30, 365, 0))
