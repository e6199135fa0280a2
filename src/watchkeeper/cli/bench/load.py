"""Many clients at once, each a process with a connection of its own, and writers beside them."""

from __future__ import annotations

import http
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Event

from watchkeeper.cli.bench.client import TautulliApi
from watchkeeper.values import dataclass

MIX: tuple[tuple[str, dict[str, object]], ...] = (
    ("get_history", {"length": 25}),
    ("get_activity", {}),
)
WRITE_EVERY_SECONDS = 0.05

Write = Callable[[], float]
"""Writes something and returns the seconds that took."""


@dataclass(frozen=True, slots=True)
class Writes:
    """What a writer got; milliseconds."""

    what: str
    count: int
    median: float
    late: float  # that one in twenty exceeds
    most: float


@dataclass(frozen=True, slots=True)
class Load:
    """What the clients got, and a writer beside them."""

    command: str
    clients: int
    per_second: float
    errors: int
    median: float  # milliseconds
    late: float  # milliseconds that one in a hundred exceeds
    beside: Writes | None


@dataclass(frozen=True, slots=True)
class Clients:
    """How many ask, whom, and for how long."""

    url: str
    key: str
    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Order:
    """What a client is to ask, again and again."""

    command: str
    parameters: Mapping[str, object]
    seconds: float


def measure_load(clients: Clients, writers: Mapping[str, Write]) -> list[Load]:
    """Let the clients ask for one command after the other, each time beside one of the writers.

    The clients are processes: threads of this one would make the writer, which is a thread of it,
    wait for them instead of for the server.
    """
    with ExitStack() as crowd:
        pipes = [crowd.enter_context(_client(clients)) for _ in range(clients.count)]
        return [
            _load(pipes, _Order(command, more, clients.seconds), writer)
            for writer in writers.items() or [None]
            for command, more in MIX
        ]


def _load(pipes: Sequence[Connection], order: _Order, writer: tuple[str, Write] | None) -> Load:
    over = Event()
    with ThreadPoolExecutor(1) as beside:
        for pipe in pipes:
            pipe.send(order)
        writing = beside.submit(_write, writer[1], over) if writer else None
        try:
            done = [pipe.recv() for pipe in pipes]
        finally:
            over.set()
        writes = _writes(writer[0], writing.result()) if writer and writing else None
    times = sorted(taken for one_times, _ in done for taken in one_times)
    return Load(
        command=order.command,
        clients=len(pipes),
        per_second=len(times) / order.seconds,
        errors=sum(errors for _, errors in done),
        median=times[len(times) // 2],
        late=times[int(len(times) * 0.99)],
        beside=writes,
    )


@contextmanager
def _client(clients: Clients) -> Iterator[Connection]:
    """A process that asks what the pipe tells it to, and answers with what it got."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_obey, args=(theirs, clients.url, clients.key))
    process.start()
    try:
        ours.recv()
        yield ours
    finally:
        ours.send(None)
        process.join()


def _obey(pipe: Connection, url: str, key: str) -> None:
    with closing(TautulliApi(url, key)) as api:
        pipe.send("ready")
        while order := pipe.recv():
            pipe.send(_ask(api, order))


def _ask(api: TautulliApi, order: _Order) -> tuple[list[float], int]:
    """The milliseconds of each answer, and how many were errors."""
    end = time.perf_counter() + order.seconds
    times, errors = [], 0
    while time.perf_counter() < end:
        answer = api.ask(order.command, order.parameters)
        times.append(answer.seconds * 1000)
        errors += answer.status != http.HTTPStatus.OK
    return times, errors


def _write(write: Write, over: Event) -> list[float]:
    times = []
    while not over.wait(WRITE_EVERY_SECONDS):
        times.append(write() * 1000)
    return times


def _writes(what: str, times: Sequence[float]) -> Writes | None:
    if not times:
        return None
    ordered = sorted(times)
    late = ordered[int(len(ordered) * 0.95)]
    return Writes(what, len(ordered), ordered[len(ordered) // 2], late, ordered[-1])
