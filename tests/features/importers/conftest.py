from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import anyio
import pytest
from sqlalchemy import Connection, Table, select

from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeProbe
from tests.fakes.tautulli import FakeTautulli
from tests.features.importers.tautulli_files import TautulliMaker
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.accounts.service import Accounts
from watchkeeper.features.importers import Importers, Surroundings
from watchkeeper.features.libraries.libraries import Libraries
from watchkeeper.features.preferences.service import Preferences
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.features.users.users import Users
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.runtime.supervisor import Supervisor


def no_server(server_id: ServerId) -> None:
    """No media server can be reached."""


@dataclass
class CountingFollower:
    """Counts how often the columns were told to follow."""

    calls: int = 0

    async def catch_up(self) -> None:
        self.calls += 1


@dataclass
class House:
    """The parts of the program that an import meets, on a real database."""

    around: Surroundings
    importers: Importers
    bus: Bus
    follower: CountingFollower = field(default_factory=CountingFollower)

    @property
    def db(self) -> Database:
        return self.around.db

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows of a table in the order of their ids."""
        return self.db.read_now(_all_rows, table)


def _all_rows(conn: Connection, table: Table) -> list[dict[str, Any]]:
    found = conn.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row) for row in found.mappings()]


def make_house(folder: Path) -> House:
    db, clock, bus = Database.open(folder), FakeClock(), Bus()
    sealer = Sealer.of_folder(folder)
    follower = CountingFollower()
    around = Surroundings(
        db=db,
        clock=clock,
        zone=ZoneInfo("America/New_York"),
        sealer=sealer,
        jobs=Jobs(db, clock, bus),
        servers=Servers(db, clock, sealer, bus, FakeProbe()),
        users=Users(db, clock, bus, no_server),
        libraries=Libraries(db, clock, bus, no_server, folder / "listings"),
        preferences=Preferences(db, bus, clock, {}),
        accounts=Accounts(db, clock, sealer, bus),
        history=follower,
        supervisor=Supervisor(clock),
        connect=FakeTautulli.connect,
        copies=folder / "copies",
    )
    return House(around, Importers(around), bus, follower)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = make_house(tmp_path / "data")
    async with anyio.create_task_group() as group:
        started = anyio.Event()
        group.start_soon(lambda: made.around.jobs.run(started=started))
        await started.wait()
        yield made
        group.cancel_scope.cancel()
    made.db.close()


@pytest.fixture
def maker(tmp_path: Path) -> TautulliMaker:
    made = TautulliMaker(tmp_path / "tautulli.db")
    made.people()
    return made
