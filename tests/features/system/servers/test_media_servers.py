"""The directory of adapters."""

from __future__ import annotations

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeMedia, FakeProbe, make_identity
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import WrongServerError
from watchkeeper.features.system.servers.media_servers import MediaServers
from watchkeeper.features.system.servers.server import Server, ServerChange, ServerEntry
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.sealing import Sealer

URL = "http://den.test:32400"


@pytest.fixture
def servers(
    db: Database, clock: FakeClock, bus: Bus, tmp_path_factory: pytest.TempPathFactory
) -> Servers:
    sealer = Sealer.of_folder(tmp_path_factory.mktemp("keys"))
    return Servers(db, clock, sealer, bus, FakeProbe({URL: make_identity()}))


@pytest.fixture
def opened() -> list[tuple[ServerId, str]]:
    return []


@pytest.fixture
def media(
    servers: Servers, bus: Bus, opened: list[tuple[ServerId, str]]
) -> MediaServers[FakeMedia]:
    def connect(server: Server, token: str) -> FakeMedia:
        opened.append((server.id, token))
        return FakeMedia()

    return MediaServers(connect, servers, bus)


async def test_one_adapter_is_made_when_first_needed(
    servers: Servers, media: MediaServers[FakeMedia], opened: list[tuple[ServerId, str]]
) -> None:
    server = await servers.add(ServerEntry(url=URL, token="t"))
    assert opened == []
    assert media.get(server.id) is media.get(server.id) is not None
    assert opened == [(server.id, "t")]


async def test_a_server_without_address_has_no_adapter(
    servers: Servers, media: MediaServers[FakeMedia]
) -> None:
    imported = await servers.know("machine-1", "Old")
    assert media.get(imported.id) is None
    assert media.get(ServerId(99)) is None
    added = await servers.add(ServerEntry(url=URL, token="t"))
    assert media.get(added.id) is not None


async def test_a_moved_server_gets_a_new_adapter_and_the_old_is_closed(
    servers: Servers, media: MediaServers[FakeMedia]
) -> None:
    server = await servers.add(ServerEntry(url=URL, token="t"))
    before = media.get(server.id)
    await servers.change(server.id, ServerChange(name="Home"))
    assert media.get(server.id) is before
    await servers.change(server.id, ServerChange(token="new"))
    after = media.get(server.id)
    assert after is not before
    assert before is not None
    assert not before.is_closed
    await media.tend()
    assert before.is_closed


async def test_a_removed_server_has_no_adapter_and_all_are_closed_at_the_end(
    servers: Servers, media: MediaServers[FakeMedia]
) -> None:
    server = await servers.add(ServerEntry(url=URL, token="t"))
    adapter = media.get(server.id)
    assert adapter is not None
    await servers.remove(server.id)
    assert media.get(server.id) is None
    await media.aclose()
    assert adapter.is_closed


async def test_f19_a_refused_server_has_no_adapter_until_the_right_one_answers(
    servers: Servers, media: MediaServers[FakeMedia]
) -> None:
    server = await servers.add(ServerEntry(url=URL, token="t"))
    adapter = media.get(server.id)
    with pytest.raises(WrongServerError):
        await servers.met(server.id, make_identity("machine-2"))
    assert media.get(server.id) is None
    await servers.met(server.id, make_identity())
    assert media.get(server.id) is adapter
