"""get_home_stats and the graphs: names, types, windows and odd parameters."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.v2.house import House, open_house
from tests.api.v2.household import ADA, BERT, FILM, FILMS, SHOW, move_in
from tests.api.v2.specified import SPECIFICATION, mistakes
from tests.factories import STARTED, make_play
from tests.fakes.clock import FakeClock
from watchkeeper.api.v2.graphs import COMMANDS as GRAPHS
from watchkeeper.features.preferences.groups import Display
from watchkeeper.features.statistics import Card

NAMES = tuple(command.name for command in GRAPHS)
NOW = STARTED + 100_000  # a little over a day after the first of three plays
DAYS = ("2026-09-21", "2026-09-22")  # of the plays, in New York


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data", FakeClock(NOW)) as found:
        await move_in(found)
        yield found


def lines(data: list[dict[str, Any]], card: str) -> list[dict[str, Any]]:  # Any: JSON
    return next(found["rows"] for found in data if found["stat_id"] == card)


def specified_rows(card: str) -> Any:  # Any: JSON
    if not SPECIFICATION.exists():
        pytest.skip("the specification (../shared/spec) is not here")
    commands = json.loads(SPECIFICATION.read_text())["commands"]
    stated = next(found for found in commands if found["name"] == "get_home_stats")
    return stated["response"]["rows_by_stat"][card]


@pytest.mark.parametrize("card", [card.value for card in Card])
async def test_each_card_has_the_specified_names_and_types(house: House, card: str) -> None:
    found = (await house.data("get_home_stats", stat_id=card))["rows"]
    assert found or "music" in card
    assert [wrong for row in found for wrong in mistakes(row, specified_rows(card))] == []


async def cards(house: House) -> list[str]:
    return [card["stat_id"] for card in await house.data("get_home_stats")]


async def test_cards_come_as_the_owner_chose_them_and_libraries_twice_without_a_choice(
    house: House,
) -> None:
    assert (await cards(house)).count("top_libraries") == 2
    for chosen in (["top_users", "top_libraries", "top_movies"], ["top_libraries"] * 2):
        await house.app.preferences.change(Display, {"home_stats_cards": chosen}, "ada")
        assert await cards(house) == chosen


async def test_a_library_that_was_not_stated_is_null(house: House) -> None:
    (server,) = await house.app.servers.all()
    await house.app.history.record(make_play(server_id=server.id, section_id=None))
    found = await house.data("get_home_stats", stat_id="top_libraries")
    assert [row["section_id"] for row in found["rows"] if row["section_name"] is None] == [None]


async def test_only_rankings_tell_what_they_rank_by(house: House) -> None:
    found = await house.data("get_home_stats", stats_type="duration")
    types = {card["stat_id"]: card.get("stat_type") for card in found}
    assert types["top_movies"] == "total_duration"
    assert types["popular_movies"] is types["last_watched"] is types["most_concurrent"] is None


async def test_the_numbers_are_those_of_the_plays(house: House) -> None:
    found = await house.data("get_home_stats")
    assert [
        (row["user_id"], row["total_plays"], row["total_duration"], row["friendly_name"])
        for row in lines(found, "top_users")
    ] == [(ADA, 2, 14_400, "Ada"), (BERT, 1, 2000, "Bert")]
    assert lines(found, "top_tv")[0]["rating_key"] == SHOW
    assert lines(found, "popular_movies")[0]["users_watched"] == 1
    assert [row["rating_key"] for row in lines(found, "last_watched")] == [FILM, FILM]
    assert [row["section_name"] for row in lines(found, "top_libraries")] == ["Films", "Shows"]


async def test_one_person_or_library_can_be_chosen(house: House) -> None:
    of_bert = await house.data("get_home_stats", user_id=BERT)
    assert lines(of_bert, "top_movies") == []
    of_films = await house.data("get_home_stats", section_id=FILMS)
    assert lines(of_films, "top_tv") == []
    assert lines(of_films, "most_concurrent") == lines(of_bert, "most_concurrent") != []


@pytest.mark.parametrize(
    ("sent", "plays"),
    [
        ({"after": DAYS[1]}, 1),
        ({"before": DAYS[0]}, 1),
        ({"before": DAYS[0], "after": DAYS[0]}, 1),
        ({"before": DAYS[0], "after": DAYS[1]}, 0),
        ({"before": DAYS[1], "after": DAYS[0], "time_range": "0"}, 2),
        ({"before": DAYS[0], "time_range": "1"}, 0),
        ({"before": "9999-99-99"}, 0),
        ({"after": "x"}, 0),
    ],
)
async def test_before_and_after_are_local_days(
    house: House, sent: dict[str, str], plays: int
) -> None:
    found = await house.data("get_home_stats", **sent)
    assert sum(row["total_plays"] for row in lines(found, "top_movies")) == plays


async def test_lines_can_be_paged_and_a_negative_count_means_all(house: House) -> None:
    whole = (await house.data("get_home_stats", stat_id="top_users", stats_count=-1))["rows"]
    second = await house.data("get_home_stats", stat_id="top_users", stats_start=1, stats_count=1)
    assert len(whole) == 2
    assert second["rows"] == whole[1:]
    assert (await house.data("get_home_stats", stat_id="top_users", stats_count=0))["rows"] == []


async def test_blank_numbers_of_the_cards_are_none(house: House) -> None:
    for blank in ("stats_count", "time_range"):
        sent = {"stat_id": "top_users", blank: ""}
        assert (await house.data("get_home_stats", **sent))["rows"] == [], blank
    found = await house.data("get_home_stats", stat_id="top_users", stats_start="")
    assert len(found["rows"]) == 2


async def test_an_unknown_card_is_an_empty_list(house: House) -> None:
    assert await house.data("get_home_stats", stat_id="top_secrets") == []


@pytest.mark.parametrize("name", NAMES)
async def test_each_series_has_a_whole_number_for_each_category(house: House, name: str) -> None:
    for sent in ({}, {"y_axis": "duration"}, {"grouping": "0"}, {"time_range": "-7"}):
        found = await house.data(name, **sent)
        assert set(found) == {"categories", "series"}
        for series in found["series"]:
            assert [type(value) for value in series["data"]] == [int] * len(found["categories"])


async def test_a_media_series_needs_a_library_of_its_kind(house: House) -> None:
    found = await house.data("get_plays_by_date", time_range=2)
    assert {each["name"]: each["data"] for each in found["series"]} == {
        "TV": [1, 0],
        "Movies": [1, 1],
        "Total": [2, 1],
    }
    assert found["categories"] == list(DAYS)


async def test_weeks_may_start_on_monday(house: House) -> None:
    sunday = await house.data("get_plays_by_dayofweek")
    await house.app.preferences.change(Display, {"week_start_monday": True}, "ada")
    monday = await house.data("get_plays_by_dayofweek")
    assert monday["categories"] == [*sunday["categories"][1:], "Sunday"]
    for before, after in zip(sunday["series"], monday["series"], strict=True):
        assert after["data"] == [*before["data"][1:], before["data"][0]]


async def test_a_list_of_people_with_something_else_in_it_is_no_filter(house: House) -> None:
    everybody = await house.data("get_plays_by_date")
    assert await house.data("get_plays_by_date", user_id=f"{ADA},me") == everybody
    assert await house.data("get_plays_by_date", user_id=ADA) != everybody
    assert await house.data("get_plays_by_date", user_id=f"{ADA},{BERT}") == everybody


async def test_people_are_told_by_the_names_they_have_now(house: House) -> None:
    found = await house.data("get_plays_by_top_10_users")
    assert found["categories"] == ["Ada", "Bert"]


@pytest.mark.parametrize("name", NAMES)
async def test_s6_a_range_that_nobody_lived_is_cut_short(house: House, name: str) -> None:
    for many in ("99999999", "-99999999", "9" * 30):
        found = await house.data(name, time_range=many)
        assert len(found["categories"]) <= 36_525
