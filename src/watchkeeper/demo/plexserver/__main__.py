"""Run the simulated server as its own process: `python -m watchkeeper.demo.plexserver`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib

import uvicorn

from watchkeeper.demo.household.diary import Past
from watchkeeper.demo.household.life import Life
from watchkeeper.demo.household.plays import past_views
from watchkeeper.demo.plexserver.app import create_app
from watchkeeper.demo.plexserver.state import DEMO_TOKEN, SimulatedPlex, simulated_plex
from watchkeeper.runtime.clock import SystemClock, instant

TICK = 1.0
"""Seconds between two looks at what is due."""


def main() -> None:
    """Serve until told to stop."""
    options = _options()
    clock = SystemClock()
    now = options.now or instant(clock)
    plex = simulated_plex(clock, seed=options.seed, scale=options.scale, made_at=now)
    plex.token = options.token
    if options.history:
        world = plex.world
        past = Past(seed=options.seed, now=now, catalogue=world.catalogue, people=world.people)
        world.views.extend(past_views(past, world))
    life = Life(plex.world, seed=options.seed) if options.life else None
    asyncio.run(_serve(plex, life, options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m watchkeeper.demo.plexserver", description=__doc__
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=32400)
    parser.add_argument("--seed", type=int, default=1, help="another seed, another catalogue")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the catalogue")
    parser.add_argument("--token", default=DEMO_TOKEN)
    parser.add_argument("--life", action="store_true", help="people come, watch and leave")
    parser.add_argument("--now", type=int, help="day of the catalogue and its past, UTC seconds")
    parser.add_argument("--history", action="store_true", help="the server remembers three years")
    parser.add_argument("--controls", action="store_true", help="the control API of the tests")
    return parser.parse_args()


async def _serve(plex: SimulatedPlex, life: Life | None, options: argparse.Namespace) -> None:
    config = uvicorn.Config(
        create_app(plex, has_controls=options.controls),
        host=options.host,
        port=options.port,
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    ticking = asyncio.create_task(_tick(plex, life))
    try:
        await uvicorn.Server(config).serve()
    finally:
        ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticking


async def _tick(plex: SimulatedPlex, life: Life | None) -> None:
    while True:
        if life is not None:
            life.tick()
        plex.world.tick()
        await asyncio.sleep(TICK)


if __name__ == "__main__":
    main()
