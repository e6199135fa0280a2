"""A real process records a simulated server over real sockets and is killed again and again.

However slow the machine is: each process is left alone until it watches, and each stream runs until
one has seen it.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Row, insert, select

from tests.features.monitoring.conftest import server_row
from watchkeeper.db.database import Database
from watchkeeper.db.tables import play, server
from watchkeeper.demo.plexserver.state import DEMO_TOKEN
from watchkeeper.demo.process import PlexProcess

pytestmark = pytest.mark.crash

REPOSITORY = Path(__file__).parents[2]
PEOPLE = ("marlow", "ines.h")
ROUNDS = 3
STREAM_SECONDS = 6.0
KEPT_SECONDS = 2.5  # what is known is written down once a second
LATE_SECONDS = 5.0  # what plays is looked at now and then
PATIENCE_SECONDS = 120.0
ON_RECORD = "SELECT rating_key FROM session UNION SELECT rating_key FROM play"


@pytest.fixture
async def plex() -> AsyncIterator[PlexProcess]:
    async with PlexProcess(["--controls", "--scale", "0.05"]) as running:
        yield running


@dataclass(frozen=True)
class Moment:
    """When something happened, as closely as can be told: it was ordered, and it was done."""

    ordered: float
    done: float


@dataclass
class Truth:
    """What really happened: start and end of each stream by rating key, and all times without us.

    Instants are UTC seconds.
    """

    started: dict[int, Moment] = field(default_factory=dict)
    stopped: dict[int, Moment] = field(default_factory=dict)
    unwatched: list[float] = field(default_factory=list)  # seconds, each from a kill on


@dataclass(frozen=True)
class Stage:
    """Where it happens."""

    folder: Path
    plex: PlexProcess
    client: httpx2.AsyncClient
    truth: Truth

    async def do(self, verb: str, **given: object) -> tuple[Moment, dict[str, str]]:
        ordered = time.time()
        answer = await self.client.post(f"/_sim/do/{verb}", json=given)
        return Moment(ordered, time.time()), dict(answer.json())

    async def recorder(self) -> asyncio.subprocess.Process:
        """A new process, from when it watches on."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.crash.recording", str(self.folder), self.plex.url),
            cwd=REPOSITORY,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        async for line in process.stdout:  # among what it logs
            if line == b"watching\n":
                return process
        raise AssertionError("It ended by itself.")

    def is_on_record(self, rating_key: int) -> bool:
        """Whether the database tells of a film, running or over."""
        return rating_key in {int(key) for (key,) in self._rows(ON_RECORD)}

    def is_quiet(self) -> bool:
        """Whether nothing runs, as far as the database tells."""
        return not self._rows("SELECT id FROM session")

    def _rows(self, query: str) -> list[tuple[str, ...]]:
        file = f"file:{self.folder / 'watchkeeper.db'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as database:
            return database.execute(query).fetchall()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():  # noqa: ASYNC110  # another program tells no event
            await asyncio.sleep(0.1)


async def household(stage: Stage) -> None:
    """Everybody watches at once, beginning and ending at other times."""
    listed = await stage.client.get("/library/sections/1/all")
    keys = [int(film["ratingKey"]) for film in listed.json()["MediaContainer"]["Metadata"]]
    async with asyncio.TaskGroup() as group:
        for number, person in enumerate(PEOPLE):
            mine = keys[number * ROUNDS : (number + 1) * ROUNDS]
            group.create_task(watching(stage, person, mine))
            await asyncio.sleep(STREAM_SECONDS / len(PEOPLE))


async def watching(stage: Stage, person: str, films: Sequence[int]) -> None:
    """One film after the other on one player, each under a session of its own."""
    for key in films:
        at, answer = await stage.do("start", person=person, rating_key=key, mode="direct play")
        stage.truth.started[key] = at
        await asyncio.sleep(STREAM_SECONDS)
        await until(partial(stage.is_on_record, key))
        at, _ = await stage.do("stop", session_key=answer["session_key"])
        stage.truth.stopped[key] = at
        await asyncio.sleep(0.5)


async def killing(stage: Stage, is_over: asyncio.Event) -> None:
    """Kill and restart at random moments; leave the last one to finish its work."""
    chance = random.Random(20)
    process = await stage.recorder()
    while not is_over.is_set():
        await asyncio.sleep(chance.uniform(0.0, 4.0))
        killed_at = time.time()
        process.kill()
        await process.wait()
        process = await stage.recorder()
        stage.truth.unwatched.append(time.time() - killed_at)
    await until(stage.is_quiet)
    process.kill()
    await process.wait()


def recorded(folder: Path) -> list[Row[tuple[object, ...]]]:
    db = Database.open(folder)
    try:
        return db.read_now(lambda conn: list(conn.execute(select(play).order_by(play.c.started))))
    finally:
        db.close()


async def test_f1_killed_at_random_moments_each_stream_is_one_play(
    plex: PlexProcess, tmp_path: Path
) -> None:
    db = Database.open(tmp_path / "data")
    db.write_now(lambda conn: conn.execute(insert(server), [server_row(1)]))
    db.close()
    is_over, truth = asyncio.Event(), Truth()
    headers = {"X-Plex-Token": DEMO_TOKEN, "Accept": "application/json"}
    async with httpx2.AsyncClient(
        base_url=plex.url, headers=headers, timeout=PATIENCE_SECONDS
    ) as client:
        stage = Stage(tmp_path / "data", plex, client, truth)
        async with asyncio.TaskGroup() as group:
            group.create_task(killing(stage, is_over))
            await household(stage)
            is_over.set()
    plays = recorded(stage.folder)
    keys = [row.rating_key for row in plays]
    assert len(keys) == len(set(keys)), "a play was doubled"
    assert sorted(keys) == sorted(truth.started), "a play was lost"
    # What happens while nobody records is known only to lie between the looks before and after.
    unknown = max(truth.unwatched) + KEPT_SECONDS
    for row in plays:
        start, stop = truth.started[row.rating_key], truth.stopped[row.rating_key]
        assert start.ordered - LATE_SECONDS <= row.started <= start.done + unknown
        assert stop.ordered - unknown <= row.stopped <= stop.done + LATE_SECONDS
