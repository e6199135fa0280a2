"""Posters outside: uploaded once and only by choice, deleted at their host, never a hindrance."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import insert, select

from tests.fakes.clock import FakeClock
from tests.fakes.picture_hosts import API_KEY, API_SECRET, CLIENT_ID, CLOUD, PictureHosts
from watchkeeper.db.database import Database
from watchkeeper.db.tables import kept_row, server
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import Image, ImageRequest
from watchkeeper.errors import InputError, UnreachableError
from watchkeeper.features.hosting import Hosting, HostName
from watchkeeper.features.hosting.service import REST_SECONDS, HostingParts
from watchkeeper.features.system.kept import Kept
from watchkeeper.integrations.channels import Cloudinary, Imgur, Poster
from watchkeeper.runtime.sealing import Sealer

HERE = ServerId(1)
PATH, OTHER = "/library/metadata/301/thumb/1", "/library/metadata/302/thumb/1"
IMGUR = {"imgur_client_id": CLIENT_ID}
CLOUDINARY = {
    "cloudinary_cloud_name": CLOUD,
    "cloudinary_api_key": API_KEY,
    "cloudinary_api_secret": API_SECRET,
}


@dataclass
class Pictures:
    """Pictures of a server."""

    is_down: bool = False
    asked: list[str] = field(default_factory=list)

    async def picture(self, _server_id: ServerId, request: ImageRequest) -> Image:
        self.asked.append(request.path)
        if self.is_down:
            raise UnreachableError("Down.")
        return Image(b"picture", "image/jpeg")


@dataclass
class Place:
    """Hosting with what surrounds it."""

    db: Database
    clock: FakeClock
    kept: Kept
    outside: PictureHosts
    pictures: Pictures

    def hosting(self) -> Hosting:
        poster = Poster(httpx2.MockTransport(self.outside.answer))
        return Hosting(
            HostingParts(
                kept=self.kept,
                clock=self.clock,
                pictures=self.pictures,
                hosts={
                    HostName.IMGUR: Imgur(poster),
                    HostName.CLOUDINARY: Cloudinary(poster, self.clock),
                },
                own=lambda server_id, path: f"https://keeper.test/{server_id}{path}",
            )
        )


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    db = Database.open(tmp_path)
    row = {"id": 1, "name": "Attic", "url": "", "verify_tls": True, "is_watched": True}
    await db.write(lambda conn: conn.execute(insert(server).values(**row, added_at=1)))
    kept = Kept(db, Sealer.of_folder(tmp_path))
    yield Place(db, FakeClock(), kept, PictureHosts(), Pictures())
    db.close()


async def test_nothing_is_uploaded_unless_it_was_chosen(place: Place) -> None:
    hosting = place.hosting()
    assert await hosting.address(HERE, PATH) == f"https://keeper.test/1{PATH}"
    await hosting.choose(HERE, "none", {})
    assert await hosting.address(HERE, PATH) == ""
    assert (place.outside.uploads, place.pictures.asked) == (0, [])


@pytest.mark.parametrize(
    ("host", "credentials", "url"),
    [
        ("imgur", IMGUR, "https://i.imgur.test/1.jpg"),
        ("cloudinary", CLOUDINARY, f"https://res.cloudinary.test/{CLOUD}/v1/poster_301.jpg"),
    ],
)
async def test_a_poster_is_uploaded_once_and_deleted_where_it_lies(
    place: Place, host: str, credentials: dict[str, str], url: str
) -> None:
    hosting = place.hosting()
    await hosting.choose(HERE, host, credentials)
    for again in (hosting, hosting, place.hosting()):  # the last one after a start
        assert await again.address(HERE, PATH) == url
    assert await hosting.address(HERE, OTHER) != url
    assert place.outside.uploads == len(place.outside.kept) == 2
    assert await hosting.delete(HERE, HostName(host), 301) == 0
    assert (len(place.outside.kept), await hosting.count(HERE, HostName(host))) == (1, 1)
    assert await hosting.delete(HERE, HostName(host)) == 0
    assert place.outside.kept == {}
    assert await hosting.address(HERE, PATH) != url  # uploaded anew


async def test_a_look_at_what_would_be_sent_uploads_nothing(place: Place) -> None:
    hosting = place.hosting()
    await hosting.choose(HERE, "imgur", IMGUR)
    assert await hosting.known(HERE, PATH) == ""
    assert place.outside.uploads == 0
    url = await hosting.address(HERE, PATH)
    assert await hosting.known(HERE, PATH) == url


async def test_a_host_that_fails_is_left_alone_for_a_while(place: Place) -> None:
    hosting = place.hosting()
    await hosting.choose(HERE, "imgur", IMGUR)
    place.outside.is_down = True
    assert await hosting.address(HERE, PATH) == ""
    place.outside.is_down = False
    assert await hosting.address(HERE, PATH) == ""
    assert len(place.pictures.asked) == 1
    place.clock.advance(REST_SECONDS)
    assert await hosting.address(HERE, PATH)


async def test_a_picture_that_the_server_does_not_give_is_no_fault_of_the_host(
    place: Place,
) -> None:
    hosting = place.hosting()
    await hosting.choose(HERE, "imgur", IMGUR)
    place.pictures.is_down = True
    assert await hosting.address(HERE, PATH) == ""
    place.pictures.is_down = False
    assert await hosting.address(HERE, PATH)


async def test_what_could_not_be_deleted_stays_on_record(place: Place) -> None:
    hosting = place.hosting()
    await hosting.choose(HERE, "imgur", IMGUR)
    await hosting.address(HERE, PATH)
    place.outside.is_down = True
    assert await hosting.delete(HERE, HostName.IMGUR) == 1
    assert await hosting.count(HERE, HostName.IMGUR) == 1
    place.outside.is_down, place.outside.kept = False, {}  # gone already: fine
    assert await hosting.delete(HERE, HostName.IMGUR) == 0


async def test_imported_ones_are_deleted_by_their_item(place: Place) -> None:
    hosting = place.hosting()
    await hosting.choose(HERE, "imgur", IMGUR)
    place.outside.kept["old"] = b"picture"
    row = {"img_hash": "ab", "imgur_url": "https://i.imgur.test/old", "delete_hash": "old"}
    await place.kept.add(HERE, "imgur_lookup", row)
    await place.kept.add(HERE, "image_hash_lookup", {"img_hash": "ab", "rating_key": 301})
    assert await hosting.delete(HERE, HostName.IMGUR, 302) == 0
    assert "old" in place.outside.kept
    await hosting.delete(HERE, HostName.IMGUR, 301)
    assert place.outside.kept == {}


@pytest.mark.parametrize(
    ("host", "sent", "field"),
    [
        ("ftp", {}, "host"),
        ("imgur", {}, "imgur_client_id"),
        ("imgur", {"imgur_client_id": "a b"}, "imgur_client_id"),
        ("imgur", {"imgur_client_id": "x" * 500}, "imgur_client_id"),
        ("cloudinary", {"cloudinary_api_key": "1"}, "cloudinary_cloud_name"),
        ("cloudinary", {**CLOUDINARY, "cloudinary_api_secret": "a\nb"}, "cloudinary_api_secret"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(
    place: Place, host: str, sent: dict[str, str], field: str
) -> None:
    with pytest.raises(InputError) as raised:
        await place.hosting().choose(HERE, host, sent)
    assert raised.value.field == field


async def test_s15_what_opens_a_host_lies_sealed_and_stays_where_it_is_left_blank(
    place: Place,
) -> None:
    hosting = place.hosting()
    await hosting.choose(HERE, "cloudinary", CLOUDINARY)
    await hosting.choose(HERE, "cloudinary", {"cloudinary_api_key": " "})
    choice = await hosting.choice(HERE)
    assert choice.credentials == CLOUDINARY
    assert API_SECRET not in repr(choice)
    rows = await place.db.read(lambda conn: list(conn.execute(select(kept_row.c.content))))
    assert rows
    assert all(API_SECRET not in row[0] and API_KEY not in row[0] for row in rows)
