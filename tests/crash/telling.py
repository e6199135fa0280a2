"""Tells a webhook of several failures of remote access; the crash tests kill it."""

from __future__ import annotations

import sys
from pathlib import Path

import anyio
from sqlalchemy import insert

from tests.crash.dying import die_at
from tests.fakes.clock import FakeClock
from watchkeeper.application import Application
from watchkeeper.db.tables import server
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.agents import agent_named
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.queries import occasions, outgoing
from watchkeeper.main.serving import quiet
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings

HERE = ServerId(1)
FAILURES = 8
TRIGGER = "on_extdown"


async def seed(app: Application, hook: str) -> None:
    """A server, a notifier, and what it has to tell of."""
    row = {"id": 1, "name": "Attic", "url": "", "verify_tls": True, "is_watched": True}
    await app.db.write(lambda conn: conn.execute(insert(server).values(**row, added_at=1)))
    await app.servers.load()
    webhook = agent_named("webhook")
    assert webhook is not None
    edit = NotifierEdit(
        settings={"hook": hook},
        triggers={TRIGGER: True},
        texts={f"{TRIGGER}_body": '"{remote_access_reason}"'},
    )
    await app.notifiers.add_with(HERE, webhook, edit)
    told = [
        Occasion(
            trigger=TRIGGER,
            server_id=HERE,
            at=app.clock.now(),
            extra={"remote_access_reason": str(number)},
        )
        for number in range(FAILURES)
    ]
    await app.db.write(occasions.add, [(one, 0) for one in told])


async def main(folder: Path, hook: str, stage: str) -> None:
    async with quiet(Settings(data=folder, timezone="UTC"), FakeClock(), Redactor()) as app:
        if not await app.notifiers.all():
            await seed(app, hook)
        die_at(stage, app.db)
        await app.db.write(outgoing.take_up)
        await app.telling.catch_up()
        await app.outbox.drain()


if __name__ == "__main__":
    anyio.run(main, Path(sys.argv[1]), sys.argv[2], " ".join(sys.argv[3:]))
