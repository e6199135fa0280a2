"""Commands that ask a media server: the simulated one, through the real adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.api.v2.house import House, open_house
from tests.api.v2.specified import SPECIFICATION, mistakes, specified_data
from tests.fakes.plex import FakePlex
from watchkeeper.demo.delivery import Mode, Wish
from watchkeeper.demo.plexserver.faults import Outage
from watchkeeper.demo.plexserver.routes_playlists import PLAYLISTS
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.features.libraries import Libraries
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.system import queries as system_queries
from watchkeeper.features.users import queries as user_queries
from watchkeeper.features.users.user import User
from watchkeeper.integrations.plex import (
    PlexServer,
    PlexSettings,
    ProductFacts,
    describe_session,
    open_plex_server,
)

URL = "http://plex.test:32400"
PRODUCT = ProductFacts(client_identifier="watchkeeper-test", version="1.0")
needs_specification = pytest.mark.skipif(
    not SPECIFICATION.exists(), reason="the specification (../shared/spec) is not here"
)


@dataclass
class Living:
    """A house beside a simulated server."""

    house: House
    fake: FakePlex
    server_id: ServerId
    plex: PlexServer

    async def look(self) -> None:
        """Let monitoring know what plays."""
        users = await self.house.app.users.all(self.server_id)
        self.house.monitoring.live = [
            LiveSession(
                number=number,
                observed=describe_session(one, await self.plex.metadata(one.rating_key or 0)),
                person=users[-1].person,
                started=self.fake.clock.now(),
                position_at=self.fake.clock.now(),
                seen_at=self.fake.clock.now(),
                looked_at=self.fake.clock.now(),
            )
            for number, one in enumerate(await self.plex.sessions())
        ]


@pytest.fixture
async def living(tmp_path: Path) -> AsyncIterator[Living]:
    fake = FakePlex()
    async with open_house(tmp_path / "data", fake.clock) as house:
        server = await house.app.servers.know(fake.plex.machine_identifier, "Attic")
        known = {"url": URL, "has_plex_pass": True, "version": "1.43.2", "platform": "Linux"}
        await house.app.db.write(system_queries.update_server, server.id, known)
        await house.app.servers.load()
        ada = User(id=0, server_id=server.id, user_id=UserId(101), username="ada", is_admin=True)
        await house.app.db.write(user_queries.insert_user, ada)
        await house.app.users.reload(server.id)
        await house.app.libraries.ensure_live_tv(server.id)
        settings = PlexSettings(
            server_id=server.id, url=URL, product=PRODUCT, token=fake.plex.token
        )
        plex = open_plex_server(settings, transport=fake.transport())
        house.media.only = plex
        yield Living(house, fake, server.id, plex)
        await plex.aclose()


@needs_specification
async def test_every_fact_of_a_session_has_its_type(living: Living) -> None:
    for mode in Mode:
        film, person = living.fake.film(), living.fake.plex.owner
        living.fake.world.start(person, film, wish=Wish(mode=mode))
    await living.look()
    answer = await living.house.data("get_activity")
    assert len(answer["sessions"]) == len(Mode)
    assert mistakes(answer, specified_data("get_activity")["without_filter"]) == []


@needs_specification
async def test_episodes_and_tracks_have_their_types_too(living: Living) -> None:
    living.fake.world.start(living.fake.plex.owner, living.fake.episode())
    living.fake.world.start(living.fake.world.people[1], living.fake.track())
    await living.look()
    stated = specified_data("get_activity")["without_filter"]["sessions"][0]
    stated["stream_video_full_resolution?"] = stated.pop("stream_video_full_resolution")
    answer = await living.house.data("get_activity")
    assert len(answer["sessions"]) == 2
    for session in answer["sessions"]:
        assert mistakes(session, stated) == []


async def test_the_library_of_live_tv_has_pictures_of_its_own(living: Living) -> None:
    names = ("libraries/live.png", "art-live-full.png")
    pictures = tuple(f"interfaces/default/images/{name}" for name in names)
    (row,) = (await living.house.data("get_libraries_table"))["data"]
    alone = await living.house.data("get_library", section_id=row["section_id"])
    for told in (row, alone):
        assert (told["library_thumb"], told["library_art"]) == pictures
    for address in pictures:
        answer = await living.house.call("pms_image_proxy", img=address)
        assert answer.headers["content-type"].startswith("image/")


async def test_live_tv_is_answered(living: Living) -> None:
    channel = living.fake.plex.catalogue.channels[0]
    living.fake.world.tune(living.fake.plex.owner, channel.number)
    await living.look()
    (session,) = (await living.house.data("get_activity"))["sessions"]
    assert session["live"] == 1
    assert session["channel_title"]
    assert session["media_index"] is not None


async def test_activity_is_counted(living: Living) -> None:
    world, film = living.fake.world, living.fake.film()
    world.start(living.fake.plex.owner, film, wish=Wish(mode=Mode.DIRECT_PLAY))
    world.start(world.people[1], film, wish=Wish(mode=Mode.TRANSCODE))
    world.start(world.people[2], film, wish=Wish(mode=Mode.DIRECT_STREAM))
    await living.look()
    answer = await living.house.data("get_activity")
    assert answer["stream_count"] == "3"
    assert answer["stream_count_direct_play"] == 1
    assert answer["stream_count_transcode"] == 1
    assert answer["stream_count_direct_stream"] == 1
    assert answer["total_bandwidth"] == answer["lan_bandwidth"] + answer["wan_bandwidth"] > 0


async def test_one_session_is_found_by_key_or_by_id(living: Living) -> None:
    living.fake.world.start(living.fake.plex.owner, living.fake.film())
    await living.look()
    (session,) = (await living.house.data("get_activity"))["sessions"]
    by_key = await living.house.data("get_activity", session_key=session["session_key"])
    by_id = await living.house.data("get_activity", session_id=session["session_id"])
    assert by_key == by_id == session
    assert await living.house.data("get_activity", session_key="999") == {}
    assert await living.house.data("get_activity", session_id="nobody") == {}


async def test_without_a_connection_there_is_no_activity(living: Living) -> None:
    living.fake.world.start(living.fake.plex.owner, living.fake.film())
    await living.look()
    living.house.monitoring.is_connected = False
    assert await living.house.data("get_activity") == {}


async def test_an_idle_server_is_not_an_absent_one(living: Living) -> None:
    answer = await living.house.data("get_activity")
    assert (answer["stream_count"], answer["sessions"], answer["total_bandwidth"]) == ("0", [], 0)


async def test_running_streams_stand_in_the_history(living: Living) -> None:
    living.fake.world.start(living.fake.plex.owner, living.fake.film())
    await living.look()
    found = await living.house.data("get_history")
    assert (found["recordsFiltered"], found["recordsTotal"]) == (1, 0)
    (row,) = found["data"]
    for name in ("reference_id", "row_id", "id", "group_count", "group_ids"):
        assert row[name] is None
    assert row["state"] == "playing"
    assert row["stopped"] == row["started"] + row["duration"]
    assert type(row["session_key"]) is int
    assert type(row["rating_key"]) is int
    without = await living.house.data("get_history", include_activity=0)
    assert without["recordsFiltered"] == 0


async def test_the_stream_of_a_running_session_is_told(living: Living) -> None:
    living.fake.world.start(living.fake.plex.owner, living.fake.film())
    await living.look()
    (session,) = (await living.house.data("get_activity"))["sessions"]
    found = await living.house.data("get_stream_data", session_key=session["session_key"])
    assert found["current_session"] == 1
    assert found["title"] == living.fake.film().title


async def test_a_stream_is_ended_by_plan(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchkeeper.features.monitoring.stop_stream.VERIFY_SECONDS", 0)
    living.fake.world.start(living.fake.plex.owner, living.fake.film())
    await living.look()
    (session,) = (await living.house.data("get_activity"))["sessions"]
    response = await living.house.call(
        "terminate_session", session_key=session["session_key"], message="Bedtime"
    )
    assert response.status_code == 200
    assert response.json()["response"]["message"] == "Session terminated."
    assert await living.plex.sessions() == ()
    record = await living.house.app.plans.on_record()
    (plan,) = record.plans
    assert (plan.kind, plan.state, plan.reason) == ("stop_stream", "applied", "Bedtime")


NOT_THERE: list[tuple[dict[str, object], str]] = [
    ({}, "Invalid session_key (None) or session_id (None)."),
    ({"session_key": 99}, "Invalid session_key (99) or session_id (None)."),
    ({"session_id": "x"}, "Invalid session_key (None) or session_id (x)."),
]


async def test_a_stream_that_is_not_there_cannot_be_ended(living: Living) -> None:
    for sent, words in NOT_THERE:
        response = await living.house.call("terminate_session", **sent)
        assert response.status_code == 400
        message = response.json()["response"]["message"]
        assert message == f"Failed to terminate session: {words}"


async def test_without_plex_pass_no_stream_can_be_ended(living: Living) -> None:
    await living.house.app.db.write(
        system_queries.update_server, living.server_id, {"has_plex_pass": False}
    )
    await living.house.app.servers.load()
    response = await living.house.call("terminate_session", session_key=1)
    assert response.status_code == 400
    assert "No Plex Pass subscription." in response.json()["response"]["message"]


KINDS = ["movie", "show", "season", "episode", "artist", "album", "track"]


def rating_keys(fake: FakePlex) -> dict[str, int]:
    """A rating key of each kind."""
    found = {item.type: item.rating_key for item in fake.plex.catalogue.everything()}
    return {kind: found[kind] for kind in KINDS}


@needs_specification
async def test_the_metadata_of_every_kind_has_its_types(living: Living) -> None:
    (stated,) = (
        facts for kinds, facts in specified_data("get_metadata").items() if "movie|show" in kinds
    )
    part = stated["media_info"][0]["parts"][0]
    streams = part["streams"][0]  # each has the facts of its own kind
    part["streams"] = [{f"{name.removesuffix('?')}?": kind for name, kind in streams.items()}]
    for key in rating_keys(living.fake).values():
        found = await living.house.data("get_metadata", rating_key=key)
        assert found["rating_key"] == str(key)
        assert mistakes(found, stated) == []


async def test_an_unknown_item_has_no_metadata(living: Living) -> None:
    for key in ("999999999", "abc", ""):
        assert await living.house.data("get_metadata", rating_key=key) == {}


@needs_specification
async def test_children_have_their_types(living: Living) -> None:
    keys = rating_keys(living.fake)
    for kind in ("show", "season", "artist", "album"):
        found = await living.house.data(
            "get_children_metadata", rating_key=keys[kind], media_type=kind
        )
        assert found["children_count"] == len(found["children_list"]) > 0
        assert mistakes(found, specified_data("get_children_metadata")) == []


@needs_specification
async def test_recent_items_have_their_types(living: Living) -> None:
    for kind in ("", "movie", "show", "artist", "movie,show,season,episode"):
        found = await living.house.data("get_recently_added", count=5, media_type=kind)
        assert 0 < len(found["recently_added"]) <= 5
        assert mistakes(found, specified_data("get_recently_added")) == []


async def test_items_in_lists_have_their_title_alone(living: Living) -> None:
    found = await living.house.data("get_recently_added", count=50)
    assert {"season", "album"} & {item["media_type"] for item in found["recently_added"]}
    for item in found["recently_added"]:
        assert item["full_title"] == item["title"]


async def test_a_playlist_tells_no_parent_and_no_library_of_its_items(living: Living) -> None:
    found = await living.house.data(
        "get_children_metadata", rating_key=PLAYLISTS[1].rating_key, media_type="playlist"
    )
    assert found["children_count"] > 0
    assert found["title"] == ""
    assert {item["section_id"] + item["library_name"] for item in found["children_list"]} == {""}


@pytest.mark.parametrize("kind", ["season", "album"])
async def test_the_ids_of_a_parent_are_told(living: Living, kind: str) -> None:
    keys = rating_keys(living.fake)
    item = await living.house.data("get_metadata", rating_key=keys[kind])
    parent = await living.house.data("get_metadata", rating_key=item["parent_rating_key"])
    assert item["parent_guids"] == parent["guids"] != []


async def test_a_found_show_brings_its_seasons(living: Living) -> None:
    show = living.fake.plex.catalogue.of_type(3, "show")[0]
    below = await living.house.data("get_children_metadata", rating_key=show.rating_key)
    found = (await living.house.data("search", query=show.title))["results_list"]
    keys = [item["rating_key"] for item in found["season"]]
    assert {season["rating_key"] for season in below["children_list"]} <= set(keys)


async def test_without_a_count_nothing_is_recent(living: Living) -> None:
    assert await living.house.data("get_recently_added") == {"recently_added": []}
    assert await living.house.data("get_recently_added", start="0x10") == {"recently_added": []}


async def test_new_albums_of_photos_are_called_as_the_server_calls_them(living: Living) -> None:
    sections = living.fake.plex.catalogue.sections.values()
    photos = next(section.id for section in sections if section.type == "photo")
    found = await living.house.data("get_recently_added", count=3, section_id=photos)
    assert {item["media_type"] for item in found["recently_added"]} == {"photo"}


async def test_without_an_item_the_server_has_no_keys_to_tell(living: Living) -> None:
    assert await living.house.data("get_new_rating_keys") == {}
    assert await living.house.data("get_new_rating_keys", media_type="movie") == {}


async def test_a_server_is_known_by_its_own_word_or_by_the_callers(living: Living) -> None:
    async def told(**sent: object) -> object:
        return (await living.house.data("get_server_id", **sent))["identifier"]

    assert await told() is None
    assert await told(hostname="127.0.0.1", port=1) is None
    assert await told(hostname="not an address", port=32400) is None
    assert await told(hostname="127.0.0.1", port="abc") is None
    assert await told(hostname="127.0.0.1", port=1, identifier="abc") == "abc"


async def test_a_search_answers_every_kind(living: Living) -> None:
    title = living.fake.film().title
    found = await living.house.data("search", query=title)
    assert set(found["results_list"]) == {*KINDS, "collection"}
    assert title in [item["title"] for item in found["results_list"]["movie"]]
    assert found["results_count"] == sum(map(len, found["results_list"].values()))


async def test_a_search_without_a_usable_limit_finds_as_many_as_usual(living: Living) -> None:
    usual = await living.house.data("search", query="the")
    assert await living.house.data("search", query="the", limit="False") == usual
    assert usual["results_count"] > len(usual["results_list"]["movie"]) == 3


async def test_the_keys_of_a_show_form_a_tree(living: Living) -> None:
    keys = rating_keys(living.fake)
    found = await living.house.data(
        "get_new_rating_keys", rating_key=keys["episode"], media_type="episode"
    )
    leaves = {
        leaf["rating_key"]
        for season in found["0"]["children"].values()
        for leaf in season["children"].values()
    }
    assert keys["episode"] in leaves
    assert found["section_id"].isdigit()
    assert found["library_name"]
    movie = await living.house.data(
        "get_new_rating_keys", rating_key=keys["movie"], media_type="movie"
    )
    assert movie == {"0": {"rating_key": keys["movie"]}}


ABOUT_THE_SERVER = (
    "get_date_formats",
    "get_libraries",
    "get_library_names",
    "get_server_identity",
    "get_server_info",
    "get_server_list",
    "get_servers_info",
    "get_tautulli_info",
    "get_user_names",
    "get_users",
    "server_status",
)


async def refresh_libraries(living: Living) -> None:
    """Read the libraries of the simulated server, as is done in the background."""
    libraries = Libraries(
        living.house.app.db,
        living.fake.clock,
        living.house.app.bus,
        living.house.media.get,
        living.house.app.data_folder / "listings",
    )
    await libraries.refresh(living.server_id)
    await living.house.app.libraries.reload(living.server_id)


async def test_listing_the_libraries_asks_the_server_nothing(living: Living) -> None:
    await refresh_libraries(living)
    before = dict(living.plex.request_counts)
    listed = await living.house.data("get_libraries")
    assert {each["section_type"] for each in listed} >= {"movie", "show", "artist"}
    assert all(each["count"].isdigit() for each in listed)
    assert dict(living.plex.request_counts) == before


@needs_specification
async def test_answers_about_the_server_have_their_types(living: Living) -> None:
    await refresh_libraries(living)
    for command in ABOUT_THE_SERVER:
        found = await living.house.data(command)
        assert found
        assert mistakes(found, specified_data(command), command) == []


async def test_preferences_of_the_server_are_read_as_json(living: Living) -> None:
    name = living.fake.plex.name
    assert await living.house.data("get_server_friendly_name") == name
    assert await living.house.data("get_server_pref", pref="FriendlyName") == name
    assert await living.house.data("get_server_pref", pref="NoSuchThing") == "None"
    assert (await living.house.call("get_server_pref")).status_code == 400


@needs_specification
async def test_collections_and_playlists_are_tables(living: Living) -> None:
    found = await living.house.data("get_collections_table", section_id=1)
    assert found["recordsTotal"] > 0
    assert mistakes(found, specified_data("get_collections_table")) == []
    found = await living.house.data("get_playlists_table", user_id=101)
    assert found["recordsTotal"] > 0
    assert found["data"][0]["userID"] == "101"
    nobody = await living.house.data("get_playlists_table", user_id=5)
    assert nobody["data"] == []


async def test_pictures_come_as_they_are(living: Living) -> None:
    key = living.fake.film().rating_key
    response = await living.house.call("pms_image_proxy", img=f"/library/metadata/{key}/thumb/1")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("image/")
    by_key = await living.house.call("pms_image_proxy", rating_key=key, width=100, height=150)
    assert by_key.headers["content-type"].startswith("image/")


@pytest.mark.parametrize("size", ["0", "-5", "wide", "99999"])
async def test_a_picture_comes_whatever_size_is_asked_for(living: Living, size: str) -> None:
    key = living.fake.film().rating_key
    for side in ("width", "height"):
        sent = {side: size, "rating_key": key}
        response = await living.house.call("pms_image_proxy", **sent)
        assert response.status_code == 200, side
        assert response.headers["content-type"].startswith("image/")


@pytest.mark.parametrize("name", ["opacity", "blur"])
async def test_what_cannot_be_done_to_a_picture_gives_the_fallback(
    living: Living, name: str
) -> None:
    sent = {name: "much", "rating_key": living.fake.film().rating_key}
    response = await living.house.call("pms_image_proxy", **sent)
    assert (response.status_code, response.content) == (400, b"")
    response = await living.house.call("pms_image_proxy", **sent, fallback="poster")
    assert response.headers["content-type"] == "image/png"


async def test_a_fallback_stands_in_for_a_missing_picture(living: Living) -> None:
    response = await living.house.call("pms_image_proxy", fallback="poster")
    assert response.headers["content-type"] == "image/png"
    response = await living.house.call("pms_image_proxy", fallback="nonsense")
    assert (response.status_code, response.content) == (400, b"")


async def test_a_fallback_is_not_kept_since_the_picture_may_come(living: Living) -> None:
    response = await living.house.call("pms_image_proxy", fallback="poster")
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["poster", "cover", "art-live", "gravatar-default-80x80"])
async def test_addresses_that_stand_for_no_picture_have_one(living: Living, name: str) -> None:
    response = await living.house.call(
        "pms_image_proxy", img=f"interfaces/default/images/{name}.png"
    )
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")


OUTSIDE = [
    "http://127.0.0.1:9/x.png",
    "http://169.254.169.254/latest/meta-data",
    "//evil.test/x.png",
    "/library/sections/all/refresh",
    "/library/metadata/1/../../../:/prefs",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/%252e%252e/etc/passwd",
    "file:///etc/passwd",
    "interfaces/default/images/../../../../etc/passwd",
    "/photo/:/transcode?url=http://127.0.0.1",
    "\\..\\secret.key",
]


async def test_s5_s7_only_pictures_of_the_server_are_served(living: Living) -> None:
    for path in OUTSIDE:
        response = await living.house.call("pms_image_proxy", img=path)
        assert (response.status_code, response.content) == (400, b""), path
    assert not any("transcode" in counted for counted in living.plex.request_counts)


async def test_answers_stay_answers_while_the_server_is_down(living: Living) -> None:
    house = living.house
    living.fake.faults.outage = Outage.REFUSE
    house.monitoring.is_connected = False
    assert await house.data("get_metadata", rating_key=living.fake.film().rating_key) == {}
    assert await house.data("get_libraries") == []
    assert await house.data("get_server_identity") == {}
    assert await house.data("search", query="a") == []
    assert (await house.data("get_recently_added", count=5)) == {"recently_added": []}
    assert (await house.data("refresh_libraries_list")) is False
