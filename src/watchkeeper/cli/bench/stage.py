"""The stage for many streams: a simulated Plex server with enough films, and our server beside."""

from __future__ import annotations

import tempfile
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

import anyio

from watchkeeper.cli.bench.client import TautulliApi
from watchkeeper.cli.bench.options import API_KEY
from watchkeeper.cli.bench.server import BenchServer
from watchkeeper.cli.bench.streams import (
    Screen,
    SimulatedPlex,
    Stage,
    StreamFigures,
    measure_streams,
    signed_in,
)
from watchkeeper.demo.catalogue import MOVIES, SHOWS, build_catalogue
from watchkeeper.demo.people import household
from watchkeeper.demo.plexserver.state import DEMO_TOKEN
from watchkeeper.demo.process import PlexProcess
from watchkeeper.runtime.clock import SystemClock, instant


def measure_on_stage(streams: int, seed: int) -> StreamFigures:
    """Start both servers in a throw-away folder and measure that many streams."""
    return anyio.run(_measure, streams, seed)


async def _measure(streams: int, seed: int) -> StreamFigures:
    now = instant(SystemClock())
    arguments = ("--seed", str(seed), "--now", str(now), "--controls")
    with tempfile.TemporaryDirectory(prefix="watchkeeper-bench-") as folder:
        async with PlexProcess(arguments) as plex:
            more = {
                "WATCHKEEPER_PLEX_URL": plex.url,
                "WATCHKEEPER_PLEX_TOKEN": DEMO_TOKEN,
                "WATCHKEEPER_PLEX_TV_URL": plex.plex_tv_url,
            }
            with BenchServer(Path(folder), more) as server:
                stage = Stage(
                    SimulatedPlex("127.0.0.1", plex.port),
                    server,
                    Screen(signed_in(server.url)),
                    _wishes(streams, seed, now),
                )
                with closing(TautulliApi(server.url, API_KEY)) as api:
                    return measure_streams(
                        stage, streams, lambda: api.ask("get_activity", {}).seconds
                    )


def _wishes(streams: int, seed: int, now: int) -> list[tuple[str, int]]:
    """Who plays what: everybody of the household again and again, always something else."""
    catalogue = build_catalogue(seed, now)
    films = catalogue.of_type(MOVIES, "movie")
    episodes = [
        leaf
        for show in catalogue.of_type(SHOWS, "show")
        for leaf in catalogue.leaves(show.rating_key)
    ]
    people = cycle(person.username for person in household())
    items = cycle([*films, *episodes])
    return [(next(people), item.rating_key) for item in islice(items, streams)]
