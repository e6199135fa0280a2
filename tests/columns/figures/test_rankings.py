"""Rankings against a count in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columns.counting import FILTERS, RECORDS, Unit, met, units
from tests.columns.record import ITEMS, PLAY, PLAYERS, START, filled, numbered
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures.rankings import TITLES, RankBy, Ranking, Standing, rank
from watchkeeper.columns.selection.counted import Measure
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.store.changes import ItemFacts, PlayFacts
from watchkeeper.columns.store.works import work_of

EVERYTHING = HistoryFilter()
KEYS: dict[RankBy, Callable[[PlayFacts], Hashable]] = {
    RankBy.LIBRARY: lambda play: (play.server_id, play.section_id),
    RankBy.USER: lambda play: (play.server_id, play.user_id),
    RankBy.PLATFORM: lambda play: PLAYERS[play.player_id].platform,
    **dict.fromkeys(TITLES, lambda play: work_of(ITEMS[play.item_id])),
}


def ranked(
    columns: Columns, *rankings: Ranking, grouped: bool = True, wanted: HistoryFilter = EVERYTHING
) -> list[list[Standing]]:
    return columns.ask(lambda plays, groups: rank(plays, groups, wanted, rankings, grouped=grouped))


def expected(members: list[Unit], *, with_people: bool) -> Standing:
    newest = max(members, key=lambda unit: (unit.first.started, -unit.first.id)).first
    return Standing(
        plays=len(members),
        seconds=sum(unit.seconds for unit in members),
        people=len({(unit.first.server_id, unit.first.user_id) for unit in members})
        if with_people
        else None,
        last_started=newest.started,
        newest_id=newest.id,
    )


@pytest.mark.parametrize("by", RankBy)
@settings(max_examples=25, deadline=None)
@given(
    made=RECORDS,
    measure=st.sampled_from(Measure),
    by_people=st.booleans(),
    grouped=st.booleans(),
    chosen=FILTERS,
)
def test_a_ranking_is_what_a_plain_count_says(
    *,
    by: RankBy,
    made: list[PlayFacts],
    measure: Measure,
    by_people: bool,
    grouped: bool,
    chosen: HistoryFilter,
) -> None:
    plays = numbered(made)
    found: dict[Hashable, list[Unit]] = defaultdict(list)
    for unit in units(met(plays, chosen), grouped=grouped):
        if by not in TITLES or ITEMS[unit.first.item_id].media_type == TITLES[by]:
            found[KEYS[by](unit.first)].append(unit)
    wanted = [expected(members, with_people=by_people) for members in found.values()]

    def place(one: Standing) -> tuple[int, ...]:
        measured = one.plays if measure is Measure.PLAYS else one.seconds
        return (-(one.people or 0), -measured, -one.last_started)

    ranking = Ranking(by=by, measure=measure, by_people=by_people)
    (answer,) = ranked(filled(plays), ranking, grouped=grouped, wanted=chosen)
    assert [place(one) for one in answer] == sorted(map(place, wanted))
    assert sorted(answer, key=lambda one: one.newest_id) == sorted(
        wanted, key=lambda one: one.newest_id
    )


def test_a_part_of_a_ranking_is_cut_out_of_the_whole() -> None:
    plays = numbered(PLAY._replace(user_id=user, reference_id=user) for user in (7, 8, 9))
    columns = filled(plays)
    (whole,) = ranked(columns, Ranking(by=RankBy.USER))
    (part,) = ranked(columns, Ranking(by=RankBy.USER, offset=1, limit=1))
    (beyond,) = ranked(columns, Ranking(by=RankBy.USER, offset=5, limit=10))
    assert part == whole[1:2]
    assert beyond == []


def test_of_plays_that_start_in_one_second_the_one_with_the_lowest_number_stands_for_them() -> None:
    plays = numbered(PLAY._replace(reference_id=group, started=START) for group in (1, 2, 3))
    (found,) = ranked(filled(plays), Ranking(by=RankBy.USER))
    assert [one.newest_id for one in found] == [1]


def test_nothing_played_ranks_nothing() -> None:
    assert ranked(filled([]), *(Ranking(by=by) for by in RankBy)) == [[]] * len(RankBy)


def item(media_type: str, **words: Any) -> ItemFacts:  # Any: values of any field
    blank = ItemFacts(0, media_type, False, None, None, None, "", "", None, None, None, None)
    return blank._replace(**words)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            item("movie", full_title="Tide", year=1999),
            item("movie", full_title="Tide", year=1999),
            True,
        ),
        (
            item("movie", full_title="Tide", year=1999),
            item("movie", full_title="Tide", year=2020),
            False,
        ),
        (item("movie", full_title="Tide"), item("movie", full_title="tide"), False),
        (
            item("episode", grandparent_title="News", full_title="News - 1"),
            item("episode", grandparent_title="News", full_title="News - 2", year=2020),
            True,
        ),
        (
            item("track", grandparent_title="Various", original_title="Ada"),
            item("track", grandparent_title="Various", original_title="Ben"),
            False,
        ),
        (item("movie", full_title="News"), item("episode", grandparent_title="News"), False),
    ],
)
def test_titles_are_told_apart_by_text(one: ItemFacts, other: ItemFacts, same: bool) -> None:
    assert (work_of(one) == work_of(other)) is same
