"""Libraries, items and search over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.plex import FakePlex
from watchkeeper.domain.media import Marker


@pytest.fixture
def fake() -> FakePlex:
    return FakePlex()


async def get(fake: FakePlex, path: str) -> dict[str, Any]:
    async with fake.client() as client:
        reply = await client.get(path)
    assert reply.status_code == 200, path
    container: dict[str, Any] = reply.json()["MediaContainer"]
    return container


async def test_the_libraries_are_listed_with_their_keys_as_text(fake: FakePlex) -> None:
    rows = (await get(fake, "/library/sections"))["Directory"]
    assert [(row["key"], row["type"]) for row in rows][:3] == [
        ("1", "movie"),
        ("2", "movie"),
        ("3", "show"),
    ]


async def test_a_page_of_size_zero_asks_for_the_total_alone(fake: FakePlex) -> None:
    query = "type=4&X-Plex-Container-Start=0&X-Plex-Container-Size=0"
    page = await get(fake, f"/library/sections/3/all?{query}")
    assert page["totalSize"] == len(fake.plex.catalogue.of_type(3, "episode"))
    assert "Metadata" not in page


async def test_pages_together_are_the_whole_list(fake: FakePlex) -> None:
    total = len(fake.plex.catalogue.of_type(3, "episode"))
    keys: list[str] = []
    while len(keys) < total:
        query = f"type=4&X-Plex-Container-Start={len(keys)}&X-Plex-Container-Size=7"
        page = await get(fake, f"/library/sections/3/all?{query}")
        keys += [row["ratingKey"] for row in page["Metadata"]]
    assert len(set(keys)) == total


async def test_the_newest_come_first_when_asked(fake: FakePlex) -> None:
    rows = (await get(fake, "/library/sections/1/all?sort=addedAt:desc"))["Metadata"]
    added = [row["addedAt"] for row in rows]
    assert added == sorted(added, reverse=True)


async def test_several_items_are_told_at_once(fake: FakePlex) -> None:
    keys = [str(fake.film().rating_key), str(fake.episode().rating_key)]
    rows = (await get(fake, f"/library/metadata/{','.join(keys)},999999"))["Metadata"]
    assert [row["ratingKey"] for row in rows] == keys


async def test_markers_come_only_when_asked_for(fake: FakePlex) -> None:
    film = fake.film()
    fake.world.mark(film.rating_key, [Marker("credits", 10, 20, True, True)])
    path = f"/library/metadata/{film.rating_key}"
    (plain,) = (await get(fake, path))["Metadata"]
    (marked,) = (await get(fake, f"{path}?includeMarkers=1"))["Metadata"]
    assert "Marker" not in plain
    assert marked["Marker"][0] | {"id": 0} == {
        "id": 0, "type": "credits", "startTimeOffset": 10, "endTimeOffset": 20, "final": True,
    }  # fmt: skip


async def test_an_item_carries_its_external_ids_and_media_with_numbers(fake: FakePlex) -> None:
    film = fake.film()
    (row,) = (await get(fake, f"/library/metadata/{film.rating_key}"))["Metadata"]
    assert [guid["id"] for guid in row["Guid"]] == list(film.external_ids)
    assert row["Media"][0]["id"] == film.media[0].id


async def test_children_and_leaves_follow_the_tree(fake: FakePlex) -> None:
    show = fake.plex.catalogue.of_type(3, "show")[0]
    seasons = (await get(fake, f"/library/metadata/{show.rating_key}/children"))["Metadata"]
    leaves = (await get(fake, f"/library/metadata/{show.rating_key}/allLeaves"))["Metadata"]
    grand = (await get(fake, f"/library/metadata/{show.rating_key}/grandchildren"))["Metadata"]
    assert {row["type"] for row in seasons} == {"season"}
    assert leaves == grand
    assert all(row["grandparentRatingKey"] == str(show.rating_key) for row in leaves)


async def test_a_collection_lists_its_members(fake: FakePlex) -> None:
    fake.plex.catalogue.change(fake.film().rating_key, collections=("Staff Picks",))
    (collection,) = (await get(fake, "/library/sections/1/collections"))["Metadata"]
    path = f"/library/collections/{collection['ratingKey']}/children"
    rows = (await get(fake, path))["Metadata"]
    assert str(fake.film().rating_key) in {row["ratingKey"] for row in rows}
    related = await get(fake, f"/hubs/metadata/{fake.film().rating_key}/related")
    assert related["Hub"][0]["Metadata"][0]["title"] == "Staff Picks"


async def test_the_search_limit_holds_for_each_hub(fake: FakePlex) -> None:
    hubs = (await get(fake, "/hubs/search?query=a&limit=2"))["Hub"]
    assert max(hub["size"] for hub in hubs) == 2
    assert {"movie", "episode", "track"} <= {hub["type"] for hub in hubs}


async def test_what_was_added_last_leads_the_new_items(fake: FakePlex) -> None:
    added = fake.world.add_like(fake.episode().rating_key, "A New One")
    for path in (
        "/library/recentlyAdded",
        "/hubs/home/recentlyAdded?type=2",
        "/library/sections/3/recentlyAdded",
    ):
        rows = (await get(fake, path))["Metadata"]
        assert rows[0]["ratingKey"] == str(added.rating_key)


@pytest.mark.parametrize(
    "path",
    [
        "/library/metadata/999999",
        "/library/metadata/abc",
        "/library/metadata/999999/children",
        "/library/metadata/999999/allLeaves",
        "/library/sections/99/all",
        "/library/sections/99/recentlyAdded",
        "/hubs/metadata/999999/related",
        "/nowhere",
    ],
)
async def test_what_is_not_there_is_not_found(fake: FakePlex, path: str) -> None:
    async with fake.client() as client:
        assert (await client.get(path)).status_code == 404


async def test_a_deletion_over_http_is_final(fake: FakePlex) -> None:
    path = f"/library/metadata/{fake.film().rating_key}"
    async with fake.client() as client:
        assert (await client.delete(path)).status_code == 200
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "Directory"),
        ("/accounts", "Account"),
        ("/devices", "Device"),
        ("/:/prefs", "Setting"),
        ("/servers", "Server"),
        ("/playlists", "Metadata"),
        ("/livetv/dvrs", "Dvr"),
    ],
)
async def test_the_server_tells_about_itself(fake: FakePlex, path: str, name: str) -> None:
    assert (await get(fake, path))[name]


async def test_one_preference_can_be_read_alone(fake: FakePlex) -> None:
    (setting,) = (await get(fake, "/:/prefs/get?id=FriendlyName"))["Setting"]
    assert setting["value"] == fake.plex.name
