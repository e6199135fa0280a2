"""Makes and sends what is due of a newsletter to many people; the crash tests kill it."""

from __future__ import annotations

import sys
from pathlib import Path

import anyio
from sqlalchemy import Connection, insert

from tests.crash.dying import die_at
from tests.fakes.clock import FakeClock
from tests.features.newsletters.conftest import row
from watchkeeper.application import Application
from watchkeeper.db.tables import library, library_item, server
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.newsletters.letters.editing import Edit, edited
from watchkeeper.features.newsletters.queries import issues
from watchkeeper.main.serving import quiet
from watchkeeper.runtime.clock import instant
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings

HERE = ServerId(1)
RECEIVERS = 60


def address(number: int) -> str:
    """One of those who get it."""
    return f"reader{number}@mail.test"


def _seed(conn: Connection, now: int) -> None:
    conn.execute(
        insert(server).values(
            id=1, name="Attic", url="", verify_tls=True, is_watched=True, added_at=1
        )
    )
    flags = dict.fromkeys(("is_active", "do_notify", "do_notify_created", "keep_history"), True)
    conn.execute(
        insert(library).values(
            server_id=1, section_id=1, section_name="Films", section_type="movie",
            is_deleted=False, **flags,
        )
    )  # fmt: skip
    conn.execute(insert(library_item).values(row(5001, thumb="", added_at=now)))


async def seed(app: Application, port: int) -> None:
    """A server, a new film, and a newsletter that is due within the hour."""
    now = instant(app.clock)
    await app.db.write(_seed, now)
    await app.servers.load()
    await app.libraries.load()
    letters = app.newsroom.letters
    number = await letters.add(HERE)
    edit = Edit(
        row={"active": 1, "cron": "0 * * * *"},
        config={"incl_libraries": ["1"]},
        email={
            "to": [address(number) for number in range(RECEIVERS)], "from": "news@mail.test",
            "smtp_server": "127.0.0.1", "smtp_port": port, "tls": 0,
        },
        design={"separately": True},
    )  # fmt: skip
    await letters.put(HERE, number, edited(await letters.get(HERE, number), edit))


async def main(folder: Path, port: int, stage: str) -> None:
    clock = FakeClock()
    async with quiet(Settings(data=folder, timezone="UTC"), clock, Redactor()) as app:
        if not await app.newsroom.letters.all():
            await seed(app, port)
        die_at(stage, app.db)
        sys.stdout.write("open\n")
        sys.stdout.flush()
        clock.advance(3600)
        await app.db.write(issues.take_up)
        await app.newsroom.press.make_due()
        await app.newsroom.sending.drain()
    sys.stdout.write("done\n")


if __name__ == "__main__":
    anyio.run(main, Path(sys.argv[1]), int(sys.argv[2]), " ".join(sys.argv[3:]))
