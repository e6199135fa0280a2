"""Fills a data folder: an owner's server, its people, and plays. Run as its own process.

`python tests/e2e/seeding.py DATA PLEX_URL PLAYS`
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

import anyio

from watchkeeper.demo.household.diary import Past
from watchkeeper.demo.household.plays import household_plays
from watchkeeper.demo.location import bring_places
from watchkeeper.demo.plexserver.state import DEMO_TOKEN, simulated_plex
from watchkeeper.domain.notices.agents import AGENTS
from watchkeeper.features.history import record_many_now
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.features.system.servers.server import ServerEntry
from watchkeeper.main.serving import quiet
from watchkeeper.runtime.clock import SystemClock, instant
from watchkeeper.settings import load

SEED = 1
AGENTS_BY_NAME = {agent.name: agent for agent in AGENTS}
NOTIFIER = NotifierEdit(
    friendly_name="Cards",
    settings={"hook": "http://127.0.0.1:9/cards"},
    triggers={"on_play": True, "on_watched": True, "on_pause": True},
    texts={"on_watched_body": '{"key": "{rating_key}"}'},
    conditions=[
        {"parameter": "media_type", "operator": "is", "value": ["movie", "episode"]},
        {"parameter": "username", "operator": "is not", "value": ["nobody"]},
    ],
    logic="{1} and {2}",
)
"""What makes every part of the pages of a notifier appear."""


async def seed(folder: Path, plex_url: str, count: int) -> None:
    clock = SystemClock()
    now = instant(clock)
    async with quiet(load({"WATCHKEEPER_DATA": str(folder)}, folder), clock) as application:
        server = await application.servers.ensure(ServerEntry(url=plex_url, token=DEMO_TOKEN))
        await application.libraries.refresh(server.id)
        await application.users.refresh(server.id)
        world = simulated_plex(clock, seed=SEED, made_at=now).world
        past = Past(seed=SEED, now=now, catalogue=world.catalogue, people=world.people, count=count)
        plays = list(islice(household_plays(past, server.id), count))
        application.db.write_now(record_many_now, plays)
        await application.notifiers.add_with(server.id, AGENTS_BY_NAME["webhook"], NOTIFIER)
        await application.newsroom.letters.add(server.id)
        await bring_places(application, now)


if __name__ == "__main__":
    anyio.run(seed, Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
