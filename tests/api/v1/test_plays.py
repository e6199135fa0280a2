"""The record: pages with any filter, single plays, corrections and their undoing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.v1.house import HOUR, House
from tests.factories import STARTED


def ids(answer: dict[str, Any]) -> list[int]:
    return [viewing["play"]["id"] for viewing in answer["viewings"]]


async def test_a_page_says_how_many_there_are(shown: House) -> None:
    answer = await shown.get("/plays", limit=2, offset=1, grouped=False)
    assert len(answer["viewings"]) == 2
    assert (answer["offset"], answer["filtered"], answer["total"]) == (1, 4, 4)


async def test_pages_follow_each_other(shown: House) -> None:
    whole = ids(await shown.get("/plays", grouped=False, order="id"))
    parts = [
        number
        for offset in range(4)
        for number in ids(
            await shown.get("/plays", grouped=False, order="id", limit=1, offset=offset)
        )
    ]
    assert parts == whole


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"user_id": 102}, 1),
        ({"user_id": [101, 102]}, 4),
        ({"media_type": "episode"}, 1),
        ({"media_type": ["movie", "episode"]}, 4),
        ({"text": "script"}, 0),
        ({"text": "Living Room"}, 4),
        ({"started_from": STARTED + HOUR}, 2),
        ({"started_to": STARTED + HOUR}, 2),
        ({"after": "2100-01-01"}, 0),
        ({"source": "imported"}, 0),
        ({"server_id": 1, "location": "wan"}, 0),
    ],
)
async def test_every_filter_narrows(shown: House, asked: dict[str, Any], count: int) -> None:
    answer = await shown.get("/plays", grouped=False, **asked)
    assert (answer["filtered"], len(answer["viewings"])) == (count, count)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 1001}, "limit"),
        ({"offset": -1}, "offset"),
        ({"user_id": "ada"}, "user_id.0"),
        ({"user_id": 2**60}, "user_id.0"),
        ({"order": "password"}, "order"),
        ({"after": "yesterday"}, "after"),
        ({"media_type": "book"}, "media_type.0"),
        ({"grouping": 1}, "grouping"),
    ],
)
async def test_what_does_not_fit_is_named(shown: House, asked: dict[str, Any], field: str) -> None:
    answer = await shown.ask("GET", "/plays", params=asked)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["field"]) == (400, "invalid_input", field)
    assert error["message"].endswith(".")


async def test_unknown_is_null(shown: House) -> None:
    answer = await shown.get("/plays", user_id=102)
    play = answer["viewings"][0]["play"]
    assert play["stopped"] is None
    assert play["secure"] is None
    assert play["parent_title"] is None
    assert play["play_seconds"] == 0


async def test_a_play_and_its_stream(shown: House) -> None:
    play = await shown.get("/plays/1")
    assert (play["started"], play["play_seconds"]) == (STARTED, 7200)
    stream = await shown.get("/plays/1/stream")
    assert (stream["transcode_decision"], stream["bitrate"]) == ("direct play", None)


async def test_hostile_titles_are_plain_text(shown: House) -> None:
    answer = await shown.ask("GET", "/plays", params={"grouped": False})
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    titles = [viewing["play"]["title"] for viewing in answer.json()["viewings"]]
    assert "<script>alert(1)</script>" in titles


async def test_a_correction_can_be_undone(house: House) -> None:
    done = await house.ask("PATCH", "/plays/1", json={"stopped": STARTED + 60, "username": "eve"})
    change = done.json()["change_id"]
    play = await house.get("/plays/1")
    assert (play["username"], play["play_seconds"]) == ("eve", 60)
    undone = await house.ask("POST", f"/audit/{change}/undo")
    assert undone.status_code == 200
    assert undone.json()["undone_at"] is not None
    assert (await house.get("/plays/1"))["play_seconds"] == 7200
    again = await house.ask("POST", f"/audit/{change}/undo")
    assert again.status_code == 409


async def test_a_correction_that_cannot_be_is_refused(house: House) -> None:
    answer = await house.ask("PATCH", "/plays/1", json={"stopped": 1})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "stopped")
    empty = await house.ask("PATCH", "/plays/1", json={})
    assert empty.status_code == 400
    unknown = await house.ask("PATCH", "/plays/1", json={"started": 1})
    assert unknown.json()["error"]["field"] == "started"


async def test_deleted_plays_come_back(house: House) -> None:
    done = await house.ask("POST", "/plays/delete", json={"play_ids": [1, 2, 99]})
    assert (await house.get("/plays"))["total"] == 2
    change = await house.get(f"/audit/{done.json()['change_id']}")
    assert (change["action"], change["can_undo"]) == ("play_deleted", True)
    await house.ask("POST", f"/audit/{change['id']}/undo")
    assert (await house.get("/plays"))["total"] == 4
    assert (await house.ask("DELETE", "/plays/1")).status_code == 200
    assert (await house.ask("GET", "/plays/1")).status_code == 404


async def test_the_trail_says_who_changed_what(house: House) -> None:
    await house.ask("PATCH", "/plays/1", json={"username": "eve"})
    answer = await house.get("/audit", action="play_edited")
    assert (answer["total"], answer["changes"][0]["who"]) == (1, "tests")


async def test_an_undo_answers_for_how_many_plays_it_was(house: House) -> None:
    left_out = {"play_ids": [1, 2, 3], "is_counted": False}
    done = await house.ask("POST", "/plays/count", json=left_out)
    change_id = done.json()["change_id"]
    await house.ask("DELETE", "/plays/3")
    change = await house.get(f"/audit/{change_id}")
    assert (change["plays"], change["restored_plays"]) == (3, None)
    undone = (await house.ask("POST", f"/audit/{change_id}/undo")).json()
    assert (undone["plays"], undone["restored_plays"], undone["can_undo"]) == (3, 2, False)
    whole = (await house.ask("DELETE", "/plays/1")).json()["change_id"]
    assert (await house.ask("POST", f"/audit/{whole}/undo")).json()["restored_plays"] == 1


async def test_a_list_of_changes_does_not_grow_with_their_plays(house: House) -> None:
    for number in range(20):
        await house.record(started=STARTED + (number + 9) * HOUR)
    gone = {"play_ids": list(range(1, 25))}
    done = await house.ask("POST", "/plays/delete", json=gone)
    change_id = done.json()["change_id"]
    [listed] = (await house.get("/audit", action="play_deleted"))["changes"]
    assert (listed["plays"], listed["is_shortened"]) == (24, True)
    assert listed["before"] == {"play_ids": list(range(1, 11))}
    whole = await house.get(f"/audit/{change_id}")
    assert (whole["before"], whole["is_shortened"]) == (gone, False)
    await house.ask("PATCH", "/preferences", json={"recording.tv_watched_percent": 70})
    newest, *_ = (await house.get("/audit"))["changes"]
    assert (newest["plays"], newest["is_shortened"]) == (None, False)
