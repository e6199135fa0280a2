"""The household's past: years of plays that agree with the catalogue."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from tests.fakes.clock import FakeClock
from watchkeeper.demo.catalogue import Catalogue, build_catalogue
from watchkeeper.demo.household.diary import Past, viewings
from watchkeeper.demo.household.habits import HABITS
from watchkeeper.demo.household.plays import household_plays, past_views
from watchkeeper.demo.people import household
from watchkeeper.demo.plexserver.state import simulated_plex
from watchkeeper.domain.facts import LIVE_TV_SECTION, ServerId
from watchkeeper.domain.play import NewPlay

NOW = 1_795_250_000
SERVER = ServerId(4)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return build_catalogue(2, NOW)


def past_of(catalogue: Catalogue, *, years: float = 3.0, count: int = 20_000) -> Past:
    return Past(seed=2, now=NOW, catalogue=catalogue, people=household(), years=years, count=count)


@pytest.fixture(scope="module")
def plays(catalogue: Catalogue) -> list[NewPlay]:
    return list(household_plays(past_of(catalogue), SERVER))


def test_there_are_about_twenty_thousand_plays_in_order(plays: list[NewPlay]) -> None:
    assert 17_000 < len(plays) < 23_000
    assert all(a.started <= b.started for a, b in itertools.pairwise(plays))


def test_the_same_past_gives_the_same_plays(catalogue: Catalogue) -> None:
    past = past_of(catalogue, years=0.2, count=1000)
    assert list(household_plays(past, SERVER)) == list(household_plays(past, SERVER))


def test_every_person_has_habits_and_plays(plays: list[NewPlay]) -> None:
    counts = Counter(play.user_id for play in plays)
    assert {person.username for person in household()} == set(HABITS)
    assert all(counts[person.user_id] > 50 for person in household())


def test_every_way_of_streaming_occurs(plays: list[NewPlay]) -> None:
    assert {play.media_type for play in plays} == {"movie", "episode", "track"}
    assert {play.stream["transcode_decision"] for play in plays} == {
        "direct play",
        "copy",
        "transcode",
    }
    assert {play.location for play in plays} == {"lan", "wan"}
    assert any(play.relayed for play in plays)
    assert any(play.section_id == LIVE_TV_SECTION and play.item["live"] == 1 for play in plays)
    assert {"SDR", "HDR10", "Dolby Vision"} <= {
        play.stream["video_dynamic_range"] for play in plays
    }


def test_nobody_watches_two_things_at_once(plays: list[NewPlay]) -> None:
    last: dict[int, int] = {}
    for play in plays:
        assert play.stopped is not None
        assert last.get(play.user_id, 0) <= play.started < play.stopped
        last[play.user_id] = play.stopped


def test_nothing_is_played_before_it_came_nor_after_now(
    plays: list[NewPlay], catalogue: Catalogue
) -> None:
    for play in plays:
        item = catalogue.get(play.rating_key or 0)
        assert play.stopped is not None
        assert play.stopped < NOW
        assert play.section_id == LIVE_TV_SECTION or (item and item.added_at <= play.started)


def test_the_facts_are_those_of_the_catalogue(plays: list[NewPlay], catalogue: Catalogue) -> None:
    for play in plays:
        if play.section_id == LIVE_TV_SECTION:
            continue
        item = catalogue[play.rating_key or 0]
        assert (play.item["title"], play.item["guid"]) == (item.title, item.guid)
        assert play.item["rating_key"] == play.stream["rating_key"] == item.rating_key
        assert play.section_id == item.section_id
        assert play.stream["container"] in {media.container for media in item.media}


def test_the_time_played_fits_the_position(plays: list[NewPlay]) -> None:
    for play in plays:
        assert play.stopped is not None
        assert play.view_offset is not None
        seconds = play.stopped - play.started - play.paused_seconds
        assert 0 <= seconds <= play.view_offset / 1000 + 1
        assert play.view_offset <= int(str(play.item["duration"]))


def test_a_film_is_sometimes_resumed_where_it_was_left(plays: list[NewPlay]) -> None:
    films = [play for play in plays if play.media_type == "movie"]
    by_film = itertools.groupby(
        sorted(films, key=lambda play: (play.user_id, play.rating_key or 0, play.started)),
        key=lambda play: (play.user_id, play.rating_key),
    )
    assert any(
        (first.view_offset or 0) < (second.view_offset or 0)
        and second.started - first.started < 200_000
        for _, group in by_film
        for first, second in itertools.pairwise(group)
    )


def test_weekends_are_fuller_than_workdays(plays: list[NewPlay]) -> None:
    days = Counter((play.started // 86400 + 3) % 7 for play in plays)  # 0 is Monday
    assert min(days[5], days[6]) > max(days[day] for day in range(4))


def test_the_words_are_all_there_are(plays: list[NewPlay]) -> None:
    assert {frozenset(play.item) for play in plays} == {frozenset(plays[0].item)}
    assert {frozenset(play.stream) for play in plays} == {frozenset(plays[0].stream)}
    assert len(plays[0].item) == 41
    assert len(plays[0].stream) == 76


def test_the_server_remembers_what_was_watched_to_the_end(catalogue: Catalogue) -> None:
    world = simulated_plex(FakeClock(NOW), seed=2, made_at=NOW).world
    past = past_of(catalogue, years=0.3, count=1500)
    rows = list(past_views(past, world))
    assert 0 < len(rows) < len(viewings(past))
    assert all(item.section_id is not None for item, *_ in rows)
    assert {account for _, account, *_ in rows} <= {p.account_id for p in household()}


def test_children_see_no_films_for_grown_ups(plays: list[NewPlay]) -> None:
    children = {person.user_id for person in household() if person.is_restricted}
    seen = {
        play.item["content_rating"]
        for play in plays
        if play.user_id in children and play.media_type == "movie"
    }
    assert seen
    assert not seen & {"R", "NR"}
