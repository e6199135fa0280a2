"""What clients rely on: each of these, changed, has broken one of them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.api.v2.house import House, open_house
from tests.api.v2.household import ADA, BERT, EPISODE, FILM, FILMS, SHOW, SHOWS, move_in
from tests.factories import STARTED, make_play
from tests.fakes.clock import FakeClock
from watchkeeper.features.accounts import Client
from watchkeeper.features.history.large import parts


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data", FakeClock(STARTED + 100_000)) as found:
        await move_in(found)
        yield found


async def rows(house: House, **sent: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await house.data("get_history", **sent))["data"]
    return found


async def test_user_ids_are_numbers(house: House) -> None:
    for user in await house.data("get_users"):
        assert type(user["user_id"]) is int
    for row in await rows(house):
        assert type(row["user_id"]) is int


async def test_rating_keys_of_the_history_are_numbers_or_blank(house: House) -> None:
    for row in await rows(house):
        assert type(row["rating_key"]) is int
        for name in ("parent_rating_key", "grandparent_rating_key"):
            assert row[name] == "" or type(row[name]) is int
    (film,) = await rows(house, rating_key=FILM, length=1)
    assert film["grandparent_rating_key"] == ""
    (episode,) = await rows(house, rating_key=EPISODE)
    assert (episode["grandparent_rating_key"], episode["media_index"]) == (SHOW, 5)


async def test_every_row_of_the_history_has_an_id_of_its_own(house: House) -> None:
    found = await rows(house, grouping=0)
    assert len({row["id"] for row in found}) == len(found) == 3
    assert [row["id"] for row in found] == [row["row_id"] for row in found]
    assert all(type(row["reference_id"]) is int for row in found)


async def test_shared_libraries_are_a_list_of_texts(house: House) -> None:
    shared = {user["user_id"]: user["shared_libraries"] for user in await house.data("get_users")}
    assert shared == {0: [], ADA: ["1", "2"], BERT: []}
    assert (await house.data("get_user", user_id=ADA))["shared_libraries"] == ["1", "2"]


async def test_the_version_is_new_enough(house: House) -> None:
    version = (await house.data("get_tautulli_info"))["tautulli_version"]
    found = re.fullmatch(r"v2\.(\d+)\.(\d+)", version)
    assert found
    assert int(found[1]) >= 17


@pytest.mark.parametrize(
    "command",
    [
        f"get_user_watch_time_stats&user_id={ADA}",
        f"get_library_watch_time_stats&section_id={FILMS}",
        f"get_item_watch_time_stats&rating_key={FILM}&grouping=1",
    ],
)
async def test_query_days_are_numbers_in_the_order_asked_for(house: House, command: str) -> None:
    async def days(more: str) -> list[object]:
        response = await house.client.get(f"/api/v2?apikey={house.key}&cmd={command}{more}")
        return [row["query_days"] for row in response.json()["response"]["data"]]

    assert await days("") == [1, 7, 30, 0]
    assert await days("&query_days=365,7,0") == [365, 7, 0]


async def test_watch_times_of_an_item_are_those_of_all_below_it(house: House) -> None:
    (found,) = await house.data("get_item_watch_time_stats", rating_key=SHOW, query_days=0)
    assert found == {"query_days": 0, "total_time": 2000, "total_plays": 1}
    (share,) = await house.data("get_item_user_stats", rating_key=SHOW)
    assert (share["user_id"], share["total_plays"]) == (BERT, 1)


async def test_durations_of_the_history_are_texts(house: House) -> None:
    found = await house.data("get_history", length=1)
    assert found["filter_duration"] == "2 hrs"
    assert found["total_duration"] == "4 hrs 33 mins 20 secs"


async def test_a_wrong_key_is_an_http_error(house: House) -> None:
    for key in ("", "0" * 32):
        for command in ("get_activity", "get_server_info", "get_tautulli_info", "arnold"):
            response = await house.client.get(f"/api/v2?apikey={key}&cmd={command}")
            assert response.status_code == 400
            assert response.json()["response"] == {
                "result": "error",
                "message": "Invalid apikey",
                "data": {},
            }


async def test_data_is_an_object_when_there_is_nothing(house: House) -> None:
    assert (await house.call("status")).json()["response"] == {
        "result": "success",
        "message": "Ok",
        "data": {},
    }
    assert (await house.call("bogus")).json()["response"]["data"] == {}


async def test_browsers_of_other_addresses_may_ask(house: House) -> None:
    response = await house.client.get(
        f"/api/v2?apikey={house.key}&cmd=get_activity", headers={"Origin": "http://homer.test"}
    )
    assert response.headers["access-control-allow-origin"] == "http://homer.test"
    assert "origin" in response.headers["vary"].lower()


async def test_the_slash_form_answers_without_a_redirect(house: House) -> None:
    for path in ("/api/v2", "/api/v2/"):
        response = await house.client.get(f"{path}?apikey={house.key}&cmd=status")
        assert response.status_code == 200
        assert "location" not in response.headers


async def test_a_json_content_type_on_a_get_is_ignored(house: House) -> None:
    response = await house.client.get(
        f"/api/v2?apikey={house.key}&cmd=get_users", headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/json")


async def test_a_post_from_anywhere_is_taken_with_a_key(house: House) -> None:
    response = await house.client.post(
        "/api/v2", data={"apikey": house.key, "cmd": "get_users"}, headers={"Origin": "http://a.b"}
    )
    assert response.status_code == 200


async def test_unknown_parameters_are_ignored(house: House) -> None:
    found = await house.data("get_history", since_row_id=3, since="2024-01-01", user_id="")
    assert found["recordsFiltered"] == 3


async def test_no_rows_are_shown_for_length_0_but_counted(house: House) -> None:
    found = await house.data("get_history", length=0)
    assert (found["data"], found["recordsFiltered"], found["recordsTotal"]) == ([], 3, 3)
    assert found["filter_duration"] == "0"


async def test_one_day_and_a_range_of_days_are_told_apart(house: House) -> None:
    day = "2026-09-21"
    assert (await house.data("get_history", start_date=day))["recordsFiltered"] == 2
    assert (await house.data("get_history", after=day))["recordsFiltered"] == 3
    assert (await house.data("get_history", before=day))["recordsFiltered"] == 2


async def test_media_types_may_be_several(house: House) -> None:
    found = await house.data("get_history", media_type="movie,episode")
    assert found["recordsFiltered"] == 3
    found = await house.data("get_history", media_type="episode")
    assert found["recordsFiltered"] == 1


async def test_maintainerr_finds_who_watched_a_show(house: House) -> None:
    found = await house.data("get_history", grandparent_rating_key=SHOW, start=0, length=100)
    assert type(found["recordsFiltered"]) is int
    (row,) = found["data"]
    assert row["user_id"] == BERT
    assert row["watched_status"] == 0
    assert type(row["percent_complete"]) is int
    (film,) = await rows(house, rating_key=FILM, length=1)
    assert film["watched_status"] == 1
    assert type(film["watched_status"]) is int


async def test_tables_count_plays_and_name_the_last(house: House) -> None:
    people = await house.data("get_users_table", order_column="plays", order_dir="desc")
    assert [row["friendly_name"] for row in people["data"]] == ["Ada", "Bert", "Local"]
    assert people["data"][0]["last_played"] == "The Tide"
    assert people["data"][2]["last_played"] is None
    libraries = await house.data("get_libraries_table", order_dir="asc")
    assert [row["section_id"] for row in libraries["data"]] == [FILMS, SHOWS]
    assert libraries["data"][1]["thumb"] is None or libraries["data"][1]["thumb"] == ""


async def test_deleting_plays_takes_them_from_every_answer(house: House) -> None:
    (row,) = await rows(house, rating_key=EPISODE)
    response = await house.call("delete_history", row_ids=f"{row['row_id']},999,abc")
    assert response.json()["response"]["message"] == "Deleted history."
    assert (await house.data("get_history"))["recordsTotal"] == 2
    assert await house.data("get_item_user_stats", rating_key=SHOW) == []


async def test_a_key_reaches_its_own_server_alone(house: House) -> None:
    app = house.app
    other = await app.servers.know("another", "Cellar")
    play_id = await app.history.record(make_play(server_id=other.id, title="Elsewhere"))
    assert (await house.call("delete_history", row_ids=play_id)).status_code == 200
    assert await app.history.play(play_id) is not None
    assert await house.data("get_stream_data", row_id=play_id) == {}
    assert (await house.data("get_history"))["recordsTotal"] == 3
    await app.accounts.add_tautulli_key("f" * 32, "Cellar", other.id)
    house.key = "f" * 32
    (row,) = await rows(house)
    assert row["id"] == play_id
    assert await house.data("get_library_names") == []


async def test_a_person_is_edited_whole(house: House) -> None:
    text = await house.data("edit_user", user_id=ADA, friendly_name="Countess", keep_history=1)
    assert text == "Successfully updated user."
    found = await house.data("get_user", user_id=ADA)
    assert (found["friendly_name"], found["keep_history"], found["do_notify"]) == ("Countess", 1, 0)
    assert await house.data("edit_user", user_id=999) == "Failed to update user."


async def test_a_person_and_a_library_can_be_sent_back_as_they_were_read(house: House) -> None:
    user = await house.data("get_user", user_id=ADA)
    thumb = user["user_thumb"]
    text = await house.data("edit_user", user_id=ADA, custom_thumb=thumb, keep_history=1)
    assert text == "Successfully updated user."
    assert (await house.data("get_user", user_id=ADA))["user_thumb"] == thumb
    library = await house.data("get_library", section_id=SHOWS)
    thumb = library["library_thumb"]
    text = await house.data("edit_library", section_id=SHOWS, custom_thumb=thumb)
    assert text == "Successfully updated library."
    assert (await house.data("get_library", section_id=SHOWS))["library_thumb"] == thumb


async def test_a_deleted_person_is_hidden_and_comes_back(house: House) -> None:
    response = await house.call("delete_user", user_id=BERT)
    assert response.json()["response"]["message"] == "Deleted user."
    assert BERT not in [user["user_id"] for user in await house.data("get_users")]
    assert await rows(house, user_id=BERT) == []
    response = await house.call("undelete_user", username="bert")
    assert response.json()["response"]["message"] == "Re-added user with username bert."
    assert (await house.data("get_user", user_id=BERT))["keep_history"] == 1


async def test_a_deleted_library_is_hidden_and_comes_back(house: House) -> None:
    wrong = await house.call("delete_library", server_id="other", section_id=SHOWS)
    assert wrong.status_code == 400
    response = await house.call("delete_library", server_id="a1b2c3d4", section_id=SHOWS)
    assert response.json()["response"]["message"] == "Deleted library."
    assert [one["section_id"] for one in await house.data("get_library_names")] == [FILMS]
    assert await rows(house, section_id=SHOWS) == []
    response = await house.call("undelete_library", section_id=SHOWS)
    assert response.json()["response"]["message"] == f"Re-added library with section_id {SHOWS}."


async def test_deleting_all_history_keeps_the_person(house: House) -> None:
    response = await house.call("delete_all_user_history", user_id=ADA)
    assert response.json()["response"]["message"] == "Deleted user history."
    assert await rows(house, user_id=ADA) == []
    assert (await house.data("get_user", user_id=ADA))["deleted_user"] == 0


async def test_deleting_very_much_history_answers_when_all_is_gone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGE", 0)
    async with anyio.create_task_group() as group:
        group.start_soon(house.app.jobs.run)
        response = await house.call("delete_all_user_history", user_id=ADA)
        group.cancel_scope.cancel()
    assert response.json()["response"]["message"] == "Deleted user history."
    assert await rows(house, user_id=ADA) == []


async def test_a_browser_is_signed_out_by_its_row_in_the_log(house: House) -> None:
    accounts = house.app.accounts
    await accounts.ensure_owner("owner", "a long password")
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:127.0) Gecko/20100101 Firefox/127.0"
    client = Client("192.0.2.7", "http://nas:8181", firefox)
    signed_in = await accounts.sign_in("owner", "a long password", client)
    (row,) = (await house.data("get_user_logins"))["data"]
    assert (row["success"], row["os"], row["browser"]) == (1, "Windows 10", "Firefox 127.0")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", row["expiry"])
    response = await house.call("logout_user_session", row_ids=row["row_id"])
    assert response.json()["response"]["message"] == "Users session logged out."
    assert await accounts.principal_of_session(signed_in.token) is None


async def test_the_settings_hold_no_secret(house: House) -> None:
    response = await house.call("get_settings")
    assert house.key not in response.text
    settings = response.json()["response"]["data"]
    assert settings["Monitoring"]["tv_watched_percent"] == 85
    assert settings["PMS"]["pms_token"] is None
    assert (await house.call("get_settings", key="Bogus")).status_code == 400


async def test_the_commands_document_themselves(house: House) -> None:
    found = await house.data("docs")
    assert "row_ids (number list)" in found["delete_history"]
    assert "Required parameters: user_id (number)." in found["get_user"]
    text = (await house.call("docs_md")).text
    assert text.startswith("<pre>")
    assert "### get_history" in text
