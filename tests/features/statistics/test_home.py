"""The cards of most and last watched."""

from __future__ import annotations

from typing import Any

import pytest

from tests.features.history.conftest import Record
from tests.features.statistics.test_graphs import household, play
from watchkeeper.columns.figures.peaks import Peak
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import SectionId, UserId
from watchkeeper.features.history import HistoryQuery, PlayRow
from watchkeeper.features.statistics import (
    Card,
    Concurrent,
    HomeQuery,
    Measure,
    Ranked,
    Statistics,
    Window,
)

ALL_TIME = Window(days=10_000)


async def lines(
    statistics: Statistics,
    card: Card,
    **changes: Any,  # Any: of any field
) -> list[Any]:  # Any: Ranked, PlayRow or Concurrent
    query = HomeQuery(**({"window": ALL_TIME} | changes))
    return list((await statistics.home.cards(query, [card]))[card])


def behind(card: Card, row: PlayRow) -> HistoryFilter:
    """The filter that means the plays of a line."""
    match card:
        case Card.TOP_LIBRARIES:
            return HistoryFilter(section_ids=(row.section_id or 0,))
        case Card.TOP_USERS:
            return HistoryFilter(user_ids=(row.user_id,))
        case _:
            return HistoryFilter(platforms=(str(row.player.platform),))


@pytest.mark.parametrize(
    ("card", "grouped"),
    [
        (Card.TOP_LIBRARIES, True),
        (Card.TOP_LIBRARIES, False),
        (Card.TOP_USERS, True),
        (Card.TOP_USERS, False),
        (Card.TOP_PLATFORMS, False),
    ],
)
async def test_the_numbers_of_a_line_equal_the_history_behind_it(
    record: Record, statistics: Statistics, card: Card, grouped: bool
) -> None:
    await household(record)
    found = await lines(statistics, card, grouped=grouped)
    assert found
    for line in found:
        if card is Card.TOP_PLATFORMS and line.row.player.platform is None:
            continue
        query = HistoryQuery(filter=behind(card, line.row), grouped=grouped)
        page = await record.history.page(query)
        assert (line.standing.plays, line.standing.seconds) == (page.filtered, page.total_seconds)


async def test_a_film_is_one_in_whatever_library_and_by_whatever_key(
    record: Record, statistics: Statistics
) -> None:
    await play(record, 10, title="Tide", full_title="Tide", year=1999, rating_key=1)
    await play(
        record,
        20,
        title="Tide",
        full_title="Tide",
        year=1999,
        rating_key=2,
        section_id=SectionId(4),
        user_id=UserId(102),
    )
    await play(record, 30, title="Tide", full_title="Tide", year=2020, rating_key=3)
    found = await lines(statistics, Card.TOP_MOVIES)
    assert [(line.row.rating_key, line.standing.plays) for line in found] == [(1, 2), (3, 1)]


async def test_the_popular_come_by_people_and_the_most_watched_by_plays(
    record: Record, statistics: Statistics
) -> None:
    for ago in (10, 20, 30):
        await play(record, ago, full_title="Often", rating_key=ago)
    for user in (101, 102):
        await play(record, 40, full_title="Widely", user_id=UserId(user), rating_key=9)
    top = await lines(statistics, Card.TOP_MOVIES)
    popular = await lines(statistics, Card.POPULAR_MOVIES)
    assert [line.row.full_title for line in top] == ["Often", "Widely"]
    assert [(line.row.full_title, line.standing.people) for line in popular] == [
        ("Widely", 2),
        ("Often", 1),
    ]


async def test_a_card_can_be_ordered_by_time(record: Record, statistics: Statistics) -> None:
    await play(record, 10, full_title="Short", rating_key=1)
    await play(record, 20, full_title="Short", rating_key=2)
    long = int(record.clock.now()) - 9000
    await play(record, 30, full_title="Long", rating_key=3, started=long)
    by_plays = await lines(statistics, Card.TOP_MOVIES)
    by_time = await lines(statistics, Card.TOP_MOVIES, measure=Measure.SECONDS)
    assert [line.row.full_title for line in by_plays] == ["Short", "Long"]
    assert [line.row.full_title for line in by_time] == ["Long", "Short"]


async def test_what_was_watched_last_is_what_went_far_enough(
    record: Record, statistics: Statistics
) -> None:
    await play(record, 10, rating_key=1, view_offset=100)
    await play(record, 20, rating_key=2, view_offset=7_000_000)
    found = await lines(statistics, Card.LAST_WATCHED, limit=None)
    assert [row.rating_key for row in found] == [2]


async def test_concurrent_streams_know_neither_person_nor_library(
    record: Record, statistics: Statistics
) -> None:
    started = int(record.clock.now()) - 600
    await play(record, 0, transcode_decision="copy")
    await play(record, 0, user_id=UserId(102), transcode_decision="transcode")
    chosen = HistoryFilter(user_ids=(103,), section_ids=(77,))
    found = await lines(statistics, Card.MOST_CONCURRENT, filter=chosen)
    peak = Peak(1, started, started + 600)
    assert found == [
        Concurrent("", Peak(2, started, started + 600)),
        Concurrent("copy", peak),
        Concurrent("transcode", peak),
    ]


async def test_a_window_leaves_out_what_ended_before_it(
    record: Record, statistics: Statistics
) -> None:
    await play(record, 86_401)
    assert await lines(statistics, Card.TOP_USERS, window=Window(days=1)) == []
    (line,) = await lines(statistics, Card.TOP_USERS, window=Window(days=2))
    assert isinstance(line, Ranked)
