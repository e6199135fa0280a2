"""Servers, libraries, users and items: what is known, and changing it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.v1.house import ADDRESS, House
from watchkeeper.demo.plexserver.faults import Outage


async def test_a_server_is_told_without_its_token(shown: House) -> None:
    answer = await shown.ask("GET", "/servers")
    (server,) = answer.json()["servers"]
    assert (server["url"], server["has_token"], server["is_connected"]) == (ADDRESS, True, True)
    assert shown.fake.plex.token not in answer.text
    assert await shown.get("/servers/1") == server


async def test_gaps_are_told(shown: House) -> None:
    (gap,) = (await shown.get("/servers/1/gaps"))["gaps"]
    assert gap["to_at"] is None


async def test_an_address_is_tried_before_it_is_kept(house: House) -> None:
    entry = {"url": ADDRESS, "token": house.fake.plex.token}
    tried = await house.ask("POST", "/servers/test", json=entry)
    assert (tried.json()["ok"], tried.json()["problem"]) == (True, None)
    same = await house.ask("POST", "/servers", json=entry)
    assert (same.status_code, same.json()["error"]["field"]) == (409, "url")
    house.fake.faults.outage = Outage.REFUSE
    silent = await house.ask("POST", "/servers", json={**entry, "url": "http://192.168.1.7"})
    assert (silent.status_code, silent.json()["error"]["field"]) == (400, "url")
    strange = await house.ask("POST", "/servers/test", json={**entry, "token": "päss"})
    assert strange.json()["error"]["field"] == "token"


async def test_a_server_is_renamed_and_removed(house: House) -> None:
    changed = await house.ask("PATCH", "/servers/1", json={"name": "Attic"})
    assert changed.json()["name"] == "Attic"
    assert (await house.ask("PATCH", "/servers/1", json={"name": None})).status_code == 400
    removed = (await house.ask("DELETE", "/servers/1")).json()
    assert (removed["url"], removed["has_token"]) == (None, False)
    assert (await house.get("/plays"))["total"] == 4


@pytest.mark.parametrize(
    ("place", "key", "change", "field"),
    [
        ("/libraries/1/1", "libraries", {"keep_history": False}, "keep_history"),
        ("/users/1/0", "users", {"friendly_name": "Guest"}, "friendly_name"),
    ],
)
async def test_a_library_and_a_person_are_changed_and_undone(
    house: House, place: str, key: str, change: dict[str, Any], field: str
) -> None:
    before = await house.get(place)
    assert before in (await house.get(f"/{key}"))[key]
    after = (await house.ask("PATCH", place, json=change)).json()
    assert after[field] == change[field]
    (noted, *_) = (await house.get("/audit"))["changes"]
    assert (await house.ask("POST", f"/audit/{noted['id']}/undo")).status_code == 200
    assert await house.get(place) == before


@pytest.mark.parametrize(
    ("place", "key"), [("/libraries/1/1", "libraries"), ("/users/1/0", "users")]
)
async def test_what_is_hidden_is_not_listed(house: House, place: str, key: str) -> None:
    assert (await house.ask("DELETE", place)).json()["is_hidden"] is True
    assert (await house.get(place))["is_hidden"] is True
    shown = (await house.get(f"/{key}"))["total"]
    assert (await house.get(f"/{key}", with_hidden=True))["total"] == shown + 1
    assert (await house.ask("POST", f"{place}/restore")).json()["is_hidden"] is False


async def test_lists_are_read_anew(house: House) -> None:
    for key in ("libraries", "users"):
        answer = await house.ask("POST", f"/servers/1/{key}/refresh")
        assert answer.json()["total"] == (await house.get(f"/{key}"))["total"]


async def test_items_of_a_library_have_files_and_plays(house: House) -> None:
    answer = await house.get("/libraries/1/1/items", order="play_count", descending=True, limit=3)
    assert len(answer["items"]) == 3
    assert answer["total"] > 3
    assert answer["items"][0]["play_count"] >= 1
    assert answer["file_size"] > 1_000_000
    assert (await house.ask("DELETE", "/libraries/1/1/items")).status_code == 200
    missing = await house.ask("GET", "/libraries/1/1/items", params={"rating_key": 999_999})
    assert missing.status_code == 404


async def test_an_item_its_children_and_its_viewers(shown: House) -> None:
    film, episode = shown.fake.film(), shown.fake.episode()
    found = await shown.get(f"/items/1/{film.rating_key}")
    assert (found["title"], found["media_type"]) == (film.title, "movie")
    show = (await shown.get(f"/items/1/{episode.rating_key}"))["grandparent_rating_key"]
    assert (await shown.get(f"/items/1/{show}/children"))["items"][0]["media_type"] == "season"
    (viewer,) = (await shown.get(f"/items/1/{film.rating_key}/users"))["users"]
    assert (viewer["user_id"], viewer["plays"]) == (101, 1)
    assert (await shown.ask("GET", "/items/1/999999")).status_code == 404


async def test_new_items_and_search(shown: House) -> None:
    assert (await shown.get("/items/1/recently-added", limit=4))["total"] == 4
    title = shown.fake.film().title
    found = await shown.get("/servers/1/search", text=title)
    assert title in [item["title"] for item in found["items"]]
    results = (await shown.get("/search", text="script"))["results"]
    assert "<script>alert(1)</script>" in [one["title"] for one in results]


async def test_a_picture_is_one(shown: House) -> None:
    item = await shown.get(f"/items/1/{shown.fake.film().rating_key}")
    answer = await shown.ask("GET", "/images/1", params={"path": item["thumb"], "width": 60})
    assert (answer.status_code, answer.headers["content-type"][:6]) == (200, "image/")
    for path in ("/etc/passwd", "/../../x", "http://127.0.0.1/x", "/identity"):
        assert (await shown.ask("GET", "/images/1", params={"path": path})).status_code == 400


async def test_a_server_that_does_not_answer_is_said_to_fail(house: House) -> None:
    house.fake.faults.outage = Outage.REFUSE
    answer = await house.ask("GET", "/items/1/5")
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "outside_unreachable")
