"""A real process records a simulated server over real sockets and is killed again and again."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Row, insert, select

from tests.features.monitoring.conftest import server_row
from watchkeeper.db.database import Database
from watchkeeper.db.tables import play, server, session
from watchkeeper.demo.plexserver.state import DEMO_TOKEN
from watchkeeper.demo.process import PlexProcess

pytestmark = pytest.mark.crash

REPOSITORY = Path(__file__).parents[2]
PEOPLE = ("marlow", "ines.h")
ROUNDS = 3
STREAM_SECONDS = 6.0
DOWN_SECONDS = 3.5  # to start the process anew, on a busy machine


@pytest.fixture
async def plex() -> AsyncIterator[PlexProcess]:
    async with PlexProcess(["--controls", "--scale", "0.05"]) as running:
        yield running


@dataclass
class Truth:
    """What really happened: start and end of each stream by rating key."""

    started: dict[int, float] = field(default_factory=dict)
    stopped: dict[int, float] = field(default_factory=dict)


async def recorder(folder: Path, url: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.crash.recording",
        str(folder),
        url,
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.DEVNULL,
    )


async def household(client: httpx2.AsyncClient, truth: Truth) -> None:
    """Everybody watches at once, beginning and ending at other times."""
    films = (await client.get("/library/sections/1/all")).json()["MediaContainer"]["Metadata"]
    keys = [int(film["ratingKey"]) for film in films]
    async with asyncio.TaskGroup() as group:
        for number, person in enumerate(PEOPLE):
            mine = keys[number * ROUNDS : (number + 1) * ROUNDS]
            group.create_task(watching(client, truth, person, mine))
            await asyncio.sleep(STREAM_SECONDS / len(PEOPLE))


async def watching(
    client: httpx2.AsyncClient, truth: Truth, person: str, films: Sequence[int]
) -> None:
    """One film after the other on one player, each under a session of its own."""
    for key in films:
        body = {"person": person, "rating_key": key, "mode": "direct play"}
        truth.started[key] = time.time()
        answer = (await client.post("/_sim/do/start", json=body)).json()
        await asyncio.sleep(STREAM_SECONDS)
        truth.stopped[key] = time.time()
        await client.post("/_sim/do/stop", json={"session_key": answer["session_key"]})
        await asyncio.sleep(0.5)


async def killing(folder: Path, url: str, until: asyncio.Event) -> None:
    """Kill and restart at random moments; leave the last one to finish its work."""
    chance = random.Random(20)
    process = await recorder(folder, url)
    while not until.is_set():
        await asyncio.sleep(chance.uniform(2.5, 6.0))
        process.kill()
        await process.wait()
        process = await recorder(folder, url)
    await asyncio.sleep(DOWN_SECONDS + 3)
    process.kill()
    await process.wait()


def recorded(folder: Path) -> tuple[list[Row[tuple[object, ...]]], list[Row[tuple[object, ...]]]]:
    db = Database.open(folder)
    try:
        return db.read_now(
            lambda conn: (
                list(conn.execute(select(play).order_by(play.c.started))),
                list(conn.execute(select(session))),
            )
        )
    finally:
        db.close()


async def test_f1_killed_at_random_moments_each_stream_is_one_play(
    plex: PlexProcess, tmp_path: Path
) -> None:
    folder, truth, is_over = tmp_path / "data", Truth(), asyncio.Event()
    db = Database.open(folder)
    db.write_now(lambda conn: conn.execute(insert(server), [server_row(1)]))
    db.close()
    headers = {"X-Plex-Token": DEMO_TOKEN, "Accept": "application/json"}
    async with httpx2.AsyncClient(base_url=plex.url, headers=headers) as client:
        killer = asyncio.create_task(killing(folder, plex.url, is_over))
        await asyncio.sleep(DOWN_SECONDS)
        await household(client, truth)
        is_over.set()
        await killer
    plays, running = recorded(folder)
    assert running == []
    keys = [row.rating_key for row in plays]
    assert len(keys) == len(set(keys)), "a play was doubled"
    assert sorted(keys) == sorted(truth.started), "a play was lost"
    for row in plays:
        assert row.started == pytest.approx(truth.started[row.rating_key], abs=2.5)
        # While nobody recorded, a stop is known only to have come after the last sign of life.
        assert row.stopped <= truth.stopped[row.rating_key] + 2.5
        assert row.stopped >= truth.stopped[row.rating_key] - DOWN_SECONDS - 2.5
