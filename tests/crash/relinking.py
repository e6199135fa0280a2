"""Links all plays of a folder to items with new numbers; the crash tests kill it."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio
from sqlalchemy import Connection, insert

from tests.factories import STARTED, make_play
from tests.fakes.clock import FakeClock
from tests.features.history.test_corrections import make_item
from watchkeeper.columns.columns import Columns
from watchkeeper.db.database import Database
from watchkeeper.db.tables import library_reading, server
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.features.history import (
    Corrections,
    History,
    LargeChanges,
    RelinkOrder,
    Relinks,
    Scope,
    SmallChanges,
    record_many_now,
)
from watchkeeper.features.libraries import Inventory, Library
from watchkeeper.features.libraries.inventory import queries
from watchkeeper.features.libraries.queries import insert_library
from watchkeeper.features.preferences import Preferences
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.runtime.bus import Bus

SERVER, SECTION = ServerId(1), SectionId(7)
PLAYS, ITEMS, MOVED_BY = 8000, 400, 100_000


def guid(number: int) -> str:
    """A guid as Plex makes them."""
    return f"plex://movie/{number:024x}"


def seed(conn: Connection) -> None:
    """Plays under old numbers, and a library that has their items under new ones."""
    values = {"id": SERVER, "name": "Den", "url": "", "added_at": 0}
    conn.execute(insert(server).values(**values, verify_tls=True, is_watched=False))
    films = Library(
        id=1, server_id=SERVER, section_id=SECTION, section_name="Films", section_type="movie"
    )
    insert_library(conn, films)
    reading = {"server_id": SERVER, "section_id": SECTION, "read_at": 1, "item_count": ITEMS}
    conn.execute(insert(library_reading).values(**reading))
    items = [
        make_item(rating_key=MOVED_BY + number, guid=guid(number), title=f"Film {number}")
        for number in range(1, ITEMS + 1)
    ]
    queries.take_in(conn, items, 1, is_first=True)
    plays = [
        make_play(
            reference_id=row + 1,
            rating_key=1 + row % ITEMS,
            guid=guid(1 + row % ITEMS),
            title=f"Film {1 + row % ITEMS}",
            section_id=SECTION,
            started=STARTED + row * 100,
            stopped=STARTED + row * 100 + 60,
        )
        for row in range(PLAYS)
    ]
    record_many_now(conn, plays)


async def main(folder: Path) -> None:
    """Begin to link, or go on where a killed process was."""
    db = Database.open(folder)
    clock, bus = FakeClock(), Bus()
    columns = Columns(ZoneInfo("UTC"))
    history = History(db, columns, clock, bus, Preferences(db, bus, clock, {}))
    await history.start(folder / "columns")
    inventory = Inventory(db, clock, bus, lambda _server: None)
    corrections = Corrections(db, clock, history, inventory)
    jobs = Jobs(db, clock, bus)
    relinks = Relinks(columns, history, inventory, corrections, bus)
    small = SmallChanges(columns, history, corrections, relinks)
    large = LargeChanges(db, clock, small, jobs)
    started = anyio.Event()
    async with anyio.create_task_group() as group:
        if not await jobs.all():
            await large.link(RelinkOrder(scope=Scope(server_id=SERVER)), "ada")
        sys.stdout.write("open\n")
        sys.stdout.flush()
        group.start_soon(functools.partial(jobs.run, started=started))
        await started.wait()
        for job in await jobs.all():
            await jobs.wait(job.id)
        group.cancel_scope.cancel()
    db.close()
    sys.stdout.write("done\n")


if __name__ == "__main__":
    anyio.run(main, Path(sys.argv[1]))
