"""Erases somebody who is in every store of a folder; the crash tests kill it.

`python -m tests.crash.erasing FOLDER [die]`: with `die` it kills itself when it has begun.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any, cast

import anyio
from sqlalchemy import Connection

from tests.factories import STARTED, make_play
from tests.fakes.clock import FakeClock
from tests.features.privacy.house import ada_of, furnish, of_ada
from tests.web.conftest import OWNER, Desk
from watchkeeper.db.backup import Backups
from watchkeeper.features.history import record_many_now
from watchkeeper.features.privacy.erasure import KIND
from watchkeeper.main.serving import started
from watchkeeper.runtime.logs import LogOptions, configure_logging
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings

PLAYS = 6000


def add_plays(conn: Connection) -> None:
    """So many plays of theirs that the erasure takes a while."""
    plays = [
        make_play(**{**of_ada(0), "started": STARTED + 7200 * row, "stopped": STARTED + 7200 * row})
        for row in range(100, 100 + PLAYS)
    ]
    record_many_now(conn, plays)


async def main(folder: Path, *, dies: bool) -> None:
    """Begin to erase, or go on where a killed process was."""
    configure_logging(LogOptions(folder=folder / "logs"), Redactor())
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    async with started(Settings(data=folder), FakeClock()) as serving:
        app = serving.application
        desk = Desk(app, cast(Any, None), cast(Any, app.clock), cast(Any, app.monitoring))
        if not any(job.kind == KIND for job in await app.jobs.all()):
            await app.servers.know("machine-1", "Harbour House")
            await furnish(desk)
            await app.db.write(add_plays)
            await app.history.changed()
            Backups(app.db.path).add("by_hand", STARTED)
            await app.personal_data.erase(await ada_of(desk), OWNER, backups="all")
            if dies:
                os.kill(os.getpid(), signal.SIGKILL)
        for job in await app.jobs.all():
            if job.kind == KIND:
                await app.jobs.wait(job.id)
    sys.stdout.write("done\n")


if __name__ == "__main__":
    anyio.run(partial(main, Path(sys.argv[1]), dies="die" in sys.argv))
