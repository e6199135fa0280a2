"""Servers on record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeProbe, make_identity
from watchkeeper.db.database import Database
from watchkeeper.db.tables import server as server_table
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    UnreachableError,
    WrongServerError,
)
from watchkeeper.features.system.events import ServerAdded, ServerChanged, ServerRemoved
from watchkeeper.features.system.servers.server import ServerChange, ServerEntry
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.sealing import Sealer

URL = "http://den.test:32400"
OTHER_URL = "http://attic.test:32400"
TOKEN = "owner-token"


@pytest.fixture
def probe() -> FakeProbe:
    return FakeProbe({URL: make_identity()})


@pytest.fixture
def servers(
    db: Database,
    clock: FakeClock,
    bus: Bus,
    probe: FakeProbe,
    tmp_path_factory: pytest.TempPathFactory,
) -> Servers:
    sealer = Sealer.of_folder(tmp_path_factory.mktemp("keys"))
    return Servers(db, clock, sealer, bus, probe)


def entry(url: str = URL, **changes: object) -> ServerEntry:
    return ServerEntry(**{"url": url, "token": TOKEN, **changes})  # type: ignore[arg-type]


async def test_adding_a_server_learns_who_it_is(servers: Servers, bus: Bus) -> None:
    added: list[ServerAdded] = []
    bus.listen(ServerAdded, added.append)
    server = await servers.add(entry("http://DEN.test:32400/"))
    assert (server.identifier, server.name, server.url) == ("machine-1", "Den", URL)
    assert (server.version, server.platform, server.has_plex_pass) == ("1.43.2", "Linux", True)
    assert added == [ServerAdded(server.id)]


async def test_a_server_that_does_not_answer_is_not_added(servers: Servers) -> None:
    with pytest.raises(UnreachableError):
        await servers.add(entry(OTHER_URL))
    assert await servers.all() == ()


async def test_the_same_server_is_not_added_twice(servers: Servers, probe: FakeProbe) -> None:
    await servers.add(entry())
    probe.servers[OTHER_URL] = make_identity()
    with pytest.raises(ConflictError, match="on record already, as Den"):
        await servers.add(entry(OTHER_URL))


async def test_s15_the_token_is_sealed_at_rest_and_never_shown(
    servers: Servers, db: Database
) -> None:
    server = await servers.add(entry())
    sealed = await db.read(lambda conn: conn.execute(select(server_table.c.token_sealed)).scalar())
    assert TOKEN not in str(sealed)
    assert await servers.token(server.id) == TOKEN
    address = servers.address(server.id)
    assert TOKEN not in f"{server!r} {entry()!r} {address!r} {ServerChange(token=TOKEN)!r}"


async def test_what_is_on_record_is_there_after_a_restart(
    servers: Servers, db: Database, clock: FakeClock, bus: Bus, probe: FakeProbe
) -> None:
    server = await servers.add(entry())
    again = Servers(db, clock, servers._sealer, bus, probe)
    assert again.known(server.id) is None
    await again.load()
    assert again.known(server.id) == server
    assert again.address(server.id) == servers.address(server.id)


async def test_a_server_of_an_import_becomes_real_when_it_is_added(servers: Servers) -> None:
    imported = await servers.know("machine-1", "Old name")
    assert (imported.url, imported.is_watched) == ("", False)
    added = await servers.add(entry())
    assert added.id == imported.id
    assert (added.url, added.is_watched) == (URL, True)
    assert len(await servers.all()) == 1


async def test_the_server_of_an_import_is_the_one_on_record(servers: Servers) -> None:
    added = await servers.add(entry())
    assert (await servers.know("machine-1", "Whatever")).id == added.id
    assert (await servers.know(None, "No identifier")).id != added.id


async def test_the_default_server_is_the_first_with_an_address(servers: Servers) -> None:
    assert await servers.default() is None
    imported = await servers.know("machine-9", "Old")
    assert await servers.default() == imported
    added = await servers.add(entry())
    assert await servers.default() == added


async def test_f11_a_server_named_from_outside_is_kept_while_it_is_down(
    servers: Servers, probe: FakeProbe
) -> None:
    known = probe.servers.pop(URL)
    server = await servers.ensure(entry())
    assert (server.identifier, server.name, server.is_watched) == (None, URL, True)
    met = await servers.met(server.id, known)
    assert (met.id, met.identifier, met.name) == (server.id, "machine-1", "Den")


async def test_naming_a_server_from_outside_again_changes_only_its_token(servers: Servers) -> None:
    first = await servers.ensure(entry())
    again = await servers.ensure(entry(token="new-token"))
    assert again.id == first.id
    assert await servers.token(first.id) == "new-token"


async def test_a_server_moved_by_its_owner_is_not_moved_back_from_outside(
    servers: Servers, probe: FakeProbe
) -> None:
    probe.servers[OTHER_URL] = make_identity()
    first = await servers.add(entry(OTHER_URL))
    assert (await servers.ensure(entry())).url == OTHER_URL
    assert [server.id for server in await servers.all()] == [first.id]


async def test_f19_another_server_at_the_address_is_refused_and_shown(servers: Servers) -> None:
    server = await servers.add(entry())
    with pytest.raises(WrongServerError, match="Another server"):
        await servers.met(server.id, make_identity("machine-2", "Stranger"))
    await servers.change(server.id, ServerChange(name="Home"))
    assert "Stranger" in servers.problem(server.id)
    assert (await servers.get(server.id)).identifier == "machine-1"
    await servers.met(server.id, make_identity())
    assert servers.problem(server.id) == ""


async def test_f19_a_server_is_asked_who_it_is(servers: Servers, probe: FakeProbe) -> None:
    server = await servers.add(entry())
    assert (await servers.meet(server.id)).id == server.id
    probe.servers[URL] = make_identity("machine-2", "Stranger")
    with pytest.raises(WrongServerError):
        await servers.meet(server.id)
    imported = await servers.know("machine-9", "Old")
    with pytest.raises(UnreachableError, match="no address"):
        await servers.meet(imported.id)


async def test_f43_a_start_does_not_wait_for_a_slow_server(
    servers: Servers, probe: FakeProbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchkeeper.features.system.servers.servers.GLIMPSE_SECONDS", 0)
    probe.is_slow = True
    server = await servers.ensure(entry())
    assert (server.identifier, server.url) == (None, URL)


async def test_a_server_met_for_the_first_time_may_be_one_of_an_import(
    servers: Servers, probe: FakeProbe, bus: Bus
) -> None:
    events: list[object] = []
    bus.listen(object, events.append)
    imported = await servers.know("machine-1", "Old name")
    probe.servers.clear()
    unseen = await servers.ensure(entry())
    met = await servers.met(unseen.id, make_identity())
    assert (met.id, met.url, met.is_watched) == (imported.id, URL, True)
    assert not (await servers.get(unseen.id)).has_address
    assert events[-3:-1] == [ServerRemoved(unseen.id), ServerAdded(imported.id)]
    assert await servers.token(imported.id) == TOKEN


async def test_meeting_a_server_again_tells_only_news(servers: Servers, bus: Bus) -> None:
    server = await servers.add(entry())
    changes: list[ServerChanged] = []
    bus.listen(ServerChanged, changes.append)
    await servers.met(server.id, make_identity())
    assert changes == []
    newer = make_identity()
    object.__setattr__(newer, "version", "1.44.0")
    assert (await servers.met(server.id, newer)).version == "1.44.0"
    assert changes == [ServerChanged(server.id, is_moved=False)]


async def test_a_new_address_must_be_that_of_the_same_server(
    servers: Servers, probe: FakeProbe
) -> None:
    server = await servers.add(entry())
    probe.servers[OTHER_URL] = make_identity("machine-2", "Stranger")
    with pytest.raises(ConflictError, match="Stranger"):
        await servers.change(server.id, ServerChange(url=OTHER_URL))
    probe.servers[OTHER_URL] = make_identity()
    assert (await servers.change(server.id, ServerChange(url=OTHER_URL))).url == OTHER_URL
    assert await servers.token(server.id) == TOKEN


async def test_a_server_never_reached_is_met_when_its_address_is_corrected(
    servers: Servers, probe: FakeProbe
) -> None:
    unseen = await servers.ensure(entry(OTHER_URL))
    changed = await servers.change(unseen.id, ServerChange(url=URL))
    assert (changed.identifier, changed.url, changed.version) == ("machine-1", URL, "1.43.2")


async def test_two_servers_on_record_are_never_the_same_one(
    servers: Servers, probe: FakeProbe
) -> None:
    await servers.add(entry())
    unseen = await servers.ensure(entry(OTHER_URL))
    with pytest.raises(WrongServerError):
        await servers.met(unseen.id, make_identity())
    assert servers.problem(unseen.id)


async def test_a_name_changes_without_asking_the_server(servers: Servers, probe: FakeProbe) -> None:
    server = await servers.add(entry())
    probe.servers.clear()
    changed = await servers.change(server.id, ServerChange(name=" Home ", is_watched=False))
    assert (changed.name, changed.is_watched) == ("Home", False)
    assert await servers.watched() == ()
    with pytest.raises(InputError):
        await servers.change(server.id, ServerChange(name=" "))


async def test_a_removed_server_keeps_its_history_and_loses_its_token(servers: Servers) -> None:
    server = await servers.add(entry())
    await servers.remove(server.id)
    left = await servers.get(server.id)
    assert (left.identifier, left.url, left.has_token) == ("machine-1", "", False)
    assert servers.address(server.id) is None
    assert (await servers.add(entry())).id == server.id


async def test_an_unknown_server_is_not_found(servers: Servers) -> None:
    with pytest.raises(NotFoundError):
        await servers.get(ServerId(99))
    assert servers.address(ServerId(99)) is None
    assert await servers.by_identifier("machine-99") is None


async def test_a_test_says_what_answers_and_what_is_missing(
    servers: Servers, probe: FakeProbe
) -> None:
    good = await servers.test(URL, TOKEN)
    assert (good.ok, good.missing, good.round_trip_ms) == (True, (), 0)
    guest = await servers.test(URL, "somebody's")
    assert guest.ok
    assert "not the owner's" in guest.missing[0]
    probe.knows_owner = False
    assert "could not be found out" in (await servers.test(URL, TOKEN)).missing[0]
    silent = await servers.test(OTHER_URL, TOKEN)
    assert not silent.ok
    assert "refused" in silent.problem
    assert await servers.all() == ()


async def test_who_answers_at_an_address_is_known_without_a_token(
    servers: Servers, probe: FakeProbe
) -> None:
    probe.owner_token = ""
    assert await servers.identifier_at(URL) == "machine-1"
    assert await servers.identifier_at(OTHER_URL) is None
    with pytest.raises(InputError):
        await servers.identifier_at("nowhere at all")
    assert await servers.all() == ()


async def test_a_test_without_token_says_so(servers: Servers, probe: FakeProbe) -> None:
    probe.servers[URL] = make_identity()
    object.__setattr__(probe.servers[URL], "has_plex_pass", False)
    object.__setattr__(probe.servers[URL], "owner_features", frozenset())
    tried = await servers.test(URL, "")
    assert "No token was given" in tried.missing[0]
    assert "no Plex Pass" in tried.missing[1]
