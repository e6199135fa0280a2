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


STAGES = (
    "before issues._add",  # the issue was made and is not written down yet
    "after issues._add",
    "before issues.claim",
    "after issues.claim",  # nothing was handed in
    "before issues.settle",  # the mail server has it
    "after issues.settle",
)


async def test_f36_killed_at_every_stage_one_mail_alone_comes_twice(tmp_path: Path) -> None:
    async with opened(PostOffice()) as office:
        for stage in (*STAGES, ""):
            await anyio.to_thread.run_sync(_die, tmp_path, office.port, stage)
    marks = [mail["Message-ID"] for _, mail in office.taken]
    assert (len(set(marks)), len(marks)) == (RECEIVERS, RECEIVERS + 1)
    assert {receivers[0] for receivers, _ in office.taken} == set(map(address, range(RECEIVERS)))


def _die(folder: Path, port: int, stage: str) -> None:
    command = [sys.executable, "-m", "tests.crash.publishing", str(folder), str(port), stage]
    ended = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, check=False)
    assert ended.returncode == (-signal.SIGKILL if stage else 0), stage


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
