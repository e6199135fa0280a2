"""Calls that few clients make: blanks in lists, ids of other levels, orders that name nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.api.v2.house import House, open_house
from tests.api.v2.household import ADA, BERT, EPISODE, FILM, SEASON, SHOW, SHOWS, move_in
from tests.factories import STARTED, make_play
from tests.fakes.clock import FakeClock
from watchkeeper.domain.facts import SectionId
from watchkeeper.features.libraries import Library
from watchkeeper.features.libraries.queries import insert_library


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data", FakeClock(STARTED + 100_000)) as found:
        await move_in(found)
        yield found


async def plays_by_hour(house: House, user_id: str) -> int:
    graph = await house.data("get_plays_by_hourofday", user_id=user_id)
    return sum(sum(line["data"]) for line in graph["series"])


async def test_the_status_ignores_other_parameters_only_beside_its_own(house: House) -> None:
    answer = (await house.call("status", check="", since="1")).json()["response"]
    assert answer == {"result": "success", "message": "Ok", "data": {}}
    answer = (await house.call("status", check="database", since="1")).json()["response"]
    assert answer["message"] == "Database ok"
    assert (await house.call("status", since="1")).status_code == 500


async def test_graphs_take_blanks_and_nothing_between_user_ids(house: House) -> None:
    both = await plays_by_hour(house, f" {ADA} , {BERT},")
    assert both == await plays_by_hour(house, "") == 3
    assert await plays_by_hour(house, f"{BERT}, ") == 1


async def test_graphs_of_a_list_without_user_ids_are_of_nobody(house: House) -> None:
    assert await plays_by_hour(house, ",") == 0
    assert await plays_by_hour(house, "me") == 3


@pytest.mark.parametrize("key", [EPISODE, SEASON, SHOW])
@pytest.mark.parametrize("media_type", ["", "show", "episode"])
async def test_old_rating_keys_are_found_from_every_level(
    house: House, key: int, media_type: str
) -> None:
    found = await house.data("get_old_rating_keys", rating_key=key, media_type=media_type)
    season = {"rating_key": SEASON, "children": {"5": {"rating_key": EPISODE}}}
    assert found == {"0": {"rating_key": SHOW, "children": {"2": season}}}


async def test_of_two_seasons_with_a_number_the_lower_key_is_told(house: House) -> None:
    await record(house, rating_key=702, parent_rating_key=701, media_index=1)
    found = await house.data("get_old_rating_keys", rating_key=702)
    (season,) = found["0"]["children"].values()
    assert season == {"rating_key": SEASON, "children": {"5": {"rating_key": EPISODE}}}


async def test_a_season_and_an_episode_are_called_as_when_they_were_first_played(
    house: House,
) -> None:
    await record(house, rating_key=EPISODE, parent_media_index=9, media_index=99)
    found = await house.data("get_old_rating_keys", rating_key=EPISODE)
    assert found["0"]["children"] == {
        "2": {"rating_key": SEASON, "children": {"5": {"rating_key": EPISODE}}}
    }


async def test_digits_of_other_scripts_and_underscores_are_no_numbers(house: House) -> None:
    for user_id in ("\uff10", "1_01", "\u0967\u0966\u0967"):
        assert (await house.data("get_history", user_id=user_id))["recordsFiltered"] == 0


async def test_what_is_above_a_film_is_blank(house: House) -> None:
    found = await house.data("get_old_rating_keys", rating_key=FILM)
    assert (found["0"]["rating_key"], found["0"]["children"][""]["rating_key"]) == ("", "")


async def test_any_axis_but_plays_is_the_time(house: House) -> None:
    for axis, total in (("plays", 3), ("", 16_400), ("hours", 16_400)):
        graph = await house.data("get_plays_by_hourofday", y_axis=axis)
        assert sum(sum(line["data"]) for line in graph["series"]) == total


async def test_people_with_equal_figures_come_by_id(house: House) -> None:
    for user_id in (BERT, ADA):
        await record(house, rating_key=900, user_id=user_id)
    shares = await house.data("get_item_user_stats", rating_key=900)
    assert [share["user_id"] for share in shares] == [ADA, BERT]


async def test_addresses_in_no_order_come_by_address(house: House) -> None:
    for number, address in enumerate(("192.0.2.9", "192.0.2.10", "10.0.0.1")):
        await record(house, rating_key=800 + number, ip_address=address)
    found = await house.data("get_user_ips", user_id=BERT, order_column="bogus")
    addresses = [row["ip_address"] for row in found["data"]]
    assert addresses == sorted(addresses)
    assert len(addresses) >= 3


async def test_a_play_asked_for_with_a_session_key_says_that_it_runs(house: House) -> None:
    (row,) = (await house.data("get_history", rating_key=EPISODE))["data"]
    told = await house.data("get_stream_data", row_id=row["id"])
    assert told["current_session"] == ""
    told = await house.data("get_stream_data", row_id=row["id"], session_key=5)
    assert told["current_session"] == 1


async def test_what_is_no_id_is_nobody_even_with_the_last_play(house: House) -> None:
    user = await house.data("get_user", user_id="abc", include_last_seen=1)
    assert (user["row_id"], user["username"]) == (0, "Local")
    library = await house.data("get_library", section_id="abc", include_last_accessed=1)
    assert (library["row_id"], library["section_name"]) == (0, "Local")
    assert (await house.data("get_user", user_id=999, include_last_seen=1))["row_id"] is None


async def test_nothing_between_numbers_of_days_means_all_time(house: House) -> None:
    found = await house.data("get_user_watch_time_stats", user_id=BERT, query_days="7,,1")
    assert [row["query_days"] for row in found] == [7, 0, 1]


async def test_an_id_beyond_all_numbers_has_no_plays(house: House) -> None:
    found = await house.data("get_library_watch_time_stats", section_id="9" * 30)
    assert [row["total_plays"] for row in found] == [0, 0, 0, 0]


async def test_every_answer_in_xml_can_be_read(house: House) -> None:
    for command in (f"get_old_rating_keys&rating_key={SHOW}", "get_new_rating_keys&rating_key=1"):
        response = await house.client.get(
            f"/api/v2?apikey={house.key}&cmd={command}&out_type=xml&media_type=movie"
        )
        assert ElementTree.fromstring(response.text).find("data/_0/rating_key") is not None


@pytest.mark.parametrize(("with_activity", "ids"), [(1, [1, 2, 4, 3]), (0, [1, 2, 3, 4])])
async def test_equal_single_plays_stand_by_group_only_among_sessions(
    house: House, with_activity: int, ids: list[int]
) -> None:
    await record(house, rating_key=EPISODE, media_index=5, view_offset=200)
    found = await house.data(
        "get_history", grouping=0, order_column="platform", include_activity=with_activity
    )
    assert [row["row_id"] for row in found["data"]] == ids
    assert found["data"][ids.index(4)]["reference_id"] == 2


async def test_a_background_is_absent_as_it_was_stated(house: House) -> None:
    (server,) = await house.app.servers.all()
    for section_id, art in ((71, ""), (72, None)):
        library = Library(
            id=0,
            server_id=server.id,
            section_id=SectionId(section_id),
            section_name="Bare",
            section_type="movie",
            art=art,
        )
        await house.app.db.write(insert_library, library)
        await house.app.libraries.reload(server.id)
        found = await house.data("get_library", section_id=section_id)
        assert found["library_art"] == art


async def record(house: House, **changes: Any) -> None:
    """Record another play of Bert's show."""
    play = make_play(
        server_id=next(iter(await house.app.servers.all())).id,
        media_type="episode",
        username="bert",
        section_id=SHOWS,
        started=STARTED + 20_000,
        stopped=STARTED + 21_000,
        **{
            "user_id": BERT,
            "parent_rating_key": SEASON,
            "grandparent_rating_key": SHOW,
            "parent_media_index": 2,
            "media_index": 6,
            "title": "Ebb",
            "full_title": "North Coast - Ebb",
            **changes,
        },
    )
    await house.app.history.record(play)
