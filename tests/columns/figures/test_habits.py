"""Completion, repeats, streaks and reserved bandwidth, against looking at every play."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from datetime import datetime
from functools import partial
from itertools import count
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.columns.record import ITEMS, PLAYS, ZONE, filled, numbered
from watchkeeper.columns.figures import habits, reserved
from watchkeeper.columns.figures.cells import Count
from watchkeeper.columns.figures.habits import Reached, Streak, newest_of, reached, streaks
from watchkeeper.columns.figures.reach import reach
from watchkeeper.columns.figures.reserved import daily_bandwidth
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.selection.traits import Work
from watchkeeper.columns.store.changes import PlayFacts
from watchkeeper.columns.store.local_time import day_number
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.works import work_of
from watchkeeper.domain.watched import Length, WatchedRule, watched_limit

RULE = WatchedRule()
ALL = 100
MADE = st.lists(PLAYS, max_size=25).map(numbered)


def day(play: PlayFacts) -> int:
    return day_number(datetime.fromtimestamp(play.started, ZONE).date())


def found_in(made: list[PlayFacts], *, grouped: bool) -> Reached:
    return filled(made).ask(
        lambda plays, groups: reached(
            plays, groups, Count(select(plays, HistoryFilter()), grouped), RULE, ALL
        )
    )


def is_watched(play: PlayFacts) -> bool:
    item = ITEMS[play.item_id]
    if item.live:
        return True
    length = Length(
        duration=item.duration,
        credits_first=item.marker_credits_first,
        credits_final=item.marker_credits_final,
    )
    limit = watched_limit(item.media_type, length, RULE)
    return limit is not None and max(play.view_offset or 0, 0) >= limit


def thing_of(play: PlayFacts) -> Hashable:
    item = ITEMS[play.item_id]
    return work_of(item) if item.media_type == "movie" else item.rating_key


def streak_of(days: set[int], last: int) -> Streak:
    ends = [at for at in sorted(days) if at + 1 not in days]
    lengths = {end: next(n for n in count(1) if end - n not in days) for end in ends}
    longest = max(ends, key=lambda end: (lengths[end], end))
    return Streak(
        days=len(days),
        longest=lengths[longest],
        longest_until=longest,
        current=lengths[ends[-1]] if ends[-1] >= last - 1 else 0,
    )


@given(made=MADE)
def test_what_was_watched_again_is_what_looking_at_every_play_says(made: list[PlayFacts]) -> None:
    watched = [play for play in made if play.is_counted and is_watched(play)]
    same = Counter(
        (play.server_id, play.user_id, thing_of(play), work_of(ITEMS[play.item_id]))
        for play in watched
    )
    again: Counter[Hashable] = Counter()
    for (*_, title), number in same.items():
        again[title] += number - 1
    found = found_in(made, grouped=False)
    assert {one.title: one.number for one in found.again} == {
        title: number for title, number in again.items() if number
    }
    of = Counter(work_of(ITEMS[play.item_id]) for play in watched)
    assert {one.title: one.of for one in found.again} == {
        one.title: of[one.title] for one in found.again
    }


@given(made=MADE, grouped=st.booleans())
def test_completion_counts_everything_once(made: list[PlayFacts], grouped: bool) -> None:
    found = found_in(made, grouped=grouped)
    counted = [play for play in made if play.is_counted]
    number = len({play.reference_id if grouped else play.id for play in counted})
    kinds = found.kinds.values()
    assert sum(one.watched + one.partly + one.dropped for one in kinds) == number
    assert sum(one.dropped for one in kinds) == sum(one.number for one in found.dropped)
    if not grouped:
        assert sum(one.watched for one in kinds) == sum(map(is_watched, counted))


@pytest.mark.parametrize("dense", [habits.MOST_MARKED, 0])
@given(made=MADE)
def test_streaks_are_those_of_the_days_of_each_person(dense: int, made: list[PlayFacts]) -> None:
    lived: dict[tuple[int, int | None], set[int]] = {}
    for play in made:
        lived.setdefault((play.server_id, play.user_id), set()).add(day(play))
    last = max((day(play) for play in made), default=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(habits, "MOST_MARKED", dense)
        found = filled(made).ask(
            lambda plays, _: streaks(plays, select(plays, HistoryFilter()), last)
        )
    assert found == {person: streak_of(days, last) for person, days in lived.items()}


@given(made=MADE)
def test_the_newest_play_of_a_title_is_the_last_that_started(made: list[PlayFacts]) -> None:
    titles = [cast(Work, work_of(item)) for item in ITEMS[1:]]
    in_order = sorted(made, key=lambda one: (one.started, one.id))
    expected = {work_of(ITEMS[play.item_id]): play.id for play in in_order}

    def look(plays: Plays, _groups: Groups) -> dict[Hashable, int]:
        chosen = select(plays, HistoryFilter())
        found = newest_of(plays, chosen, [*titles, ("movie", "Never Played", 1900)])
        return {title: int(plays["id"][at]) for title, at in found.items()}

    assert filled(made).ask(look) == expected


@pytest.mark.parametrize("piece", [reserved.PIECE, 2])
@given(made=MADE)
def test_reserved_bandwidth_is_what_ran_at_each_start(piece: int, made: list[PlayFacts]) -> None:
    known = [one for one in made if one.bandwidth is not None and one.stopped is not None]
    known.sort(key=lambda one: (one.started, one.id))
    expected: dict[int, int] = {}
    for at, play in enumerate(known):
        running = (one for one in known[: at + 1] if (one.stopped or 0) > play.started)
        kbps = sum(one.bandwidth or 0 for one in running)
        if kbps:
            expected[day(play)] = max(expected.get(day(play), 0), kbps)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reserved, "PIECE", piece)
        found = filled(made).ask(
            lambda plays, _: daily_bandwidth(plays, select(plays, HistoryFilter()))
        )
    assert found == expected


@given(MADE)
def test_data_are_what_was_reserved_while_it_was_watched(made: list[PlayFacts]) -> None:
    told = filled(made).ask(partial(reach, wanted=HistoryFilter()))
    counted = [one for one in made if one.is_counted]
    known = [one for one in counted if one.bandwidth is not None and one.stopped is not None]
    seconds = {one.id: (one.stopped or 0) - one.started - one.paused_seconds for one in known}
    sent = sum((one.bandwidth or 0) * 125 * max(seconds[one.id], 0) for one in known)
    assert (told.reserved_bytes, told.unknown) == (sent, len(counted) - len(known))
