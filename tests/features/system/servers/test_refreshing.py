"""The rounds that keep libraries and users fresh."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import anyio
import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeProbe, make_identity
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import UnreachableError, WrongServerError
from watchkeeper.features.system.servers.refreshing import Refreshing
from watchkeeper.features.system.servers.server import ServerChange, ServerEntry
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.sealing import Sealer

REFRESH_SECONDS = 12 * 3600.0
ONE, TWO = "http://one.test:32400", "http://two.test:32400"


class Rounds:
    """Two servers, two refreshes, and which of them fail."""

    def __init__(self, servers: Servers, clock: FakeClock, bus: Bus) -> None:
        self.done: list[str] = []
        self.failing: set[str] = set()
        self.wrong: set[str] = set()
        refreshes = {"libraries": self._refresh("libraries"), "users": self._refresh("users")}
        self.pace = dict.fromkeys(refreshes, REFRESH_SECONDS)
        self.refreshing = Refreshing(servers, clock, bus, refreshes, self.pace.__getitem__)

    def _refresh(self, name: str) -> Callable[[ServerId], Awaitable[None]]:
        async def refresh(server_id: ServerId) -> None:
            self.done.append(f"{name} {server_id}")
            if f"{name} {server_id}" in self.wrong:
                raise WrongServerError("another server")
            if f"{name} {server_id}" in self.failing:
                raise UnreachableError("down")

        return refresh

    async def round(self) -> list[str]:
        self.done.clear()
        await self.refreshing.refresh_due()
        return list(self.done)


@pytest.fixture
async def servers(
    db: Database, clock: FakeClock, bus: Bus, tmp_path_factory: pytest.TempPathFactory
) -> Servers:
    sealer = Sealer.of_folder(tmp_path_factory.mktemp("keys"))
    probe = FakeProbe({ONE: make_identity("m1"), TWO: make_identity("m2")})
    servers = Servers(db, clock, sealer, bus, probe)
    await servers.add(ServerEntry(url=ONE, token="t"))
    await servers.add(ServerEntry(url=TWO, token="t"))
    await servers.know("m3", "imported")
    return servers


@pytest.fixture
def rounds(servers: Servers, clock: FakeClock, bus: Bus) -> Rounds:
    return Rounds(servers, clock, bus)


async def test_every_watched_server_is_refreshed_at_start_and_every_12_hours(
    rounds: Rounds, clock: FakeClock
) -> None:
    everything = ["libraries 1", "users 1", "libraries 2", "users 2"]
    assert await rounds.round() == everything
    clock.advance(REFRESH_SECONDS - 1)
    assert await rounds.round() == []
    clock.advance(1)
    assert await rounds.round() == everything


async def test_f12_only_what_failed_is_tried_again(rounds: Rounds) -> None:
    rounds.failing = {"users 1"}
    with pytest.raises(UnreachableError):
        await rounds.round()
    assert len(rounds.done) == 4
    with pytest.raises(UnreachableError):
        await rounds.round()
    assert rounds.done == ["users 1"]
    rounds.failing = set()
    assert await rounds.round() == ["users 1"]


async def test_a_server_that_moved_is_refreshed_at_once(rounds: Rounds, servers: Servers) -> None:
    await rounds.round()
    await servers.change(ServerId(2), ServerChange(name="New name"))
    assert await rounds.round() == []
    await servers.change(ServerId(2), ServerChange(token="new"))
    assert await rounds.round() == ["libraries 2", "users 2"]


async def test_f19_nothing_more_is_asked_of_a_wrong_server(rounds: Rounds) -> None:
    rounds.wrong = {"libraries 1"}
    with pytest.raises(WrongServerError):
        await rounds.round()
    assert rounds.done == ["libraries 1", "libraries 2", "users 2"]


async def test_it_can_be_woken_for_one_server_and_one_thing(rounds: Rounds) -> None:
    await rounds.round()
    rounds.done.clear()
    async with anyio.create_task_group() as group:
        group.start_soon(rounds.refreshing.run)
        await anyio.wait_all_tasks_blocked()
        rounds.refreshing.wake(ServerId(2), "users")
    assert await rounds.round() == ["users 2"]


async def test_each_refresh_keeps_the_pace_that_its_owner_wants(
    rounds: Rounds, clock: FakeClock
) -> None:
    await rounds.round()
    rounds.pace["users"] = 3600.0
    clock.advance(3600)
    assert await rounds.round() == ["users 1", "users 2"]
