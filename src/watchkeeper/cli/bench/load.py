"""Many clients at once, each with a connection of its own, and a writer beside them."""

from __future__ import annotations

import http
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from threading import Event

from watchkeeper.cli.bench.client import TautulliApi

MIX: tuple[tuple[str, dict[str, object]], ...] = (
    ("get_history", {"length": 25}),
    ("get_activity", {}),
)
WRITE_EVERY_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Load:
    """What the clients got."""

    command: str
    clients: int
    per_second: float
    errors: int
    median: float  # milliseconds
    late: float  # milliseconds that one in a hundred exceeds


@dataclass(frozen=True, slots=True)
class Writes:
    """What the writer beside them got; milliseconds."""

    count: int
    median: float
    most: float


@dataclass(frozen=True, slots=True)
class Clients:
    """How many ask, whom, and for how long."""

    open: Callable[[], TautulliApi]
    count: int
    seconds: float


def measure_load(
    clients: Clients, write: Callable[[], float] | None
) -> tuple[list[Load], Writes | None]:
    """Let the clients ask for one command after the other, with the writer beside if there is."""
    over = Event()
    with ThreadPoolExecutor(1) as beside:
        writing = beside.submit(_write, write, over) if write else None
        try:
            loads = [_load(clients, command, more) for command, more in MIX]
        finally:
            over.set()
        return loads, _writes(writing.result()) if writing else None


def _load(clients: Clients, command: str, parameters: dict[str, object]) -> Load:
    end = time.perf_counter() + clients.seconds

    def one() -> tuple[list[float], int]:
        times, errors = [], 0
        with closing(clients.open()) as api:
            while time.perf_counter() < end:
                answer = api.ask(command, parameters)
                times.append(answer.seconds * 1000)
                errors += answer.status != http.HTTPStatus.OK
        return times, errors

    with ThreadPoolExecutor(clients.count) as pool:
        done = [future.result() for future in [pool.submit(one) for _ in range(clients.count)]]
    times = sorted(taken for one_times, _ in done for taken in one_times)
    return Load(
        command=command,
        clients=clients.count,
        per_second=len(times) / clients.seconds,
        errors=sum(errors for _, errors in done),
        median=times[len(times) // 2],
        late=times[int(len(times) * 0.99)],
    )


def _write(write: Callable[[], float], over: Event) -> list[float]:
    times = []
    while not over.wait(WRITE_EVERY_SECONDS):
        times.append(write() * 1000)
    return times


def _writes(times: Sequence[float]) -> Writes | None:
    if not times:
        return None
    ordered = sorted(times)
    return Writes(len(ordered), ordered[len(ordered) // 2], ordered[-1])
