"""Monitoring in a house of fakes around a real database, in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import anyio
import anyio.lowlevel
from sqlalchemy import Row, select

from tests.features.monitoring.fake_server import FakeServer
from tests.features.monitoring.making import ANNA, RULES, plain_words
from tests.features.monitoring.virtual_time import VirtualTime
from watchkeeper.db.database import Database
from watchkeeper.db.tables import play, session
from watchkeeper.db.upgrade import nobody
from watchkeeper.domain.facts import PlayId, SectionId, ServerId, UserId
from watchkeeper.domain.play import NewPlay
from watchkeeper.domain.session import Person
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.monitoring import Keeping, Monitoring, MonitoringParts, Rules
from watchkeeper.features.monitoring.watching.watch import Watch
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.supervisor import Supervisor
from watchkeeper.texts import Sentence

QUIET_ROUNDS = 40
SERVER = ServerId(1)

E = TypeVar("E")


@dataclass(frozen=True)
class OnRecord:
    id: ServerId = SERVER
    keep_history: bool = True


@dataclass
class FakePeople:
    person: Person = ANNA
    keep_history: bool = True
    matches: int = 0

    async def match(self, server_id: ServerId, account_id: int, title: str) -> Person:
        self.matches += 1
        return self.person

    async def get(self, server_id: ServerId, user_id: UserId) -> OnRecord | None:
        return OnRecord(keep_history=self.keep_history)


@dataclass
class FakeLibraries:
    keep_history: bool = True
    has_live_tv: bool = False

    async def get(self, server_id: ServerId, section_id: SectionId) -> OnRecord | None:
        return OnRecord(keep_history=self.keep_history)

    async def ensure_live_tv(self, server_id: ServerId) -> None:
        self.has_live_tv = True


@dataclass
class FakeRecord:
    announced: list[PlayId] = field(default_factory=list)
    watched_rule: WatchedRule = field(default_factory=WatchedRule)

    async def recorded(self, new: NewPlay, play_id: PlayId) -> None:
        self.announced.append(play_id)


@dataclass
class FakeDirectory:
    ids: Sequence[int] = (1,)

    async def watched(self) -> list[OnRecord]:
        return [OnRecord(ServerId(number)) for number in self.ids]


class CountedDatabase(Database):
    """A database that knows how many calls are on their way in threads."""

    in_flight = 0
    writes = 0

    async def read(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        return await self._counted(super().read(fn, *args, **kwargs))

    async def write(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        self.writes += 1
        return await self._counted(super().write(fn, *args, **kwargs))

    @classmethod
    def open(cls, folder: Path, tell: Callable[[Sentence], None] = nobody) -> CountedDatabase:
        database = super().open(folder, tell)
        assert isinstance(database, cls)
        return database

    async def _counted(self, call: Awaitable[Any]) -> Any:
        self.in_flight += 1
        try:
            return await call
        finally:
            self.in_flight -= 1


class House:
    """One process: ends without a word when its context is left by `kill`."""

    def __init__(
        self, db: CountedDatabase, time: VirtualTime, servers: Sequence[FakeServer]
    ) -> None:
        self.db, self.time, self.bus = db, time, Bus()
        self.servers = {server.server_id: server for server in servers}
        self.people, self.libraries, self.record = FakePeople(), FakeLibraries(), FakeRecord()
        self.directory = FakeDirectory([server.server_id for server in servers])
        self.rules: Rules = RULES
        self.events: list[object] = []
        self.bus.listen(object, self.events.append)
        self.supervisor = Supervisor(time)
        keeping = Keeping(self.record, plain_words(), self.people, self.libraries)
        self.monitoring = Monitoring(
            MonitoringParts(
                db=db,
                clock=time,
                bus=self.bus,
                supervisor=self.supervisor,
                servers=self.directory,
                connect=self.servers.get,
                keeping=keeping,
                rules=lambda: self.rules,
                sleep=time.sleep,
            )
        )

    @property
    def server(self) -> FakeServer:
        return next(iter(self.servers.values()))

    @property
    def watch(self) -> Watch:
        return self.monitoring._watches[ServerId(1)]

    async def pass_time(self, seconds: float) -> None:
        await self.time.advance(seconds, self.settle)

    async def settle(self) -> None:
        """Wait until nobody does anything but sleep."""
        quiet = 0
        while quiet < QUIET_ROUNDS:
            await anyio.lowlevel.checkpoint()
            quiet += 1
            if self.db.in_flight:
                quiet = 0
                await anyio.sleep(0.0005)

    def plays(self) -> list[Row[tuple[object, ...]]]:
        wanted = select(play).order_by(play.c.id)
        return self.db.read_now(lambda conn: list(conn.execute(wanted)))

    def rows(self) -> list[Row[tuple[object, ...]]]:
        return self.db.read_now(lambda conn: list(conn.execute(select(session))))

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]


@asynccontextmanager
async def living(house: House) -> AsyncIterator[House]:
    """The house at work; at the end everything is written, as on SIGTERM."""
    async with anyio.create_task_group() as group:
        started = anyio.Event()
        group.start_soon(lambda: house.supervisor.run(started=started))
        await started.wait()
        await house.monitoring.start()
        await house.settle()
        yield house
        group.cancel_scope.cancel()
