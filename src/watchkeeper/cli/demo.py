"""`watchkeeper demo`: a simulated Plex server, a household with three years of history, and us."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import anyio
import anyio.to_thread

from watchkeeper.application import Application
from watchkeeper.demo.household.diary import Past
from watchkeeper.demo.household.plays import household_plays
from watchkeeper.demo.household.telling import set_up_newsletter, set_up_notifiers
from watchkeeper.demo.location import bring_places
from watchkeeper.demo.plexserver import routes_board
from watchkeeper.demo.plexserver.state import DEMO_TOKEN, simulated_plex
from watchkeeper.demo.process import PlexProcess
from watchkeeper.domain.facts import PlayId
from watchkeeper.domain.grouping import Grouper
from watchkeeper.domain.play import NewPlay
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history import record_many_now
from watchkeeper.features.history.queries.record import grouping_facts
from watchkeeper.features.system.servers.server import ServerEntry
from watchkeeper.main.serving import quiet, serve
from watchkeeper.runtime.clock import SystemClock, instant
from watchkeeper.runtime.logs import LogOptions, configure_logging
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Secret, Settings, load
from watchkeeper.values import dataclass

OWNER, PASSWORD = "owner", "watchkeeper-demo"  # printed: everybody may know it
API_KEY = "0123456789abcdef0123456789abcdef"
BATCH = 2000
TAKEN = ("WATCHKEEPER_SET", "WATCHKEEPER_LANGUAGES")  # of the environment


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """What the command was told."""

    port: int
    seed: int
    plays: int


async def run_demo(options: DemoOptions) -> None:
    """Start everything in a throw-away folder, and print how to look at it."""
    clock = SystemClock()
    redactor = Redactor()
    with tempfile.TemporaryDirectory(prefix="watchkeeper-demo-") as folder:
        logs = LogOptions(folder=Path(folder) / "logs", screen_level=logging.WARNING)
        configure_logging(logs, redactor)
        now = instant(clock)
        arguments = ("--seed", str(options.seed), "--now", str(now), "--life", "--history")
        async with PlexProcess(arguments) as plex:
            settings = _settings(Path(folder), options, plex)
            print("Writing three years of history …", flush=True)
            async with quiet(settings, clock, redactor) as application:
                await _move_in(application, options, plex, now)
            await serve(settings, clock, redactor, lambda _: _tell(options))


def _settings(folder: Path, options: DemoOptions, plex: PlexProcess) -> Settings:
    base = load({"WATCHKEEPER_DATA": str(folder), **_chosen()}, folder)
    return replace(
        base,
        port=options.port,
        owner=OWNER,
        password=Secret(PASSWORD),
        api_key=Secret(API_KEY),
        plex_url=plex.url,
        plex_token=Secret(DEMO_TOKEN),
        plex_tv_url=plex.plex_tv_url,
    )


def _chosen() -> dict[str, str]:
    """Preferences fixed from outside and languages, as `serve` takes them; nothing else."""
    return {name: os.environ[name] for name in TAKEN if os.environ.get(name)}


async def _move_in(
    application: Application, options: DemoOptions, plex: PlexProcess, now: int
) -> None:
    """Know the server, its libraries and people, and write its history."""
    server = await application.servers.ensure(ServerEntry(url=plex.url, token=DEMO_TOKEN))
    await application.libraries.refresh(server.id)
    await application.users.refresh(server.id)
    for library in await application.libraries.all(server.id):
        await application.inventory.take_stock(library)
    world = simulated_plex(application.clock, seed=options.seed, made_at=now).world
    past = Past(
        seed=options.seed,
        now=now,
        catalogue=world.catalogue,
        people=world.people,
        count=options.plays,
    )
    await anyio.to_thread.run_sync(_write, application, household_plays(past, server.id))
    await application.history.catch_up()
    await bring_places(application, now)
    await set_up_notifiers(application.notifiers, server.id, f"{plex.url}{routes_board.PATH}")
    await set_up_newsletter(application.newsroom, server.id, application.libraries)


def _write(application: Application, plays: Iterator[NewPlay]) -> None:
    numbered = _numbered(plays)
    while batch := list(islice(numbered, BATCH)):
        application.db.write_now(record_many_now, batch)


def _numbered(plays: Iterator[NewPlay]) -> Iterator[NewPlay]:
    """The plays with numbers and groups, so that they need not be found one at a time."""
    grouper = Grouper(WatchedRule())
    for number, new in enumerate(plays, start=1):
        reference = grouper.reference(grouping_facts(new, PlayId(number)))
        yield replace(new, id=PlayId(number), reference_id=reference)


def _tell(options: DemoOptions) -> None:
    print(
        f"\nWatchkeeper is at  http://127.0.0.1:{options.port}\n"
        f"  sign in as       {OWNER} / {PASSWORD}\n"
        f"  Tautulli API     http://127.0.0.1:{options.port}/api/v2?apikey={API_KEY}"
        "&cmd=get_activity\n"
        f"  API key          {API_KEY}\n"
        "Ctrl+C ends it; everything it made is thrown away.\n",
        flush=True,
    )
