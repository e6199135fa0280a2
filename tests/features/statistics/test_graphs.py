"""Graphs: their categories and series, and that they equal the rows behind them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.factories import make_play, make_player
from tests.features.history.conftest import ZONE, Record
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import PlayId, SectionId, UserId
from watchkeeper.features.history import HistoryQuery
from watchkeeper.features.statistics import GraphQuery, Measure, Split, Statistics

DAY = 86_400
HOUR = 3_600
DECISIONS = ("direct play", "copy", "transcode")


async def play(record: Record, ago: float, **changes: Any) -> PlayId:  # Any: of any field
    """Record a play of ten minutes that stopped so many seconds ago."""
    stopped = int(record.clock.now() - ago)
    values = {"started": stopped - 600, "stopped": stopped} | changes
    return await record.history.record(make_play(**values))


def today(record: Record) -> date:
    return datetime.fromtimestamp(record.clock.now(), ZONE).date()


async def household(record: Record) -> None:
    """A month of plays of three people."""
    chance = random.Random(3)
    for _ in range(120):
        key = chance.randrange(6)
        is_film = key < 3
        words = {} if is_film else {"grandparent_title": chance.choice(["North", "South"])}
        await play(
            record,
            ago=chance.randrange(0, 29 * DAY),
            user_id=UserId(chance.choice([101, 102, 103])),
            media_type="movie" if is_film else "episode",
            rating_key=key,
            guid=f"plex://{key}",
            section_id=SectionId(1 if is_film else 2),
            paused_seconds=chance.choice([0, 60]),
            transcode_decision=chance.choice(DECISIONS),
            live=int(key in {2, 5}),
            view_offset=chance.randrange(7_200_000),
            player=make_player(platform=chance.choice(["Roku", "Chrome", None])),
            **words,
        )


async def test_days_without_plays_are_there_too(record: Record, statistics: Statistics) -> None:
    await play(record, ago=0, started=int(record.clock.now()) - 1)
    graph = await statistics.graphs.by_day(GraphQuery(days=3), Split.MEDIA_TYPE)
    assert graph.categories == tuple(today(record) - timedelta(days=back) for back in (2, 1, 0))
    assert sum(graph.series["movie"]) == 1
    assert set(graph.series) == {"episode", "movie", "track", "live"}
    assert graph.series["live"] == (0, 0, 0)


async def test_an_empty_record_has_graphs_too(record: Record, statistics: Statistics) -> None:
    query, graphs = GraphQuery(days=2), statistics.graphs
    assert (await graphs.by_day(query, Split.DECISION)).series["copy"] == (0, 0)
    assert len((await graphs.by_weekday(query, Split.DECISION)).categories) == 7
    assert len((await graphs.by_hour(query, Split.DECISION)).categories) == 24
    assert len((await graphs.by_month(query, 5, Split.DECISION)).categories) == 5
    assert (await graphs.top_platforms(query, Split.DECISION)).categories == ()
    assert (await graphs.concurrent_by_day(query)).series["all"] == (0, 0)
    assert (await graphs.by_day(GraphQuery(days=-1), Split.DECISION)).categories == ()


@pytest.mark.parametrize("grouped", [True, False])
async def test_each_day_and_series_equals_the_history_of_that_day(
    record: Record, statistics: Statistics, grouped: bool
) -> None:
    await household(record)
    plays = GraphQuery(days=40, grouped=grouped)
    graph = await statistics.graphs.by_day(plays, Split.MEDIA_TYPE)
    time = await statistics.graphs.by_day(replace(plays, measure=Measure.SECONDS), Split.MEDIA_TYPE)
    for name in graph.series:
        for place, day in enumerate(graph.categories):
            wanted = HistoryFilter(on_days=(day,), media_types=(name,))
            page = await record.history.page(HistoryQuery(filter=wanted, grouped=grouped))
            assert graph.series[name][place] == page.filtered
            assert time.series[name][place] == page.total_seconds


@pytest.mark.parametrize("grouped", [True, False])
async def test_people_and_platforms_equal_their_histories(
    record: Record, statistics: Statistics, grouped: bool
) -> None:
    await household(record)
    query = GraphQuery(days=40, grouped=grouped)
    known = [(1, 101), (1, 102)]
    graph = await statistics.graphs.top_users(query, Split.DECISION, known)
    assert sorted(graph.categories) == known
    for place, (_, user_id) in enumerate(graph.categories):
        total = sum(values[place] for values in graph.series.values())
        wanted = HistoryFilter(user_ids=(user_id,))
        page = await record.history.page(HistoryQuery(filter=wanted, grouped=grouped))
        assert total == page.filtered


async def test_a_series_knows_the_window_by_the_second(
    record: Record, statistics: Statistics
) -> None:
    await play(record, ago=DAY)
    await play(record, ago=DAY + 1, rating_key=2)
    graph = await statistics.graphs.by_weekday(GraphQuery(days=1), Split.MEDIA_TYPE)
    assert sum(graph.series["movie"]) == 1


async def test_only_ten_platforms_are_shown_and_equal_ones_in_order_of_their_names(
    record: Record, statistics: Statistics
) -> None:
    for name in "lkjihgfedcba":
        await play(record, ago=60, player=make_player(platform=name))
    by_plays = await statistics.graphs.top_platforms(GraphQuery(grouped=False), Split.MEDIA_TYPE)
    by_stream = await statistics.graphs.top_platforms(GraphQuery(grouped=False), Split.DECISION)
    assert by_plays.categories == tuple("abcdefghij")
    assert by_stream.categories == tuple("lkjihgfedc")


async def test_resolutions_are_those_of_films_and_episodes(
    record: Record, statistics: Statistics
) -> None:
    await play(record, ago=60, media_type="track", video_full_resolution="")
    await play(
        record,
        ago=60,
        rating_key=2,
        stream={
            "video_full_resolution": "4k",
            "video_decision": "transcode",
            "transcode_height": 700,
            "transcode_decision": "transcode",
        },
    )
    source = await statistics.graphs.by_resolution(GraphQuery(), delivered=False)
    stream = await statistics.graphs.by_resolution(GraphQuery(), delivered=True)
    assert source.categories == ("4k",)
    assert stream.categories == ("720",)
    assert stream.series["transcode"] == (1,)


async def test_a_stream_counts_among_those_that_started_on_its_day(
    record: Record, statistics: Statistics
) -> None:
    start = int(datetime(2026, 3, 4, 23, 0, tzinfo=ZONE).timestamp())
    record.clock.advance(start + 10 * HOUR - record.clock.now())
    over_midnight = {"started": start, "stopped": start + 5 * HOUR}
    await play(record, 0, **over_midnight, transcode_decision="copy")
    await play(record, 0, **over_midnight, user_id=UserId(102), transcode_decision="transcode")
    await play(record, 0, started=start + 2 * HOUR, stopped=start + 3 * HOUR, rating_key=2)
    graph = await statistics.graphs.concurrent_by_day(GraphQuery(days=2))
    assert graph.categories == (date(2026, 3, 4), date(2026, 3, 5))
    assert graph.series["all"] == (2, 1)
    assert graph.series["copy"] == (1, 0)
