"""Libraries, people and pictures through the real adapter, against the simulated Plex server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.plex import FakePlex
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.media import ImageRequest
from watchkeeper.features.libraries import (
    Images,
    Libraries,
    MediaInfoQuery,
    Metadata,
    PlayTotal,
    RecentQuery,
)
from watchkeeper.features.system.queries import insert_server
from watchkeeper.features.users import Users
from watchkeeper.integrations.plex.client import PlexServer, open_plex_server
from watchkeeper.integrations.plex.connection import ProductFacts
from watchkeeper.integrations.plex.settings import PlexSettings
from watchkeeper.runtime.bus import Bus

SERVER = ServerId(1)


async def no_plays(_server: ServerId, _section: SectionId, _level: str) -> Mapping[int, PlayTotal]:
    return {}


@pytest.fixture
def plex(clock: FakeClock) -> FakePlex:
    return FakePlex(clock)


@pytest.fixture
async def server(db: Database, plex: FakePlex) -> AsyncIterator[PlexServer]:
    values = {"name": "Den", "url": "x", "verify_tls": True, "is_watched": True, "added_at": 1}
    db.write_now(insert_server, values)
    settings = PlexSettings(
        server_id=SERVER,
        url="http://plex.test:32400",
        product=ProductFacts("client", "1"),
        token=plex.plex.token,
    )
    adapter = open_plex_server(settings, transport=plex.transport())
    yield adapter
    await adapter.aclose()


@pytest.fixture
def libraries(
    db: Database, clock: FakeClock, bus: Bus, server: PlexServer, tmp_path: Path
) -> Libraries:
    return Libraries(db, clock, bus, {SERVER: server}.get, tmp_path / "listings")


async def test_libraries_and_their_listings_are_read(
    libraries: Libraries, server: PlexServer
) -> None:
    await libraries.refresh(SERVER)
    found = await libraries.all(SERVER)
    assert {"movie", "show", "artist"} <= {library.section_type for library in found}
    assert sum(server.request_counts.values()) <= 1 + 3 * len(found)
    for library in found:
        query = MediaInfoQuery(section_id=library.section_id, limit=None)
        page = await libraries.media_info(SERVER, query, no_plays)
        assert page.total == library.count
        if library.section_type == "movie":
            assert all(row.item.file_size and row.item.container for row in page.rows)


async def test_people_are_read_and_matched(
    db: Database, clock: FakeClock, bus: Bus, server: PlexServer
) -> None:
    users = Users(db, clock, bus, {SERVER: server}.get)
    await users.refresh(SERVER)
    people = await users.all(SERVER)
    assert len(people) > 2
    (owner,) = (user for user in people if user.is_admin)
    assert (await users.match(SERVER, 1, owner.username)).user_id == owner.user_id


async def test_items_and_pictures_are_given(
    server: PlexServer, plex: FakePlex, clock: FakeClock, tmp_path: Path
) -> None:
    metadata = Metadata({SERVER: server}.get, clock)
    item = await metadata.item(SERVER, plex.film().rating_key)
    assert item is not None
    assert item.title == plex.film().title
    assert await metadata.item(SERVER, 987_654_321) is None
    assert len(await metadata.recently_added(SERVER, RecentQuery(count=3, media_type="movie"))) == 3
    images = Images({SERVER: server}.get, tmp_path / "pictures", clock)
    request = ImageRequest(path=item.facts["thumb"], width=100, height=150)
    assert (await images.picture(SERVER, request)).content_type.startswith("image/")
