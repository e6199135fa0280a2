"""The stage for many streams: a simulated Plex server with enough films, and our server beside."""

from __future__ import annotations

import tempfile
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

import anyio

from watchkeeper.cli.bench.client import TautulliApi
from watchkeeper.cli.bench.notices import Hall, NoticeFigures, measure_notices
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


def measure_on_stage(
    streams: int, rules: int, seed: int
) -> tuple[StreamFigures, NoticeFigures | None]:
    """Start both servers in a throw-away folder and measure that many streams.

    With `rules` so many notifiers tell of each event, and how late they do is measured too.
    """
    return anyio.run(_measure, streams, rules, seed)


async def _measure(
    streams: int, rules: int, seed: int
) -> tuple[StreamFigures, NoticeFigures | None]:
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
                    figures = measure_streams(
                        stage, streams, lambda: api.ask("get_activity", {}).seconds
                    )
                    if not rules:
                        return figures, None
                    keys = stage.plex.running()
                    hall = Hall(stage.plex.do, api, lambda: server.memory().resident)
                    return figures, measure_notices(hall, keys, rules)


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
