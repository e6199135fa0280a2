"""Counts and sums that tables and watch times are made of."""

from __future__ import annotations

from typing import Any

from tests.factories import make_play, make_player
from tests.features.history.conftest import Record
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import PlayId, SectionId, UserId
from watchkeeper.features.statistics import (
    PlayerShare,
    Statistics,
    TallyBy,
    Today,
    UserShare,
    WatchTime,
)

DAY = 86_400
EVERYBODY = HistoryFilter()


async def play(record: Record, ago: float, **changes: Any) -> PlayId:  # Any: of any field
    """Record a play of ten minutes that stopped so many seconds ago."""
    stopped = int(record.clock.now() - ago)
    values = {"started": stopped - 600, "stopped": stopped} | changes
    return await record.history.record(make_play(**values))


async def test_watch_time_counts_back_from_now_by_the_second(
    record: Record, statistics: Statistics
) -> None:
    await play(record, ago=DAY)
    await play(record, ago=DAY + 1, rating_key=2)
    found = await statistics.watch_time(EVERYBODY, (1, 7, 0), grouped=True)
    assert found == [WatchTime(1, 600, 1), WatchTime(7, 1200, 2), WatchTime(0, 1200, 2)]


async def test_a_play_that_straddles_the_window_counts_with_its_part_inside(
    record: Record, statistics: Statistics
) -> None:
    await play(record, ago=2 * DAY, view_offset=100)
    await play(record, ago=10, view_offset=200)
    assert await statistics.watch_time(EVERYBODY, (1,), grouped=True) == [WatchTime(1, 600, 1)]
    assert await statistics.watch_time(EVERYBODY, (0,), grouped=True) == [WatchTime(0, 1200, 1)]
    assert await statistics.watch_time(EVERYBODY, (0,), grouped=False) == [WatchTime(0, 1200, 2)]


async def test_without_time_there_are_no_plays(record: Record, statistics: Statistics) -> None:
    await play(record, ago=10, paused_seconds=600)
    assert await statistics.watch_time(EVERYBODY, (0,), grouped=True) == [WatchTime(0, 0, 0)]


async def test_people_come_by_plays_and_then_by_time(
    record: Record, statistics: Statistics
) -> None:
    await play(record, ago=10, paused_seconds=60)
    await play(record, ago=20, user_id=UserId(102))
    for key in (7, 8):
        await play(record, ago=30, user_id=UserId(103), rating_key=key)
    found = await statistics.users_of(EVERYBODY, grouped=True)
    assert [(one.user_id, one.plays, one.seconds) for one in found] == [
        (103, 2, 1200),
        (102, 1, 600),
        (101, 1, 540),
    ]
    assert await statistics.users_of(HistoryFilter(rating_keys=(7,)), grouped=True) == [
        UserShare(found[0].server_id, UserId(103), 1, 600)
    ]


async def test_players_of_one_name_are_one_with_the_platform_of_the_first_play(
    record: Record, statistics: Statistics
) -> None:
    await play(record, ago=10, rating_key=1, player=make_player(player="TV", platform="Roku"))
    await play(record, ago=900, rating_key=2, player=make_player(player="TV", platform="tvOS"))
    await play(record, ago=30, player=make_player(player="tv"))
    assert await statistics.players_of(EVERYBODY, grouped=True) == [
        PlayerShare("TV", "Roku", 2, 1200),
        PlayerShare("tv", "Android", 1, 600),
    ]


async def test_tables_tell_the_last_play_by_its_number(
    record: Record, statistics: Statistics
) -> None:
    await play(record, ago=10, full_title="Newest")
    await play(record, ago=DAY, full_title="Last written", section_id=SectionId(1), rating_key=9)
    await play(record, ago=DAY, user_id=UserId(102), section_id=None)
    people = await statistics.users_table(EVERYBODY, grouped=True)
    now = int(record.clock.now())
    assert [(one.user_id, one.plays, one.last_seen, one.last.full_title) for one in people] == [
        (101, 2, now - 610, "Last written"),
        (102, 1, now - DAY - 600, "The Tide"),
    ]
    libraries = await statistics.libraries_table(EVERYBODY, grouped=True)
    assert [(one.section_id, one.plays, one.seconds, one.last.id) for one in libraries] == [
        (1, 2, 1200, 2)
    ]
    assert await statistics.last_seen(HistoryFilter(user_ids=(101,))) == now - 610
    assert await statistics.last_seen(HistoryFilter(user_ids=(5,))) is None


async def test_addresses_tell_the_play_that_started_last(
    record: Record, statistics: Statistics
) -> None:
    await play(record, ago=10, full_title="Newest")
    await play(record, ago=DAY, full_title="Older")
    await play(record, ago=99, ip_address="2001:db8::1")
    found = await statistics.user_ips(HistoryFilter(user_ids=(101,)))
    now = int(record.clock.now())
    assert [
        (one.ip_address, one.play_count, one.first_seen, one.newest.full_title) for one in found
    ] == [
        ("192.168.1.20", 2, now - DAY - 600, "Newest"),
        ("2001:db8::1", 1, now - 699, "The Tide"),
    ]


async def test_play_counts_go_by_the_level_asked_for(
    record: Record, statistics: Statistics
) -> None:
    for key in (1, 2, 2):
        await play(record, ago=10, rating_key=key, grandparent_rating_key=70)
    by_item = await statistics.play_counts(EVERYBODY, TallyBy.RATING_KEY, grouped=False)
    assert {key: one.play_count for key, one in by_item.items()} == {1: 1, 2: 2}
    by_show = await statistics.play_counts(EVERYBODY, TallyBy.GRANDPARENT_RATING_KEY, grouped=False)
    assert {key: one.play_count for key, one in by_show.items()} == {70: 3}
    assert await statistics.play_counts(EVERYBODY, TallyBy.PARENT_RATING_KEY, grouped=False) == {}


async def test_today_starts_at_the_owners_midnight(record: Record, statistics: Statistics) -> None:
    seconds_of_day = (int(record.clock.now()) + 3600) % DAY
    await play(record, ago=seconds_of_day - 600)
    await play(record, ago=seconds_of_day - 599, rating_key=2)
    await play(record, ago=seconds_of_day - 601, rating_key=3, user_id=UserId(102))
    assert await statistics.today(EVERYBODY, grouped=True) == Today(2, 1200, 2)
