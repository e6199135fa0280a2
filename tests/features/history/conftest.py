"""A record in a real database, with the history service over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert

from tests.fakes.clock import FakeClock
from watchkeeper.columns.columns import Columns
from watchkeeper.db.database import Database
from watchkeeper.db.tables import server, user
from watchkeeper.features.history import History
from watchkeeper.features.preferences import Preferences
from watchkeeper.runtime.bus import Bus

ZONE = ZoneInfo("Europe/Berlin")


@dataclass
class Record:
    """Everything a test of the history may look at."""

    db: Database
    columns: Columns
    history: History
    bus: Bus
    clock: FakeClock
    preferences: Preferences


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path)
    database.write_now(_people)
    yield database
    database.close()


@pytest.fixture
def record(db: Database) -> Record:
    clock, bus = FakeClock(), Bus()
    preferences = Preferences(db, bus, clock, {})
    columns = Columns(ZONE)
    history = History(db, columns, clock, bus, preferences)
    return Record(db, columns, history, bus, clock, preferences)


def _people(conn: Connection) -> None:
    for number in (1, 2):
        values = {"id": number, "name": f"server {number}", "url": "", "added_at": 0}
        conn.execute(insert(server).values(**values, verify_tls=True, is_watched=False))
    people = ((101, "ada", "Ada L."), (102, "ben", " "), (103, "cy", None))
    for number, (user_id, username, friendly_name) in enumerate(people, 1):
        conn.execute(
            insert(user).values(
                id=number,
                server_id=1,
                user_id=user_id,
                username=username,
                friendly_name=friendly_name,
                thumb=f"/{username}.png",
                is_active=True,
                is_admin=False,
                do_notify=True,
                keep_history=True,
                is_deleted=False,
                allow_guest=False,
            )
        )
