"""Commands that could ask somebody outside, and what an import brought from there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.api.v2.house import House, open_house
from tests.api.v2.household import move_in
from tests.factories import STARTED
from tests.fakes.clock import FakeClock
from tests.fakes.places import GALWAY, SIX, look_up
from watchkeeper.api.v2.updates import release_row
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.place import Place as Location
from watchkeeper.domain.plex_tv import ServerRelease
from watchkeeper.errors import UnreachableError
from watchkeeper.features.preferences.groups import Privacy
from watchkeeper.features.system import queries as system_queries

RELEASE = ServerRelease(platform="Linux", released_at=1749000000, version="1.41.10.9000-abc")


@dataclass
class FakePlexTv:
    """Knows where every address is, and one release; notes what it was asked."""

    asked: list[str] = field(default_factory=list)
    is_down: bool = False

    async def place(self, ip_address: str) -> Location:
        self.asked.append(ip_address)
        if self.is_down:
            raise UnreachableError("plex.tv is away")
        return Location(city="Reykjavik", code="IS", latitude=64.1, longitude=-21.9)

    async def newest_release(self, platform: str) -> ServerRelease | None:
        self.asked.append(platform)
        if self.is_down:
            raise UnreachableError("plex.tv is away")
        return RELEASE if platform == RELEASE.platform else None

    async def aclose(self) -> None:
        pass


@dataclass
class Place:
    """A house, its server, and a plex.tv beside it."""

    house: House
    server_id: ServerId
    tv: FakePlexTv


@pytest.fixture
async def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    tv = FakePlexTv()
    monkeypatch.setattr("watchkeeper.main.adapters.PlexConnections.tv", lambda _self, _token: tv)
    async with open_house(tmp_path / "data", FakeClock(STARTED + 100_000)) as house:
        yield Place(house, await move_in(house), tv)


async def test_no_address_is_told_outside_unless_the_owner_allows_it(place: Place) -> None:
    response = await place.house.call("get_geoip_lookup", ip_address="1.1.1.1")
    message = "Failed to lookup GeoIP info for address: 1.1.1.1"
    assert response.status_code == 400
    assert response.json()["response"]["message"] == message
    assert response.json()["response"]["data"] == {"error": message}
    assert place.tv.asked == []


async def test_an_address_is_located_where_the_owner_allows_it(place: Place) -> None:
    await place.house.app.preferences.change(Privacy, {"locate_addresses": True}, "owner")
    found = await place.house.data("get_geoip_lookup", ip_address="1.1.1.1")
    assert (found["city"], found["code"], found["latitude"]) == ("Reykjavik", "IS", 64.1)
    assert found["region"] is None
    assert found["accuracy"] is None
    for private in ("192.168.1.4", "::1", "203.0.113.9"):
        response = await place.house.call("get_geoip_lookup", ip_address=private)
        assert response.status_code == 400
    assert place.tv.asked == ["1.1.1.1"]
    place.tv.is_down = True
    assert (await place.house.call("get_geoip_lookup", ip_address="1.1.1.2")).status_code == 400


async def test_the_owners_database_answers_where_plex_tv_is_not_asked_or_away(place: Place) -> None:
    await look_up(place.house.app)
    found = await place.house.data("get_geoip_lookup", ip_address=GALWAY)
    assert found == {
        "city": "Galway",
        "code": "IE",
        "continent": "EU",
        "country": "Ireland",
        "latitude": 53.27,
        "longitude": -9.06,
        "postal_code": None,
        "region": "Connaught",
        "timezone": "Europe/Dublin",
        "accuracy": None,
    }
    for unknown in ("1.1.1.1", "192.168.1.4"):
        response = await place.house.call("get_geoip_lookup", ip_address=unknown)
        assert response.status_code == 400
    assert place.tv.asked == []
    await place.house.app.preferences.change(Privacy, {"locate_addresses": True}, "owner")
    assert (await place.house.data("get_geoip_lookup", ip_address="2.16.1.1"))["code"] == "IS"
    place.tv.is_down = True
    found = await place.house.data("get_geoip_lookup", ip_address=SIX)
    assert found["city"] == "Bern"


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("", "Invalid IP address provided: ."),
        ("cellar", "Invalid IP address provided: cellar."),
        ("10.0.0.1", "IPv4 address 10.0.0.1 is already defined as Private-Use Networks via RFC"),
        ("1.1.1.1", "Addresses are not looked up outside."),
    ],
)
async def test_whose_an_address_is_is_never_asked(place: Place, address: str, error: str) -> None:
    found = await place.house.data("get_whois_lookup", ip_address=address)
    assert (found["host"], found["nets"]) == ("Not available", [])
    assert found["error"].startswith(error)


async def test_the_newest_server_of_our_platform_is_told(place: Place) -> None:
    assert await place.house.data("get_pms_update") == {}
    assert place.tv.asked == []
    known = {"platform": "Linux", "version": "1.41.9.9961-46083195d"}
    await place.house.app.db.write(system_queries.update_server, place.server_id, known)
    await place.house.app.servers.load()
    found = await place.house.data("get_pms_update")
    assert found["update_available"] is True
    assert (found["version"], found["release_date"]) == (RELEASE.version, 1749000000)
    place.tv.is_down = True
    assert await place.house.data("get_pms_update") == {}


@pytest.mark.parametrize(
    ("installed", "is_newer"),
    [("1.41.9.1-a", True), ("1.41.10.9000-abc", False), ("1.42.0.1-a", False), ("", False)],
)
def test_versions_compare_by_their_numbers(installed: str, is_newer: bool) -> None:
    assert release_row(RELEASE, installed)["update_available"] is is_newer
    other = replace(RELEASE, version="")
    assert release_row(other, installed)["update_available"] is False


async def test_numbers_at_other_services_are_forgotten(place: Place) -> None:
    kept = place.house.app.kept
    for table in ("themoviedb_lookup", "tvmaze_lookup"):
        for key in (5, 6):
            await kept.add(place.server_id, table, {"rating_key": key})
    assert (await place.house.call("delete_lookup_info")).status_code == 400
    assert (await place.house.call("delete_lookup_info", delete_all=1)).status_code == 400
    assert (await place.house.call("delete_lookup_info", rating_key=5)).status_code == 200
    left = await kept.rows(place.server_id, "themoviedb_lookup")
    assert [row.content["rating_key"] for row in left] == [6]
    await place.house.call("delete_lookup_info", service="themoviedb", delete_all=1)
    assert await kept.rows(place.server_id, "themoviedb_lookup") == []
    assert len(await kept.rows(place.server_id, "tvmaze_lookup")) == 1


async def test_uploaded_pictures_are_forgotten(place: Place) -> None:
    await place.house.app.kept.add(place.server_id, "imgur_lookup", {"delete_hash": "x"})
    for sent in ({"rating_key": 5}, {"delete_all": 1}, {"service": "imgur"}):
        assert (await place.house.call("delete_hosted_images", **sent)).status_code == 400
    response = await place.house.call("delete_hosted_images", service="imgur", delete_all=1)
    assert response.json()["response"]["message"] == "Deleted hosted images from Imgur."
    assert await place.house.app.kept.rows(place.server_id, "imgur_lookup") == []


async def test_uploaded_pictures_of_an_item_are_those_of_the_host_in_use(place: Place) -> None:
    app = place.house.app
    sent = {f"cloudinary_{name}": "x" for name in ("cloud_name", "api_key", "api_secret")}
    await app.hosting.choose(place.server_id, "cloudinary", sent)
    for rating_key in (5, 6):
        await app.kept.add(place.server_id, "cloudinary_lookup", {"rating_key": rating_key})
    response = await place.house.call("delete_hosted_images", rating_key=5, service="imgur")
    assert response.json()["response"]["message"] == "Deleted hosted images from Cloudinary."
    left = await app.kept.rows(place.server_id, "cloudinary_lookup")
    assert [row.content["rating_key"] for row in left] == [6]
    assert (await place.house.call("delete_hosted_images")).status_code == 400
    response = await place.house.call("delete_hosted_images", delete_all=1)
    assert response.json()["response"]["message"] == "Deleted hosted images from Cloudinary."
