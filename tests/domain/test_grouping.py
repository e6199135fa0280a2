"""Which plays are one viewing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.domain.grouping import Grouper, GroupingFacts
from watchkeeper.domain.watched import Length, WatchedRule

FILM = 6_000_000


def facts(number: int, **overrides: Any) -> GroupingFacts:  # Any: values of any field
    values: dict[str, Any] = {  # Any: as above
        "id": PlayId(number),
        "server_id": ServerId(1),
        "user_id": UserId(7),
        "media_type": "movie",
        "rating_key": 500,
        "guid": "plex://movie/a",
        "full_title": "The Tide",
        "is_live": False,
        "started": number * 1000,
        "stopped": number * 1000 + 600,
        "view_offset": 0,
        "length": Length(duration=FILM),
    }
    return GroupingFacts(**(values | overrides))


def grouped(*plays: GroupingFacts) -> list[int]:
    grouper = Grouper(WatchedRule())
    return [grouper.reference(play) for play in plays]


def at(number: int, percent: int, **overrides: Any) -> GroupingFacts:  # Any: as above
    return facts(number, view_offset=FILM * percent // 100, **overrides)


@pytest.mark.parametrize(
    ("percents", "references"),
    [
        ((30, 60, 90, 10), [1, 1, 1, 4]),
        ((60, 40), [1, 2]),
        ((30, 30), [1, 1]),
        ((90, 95), [1, 2]),
    ],
)
def test_plays_go_on_until_the_item_is_watched_or_started_over(
    percents: tuple[int, ...], references: list[int]
) -> None:
    plays = [at(number, percent) for number, percent in enumerate(percents, 1)]
    assert grouped(*plays) == references


def test_time_and_other_plays_in_between_do_not_matter() -> None:
    other = at(2, 50, rating_key=900)
    much_later = at(3, 60, started=10**8, stopped=10**8 + 600)
    assert grouped(at(1, 30), other, much_later) == [1, 2, 1]


@pytest.mark.parametrize("change", [{"user_id": 8}, {"server_id": 2}, {"rating_key": 501}])
def test_plays_of_others_or_other_items_stay_apart(change: dict[str, int]) -> None:
    assert grouped(at(1, 30), at(2, 60, **change)) == [1, 2]


def test_a_rating_key_given_to_another_item_does_not_join() -> None:
    reused = at(2, 60, guid="plex://movie/b", full_title="Another Film")
    assert grouped(at(1, 30), reused) == [1, 2]


def test_a_new_agent_changes_the_guid_but_not_the_item() -> None:
    legacy = at(1, 30, guid="com.plexapp.agents.imdb://tt1?lang=en")
    assert grouped(legacy, at(2, 60)) == [1, 1]


def test_items_outside_the_library_are_never_joined() -> None:
    assert grouped(at(1, 30, rating_key=None), at(2, 60, rating_key=None)) == [1, 2]


def live(number: int, started: int, guid: str = "plex://episode/news") -> GroupingFacts:
    return facts(number, is_live=True, started=started, stopped=started + 600, guid=guid)


def test_live_tv_goes_on_within_a_day() -> None:
    assert grouped(live(1, 0), live(2, 80_000)) == [1, 1]
    assert grouped(live(1, 0), live(2, 86_400)) == [1, 2]


def test_live_tv_does_not_go_on_after_something_else() -> None:
    assert grouped(live(1, 0), at(2, 10, rating_key=900), live(3, 5000)) == [1, 2, 3]
    assert grouped(live(1, 0), live(2, 100, guid="plex://episode/b")) == [1, 2]


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(0, 100)), max_size=30))
def test_a_group_is_of_one_person_and_one_item_and_named_by_its_first_play(
    rows: list[tuple[int, int, int]],
) -> None:
    plays = [
        at(number, percent, user_id=user, rating_key=key)
        for number, (user, key, percent) in enumerate(rows, 1)
    ]
    references = grouped(*plays)
    for play, reference in zip(plays, references, strict=True):
        first = plays[reference - 1]
        assert references[reference - 1] == reference <= play.id
        assert (first.user_id, first.rating_key) == (play.user_id, play.rating_key)
        assert (first.view_offset or 0) <= (play.view_offset or 0)
