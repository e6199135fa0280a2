"""The stand-in for plex.tv."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tests.fakes.plex import FakePlex


@pytest.fixture
def fake() -> FakePlex:
    return FakePlex()


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/user",
        "/users/account",
        "/api/users",
        "/api/v2/resources",
        "/api/v2/ping",
        "/api/v2/geoip",
    ],
)
async def test_a_wrong_token_is_refused_everywhere(fake: FakePlex, path: str) -> None:
    async with fake.client(token="wrong") as client:
        assert (await client.get(f"/plextv{path}")).status_code == 401


async def test_the_owner_has_another_number_there_than_on_the_server(fake: FakePlex) -> None:
    async with fake.client() as client:
        user = (await client.get("/plextv/api/v2/user")).json()
        account = ET.fromstring((await client.get("/plextv/users/account")).text)
    assert user["id"] == fake.plex.owner.user_id != 1
    assert account.get("id") == str(user["id"])
    assert user["subscription"]["active"] is True


async def test_friends_are_listed_without_the_owner(fake: FakePlex) -> None:
    async with fake.client() as client:
        root = ET.fromstring((await client.get("/plextv/api/users")).text)
    titles = [user.get("title") for user in root.findall("User")]
    assert len(titles) == 11
    assert fake.plex.owner.title not in titles


async def test_managed_users_have_neither_username_nor_email(fake: FakePlex) -> None:
    async with fake.client() as client:
        root = ET.fromstring((await client.get("/plextv/api/users")).text)
    juno = next(user for user in root if user.get("title") == "Juno")
    assert (juno.get("username"), juno.get("email"), juno.get("restricted")) == ("", "", "1")


async def test_shares_name_each_library(fake: FakePlex) -> None:
    async with fake.client() as client:
        path = f"/plextv/api/servers/{fake.plex.machine_identifier}/shared_servers"
        root = ET.fromstring((await client.get(path)).text)
        other = await client.get("/plextv/api/servers/other/shared_servers")
    callum = next(share for share in root if share.get("username") == "callum.w")
    assert [section.get("key") for section in callum if section.get("shared") == "1"] == ["1", "3"]
    assert other.status_code == 404


async def test_the_server_is_among_the_resources(fake: FakePlex) -> None:
    async with fake.client() as client:
        (resource,) = (await client.get("/plextv/api/v2/resources")).json()
    assert resource["clientIdentifier"] == fake.plex.machine_identifier
    assert resource["connections"][0]["uri"] == "http://plex.test:32400"


async def test_a_pin_is_granted_to_the_client_that_made_it(fake: FakePlex) -> None:
    me, other = {"X-Plex-Client-Identifier": "me"}, {"X-Plex-Client-Identifier": "other"}
    async with fake.client(token="") as client:
        pin = (await client.post("/plextv/api/v2/pins?strong=true", headers=me)).json()
        path = f"/plextv/api/v2/pins/{pin['id']}"
        first = (await client.get(path, headers=me)).json()
        stranger = await client.get(path, headers=other)
        second = (await client.get(path, headers=me)).json()
        nameless = await client.post("/plextv/api/v2/pins")
    assert (pin["authToken"], first["authToken"]) == (None, None)
    assert stranger.status_code == 404
    assert second["authToken"] == fake.plex.token
    assert nameless.status_code == 400


async def test_an_address_has_a_place(fake: FakePlex) -> None:
    async with fake.client() as client:
        reply = await client.get("/plextv/api/v2/geoip?ip_address=198.51.100.83")
    assert reply.json()["location"]["city"] == "Malmö"
