"""F36 for newsletters: killed at random moments, everybody gets the one issue, under one mark."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import anyio.to_thread
import pytest
from sqlalchemy import select

from tests.crash.publishing import RECEIVERS, address
from tests.integrations.channels.test_mail import PostOffice, opened
from watchkeeper.db.database import Database
from watchkeeper.db.tables import newsletter_delivery, newsletter_issue

ROUNDS = int(os.environ.get("WATCHKEEPER_CRASH_ROUNDS", "6"))
REPOSITORY = Path(__file__).parents[2]

pytestmark = pytest.mark.crash


async def test_f36_nobody_is_left_out_and_doubles_are_marked_as_such(tmp_path: Path) -> None:
    moments = random.Random(36)
    async with opened(PostOffice()) as office:
        for _ in range(ROUNDS):
            killed_after = moments.uniform(0.0, 0.6)
            await anyio.to_thread.run_sync(_publish, tmp_path, office.port, killed_after)
        await anyio.to_thread.run_sync(_publish, tmp_path, office.port)

    marks = defaultdict[str, list[str]](list)
    for receivers, mail in office.taken:
        for receiver in receivers:
            marks[receiver].append(mail["Message-ID"])
    assert set(marks) == {address(number) for number in range(RECEIVERS)}
    assert all(len(set(some)) == 1 for some in marks.values())
    assert sum(len(some) - 1 for some in marks.values()) <= ROUNDS
    db = Database.open(tmp_path)
    try:
        issues = db.read_now(lambda conn: list(conn.execute(select(newsletter_issue.c.state))))
        sent = db.read_now(lambda conn: list(conn.execute(select(newsletter_delivery.c.state))))
    finally:
        db.close()
    assert [row[0] for row in issues] == ["sent"]
    assert [row[0] for row in sent] == ["sent"] * RECEIVERS


def _publish(folder: Path, port: int, killed_after: float | None = None) -> None:
    command = [sys.executable, "-m", "tests.crash.publishing", str(folder), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        assert b"open\n" in iter(process.stdout.readline, b"")
        if killed_after is None:
            assert b"done\n" in process.stdout.read()
            return
        time.sleep(killed_after)
        os.kill(process.pid, signal.SIGKILL)
