"""Hundreds of streams at once on the simulated Plex server: what is late, and what it costs."""

from __future__ import annotations

import http.client
import queue
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import orjson

from watchkeeper.cli.bench.client import HttpClient
from watchkeeper.cli.bench.options import OWNER, PASSWORD
from watchkeeper.cli.bench.orders import Seen
from watchkeeper.cli.bench.server import BenchServer
from watchkeeper.errors import UnreachableError
from watchkeeper.values import dataclass

STEADY_SECONDS = 30.0
SINGLE_EVENTS = 15  # of each kind
BETWEEN_SECONDS = 0.7
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Delays:
    """From the moment a player does something; milliseconds."""

    what: str
    count: int
    bus_median: float
    bus_most: float
    screen_median: float
    screen_most: float


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """What so many streams cost."""

    streams: int
    burst_seconds: float  # until the last of a burst of that many starts was on the screen
    burst_requests: int  # to Plex meanwhile
    delays: tuple[Delays, ...]
    requests_per_minute: float
    sessions_per_minute: float  # those of them that read the sessions
    cpu_share: float  # of one core
    resident: float  # MiB
    activity_ms: float  # get_activity with all of them, at the HTTP edge


class SimulatedPlex:
    """The control API of the simulated server."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)

    def do(self, verb: str, **arguments: object) -> Any:  # Any: JSON of the control API
        """Have somebody do something."""
        return self._ask("POST", f"/_sim/do/{verb}", arguments)

    def running(self) -> list[str]:
        """The keys of all sessions."""
        return [str(stream["session_key"]) for stream in self._ask("GET", "/_sim/streams", None)]

    def take_requests(self) -> dict[str, int]:
        """What was asked since the last time, by path."""
        asked: dict[str, int] = self._ask("GET", "/_sim/requests", None)["requests"]
        self._ask("DELETE", "/_sim/requests", None)
        return {path: number for path, number in asked.items() if "_sim" not in path}

    def _ask(self, method: str, path: str, content: object) -> Any:  # Any: JSON
        body = None if content is None else orjson.dumps(content)
        with closing(http.client.HTTPConnection(*self._address, timeout=60)) as connection:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise UnreachableError(f"The simulated server refused {path}: {text.decode()}")
        return orjson.loads(text)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the live channel about one stream."""

    kind: str  # card, gone
    card: str
    moment: float


class Screen:
    """The live channel as a browser reads it."""

    def __init__(self, client: HttpClient) -> None:
        self.shown: queue.Queue[Shown] = queue.Queue()
        self._response = client.open("/live?of=home")
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        kind = ""
        for line in self._response:
            name, _, value = line.strip().partition(b": ")
            if name == b"event":
                kind = value.decode()
            elif name == b"data" and kind in {"card", "gone"}:
                card = orjson.loads(value)["id"]
                self.shown.put(Shown(kind, card, time.monotonic()))


@dataclass(frozen=True, slots=True)
class Stage:
    """All that takes part."""

    plex: SimulatedPlex
    server: BenchServer
    screen: Screen
    films: Sequence[tuple[str, int]]  # people and what they play


def measure_streams(stage: Stage, count: int, ask_activity: Callable[[], float]) -> StreamFigures:
    """Start that many streams at once, watch them for a while, then let single ones change.

    Raises:
        UnreachableError: something did not arrive at all.
    """
    try:
        return _measured(stage, count, ask_activity)
    except queue.Empty:
        raise UnreachableError("A change of a stream was not told within 30 seconds.") from None


def _measured(stage: Stage, count: int, ask_activity: Callable[[], float]) -> StreamFigures:
    stage.plex.take_requests()
    began = time.monotonic()
    keys = [_start(stage, number) for number in range(count)]
    cards = {stage.server.seen.get(timeout=PATIENCE_SECONDS).card for _ in range(count)}
    burst = _last_shown(stage.screen, cards) - began
    burst_requests = sum(stage.plex.take_requests().values())
    with _steady(stage) as steady:
        time.sleep(STEADY_SECONDS)
    delays = tuple(_single_events(stage, keys))
    activity = statistics.median(ask_activity() for _ in range(9)) * 1000
    return StreamFigures(
        streams=count,
        burst_seconds=burst,
        burst_requests=burst_requests,
        delays=delays,
        requests_per_minute=sum(steady.requests.values()) * 60 / STEADY_SECONDS,
        sessions_per_minute=_of_sessions(steady.requests) * 60 / STEADY_SECONDS,
        cpu_share=steady.cpu_seconds / STEADY_SECONDS,
        resident=stage.server.memory().resident,
        activity_ms=activity,
    )


def signed_in(url: str) -> HttpClient:
    """A client that may ask for pages."""
    client = HttpClient(url)
    client.sign_in(OWNER, PASSWORD)
    return client


def _start(stage: Stage, number: int) -> str:
    person, rating_key = stage.films[number % len(stage.films)]
    key: str = stage.plex.do("start", person=person, rating_key=rating_key)["session_key"]
    return key


def _last_shown(screen: Screen, cards: set[str]) -> float:
    left, moment = set(cards), 0.0
    while left:
        shown = screen.shown.get(timeout=PATIENCE_SECONDS)
        if shown.card in left:
            left.discard(shown.card)
            moment = shown.moment
    return moment


@dataclass(slots=True)
class _Steady:
    requests: dict[str, int]
    cpu_seconds: float


@contextmanager
def _steady(stage: Stage) -> Iterator[_Steady]:
    found = _Steady({}, 0.0)
    stage.plex.take_requests()
    before = stage.server.cpu_seconds()
    yield found
    found.cpu_seconds = stage.server.cpu_seconds() - before
    found.requests = stage.plex.take_requests()


def _of_sessions(requests: dict[str, int]) -> int:
    return sum(number for path, number in requests.items() if "/status/sessions" in path)


@dataclass(frozen=True, slots=True)
class Act:
    """What a player does, what the bus then tells, and what the live channel sends."""

    verb: str
    event: str
    message: str  # card, gone


def _single_events(stage: Stage, keys: Sequence[str]) -> Iterator[Delays]:
    chosen = keys[:SINGLE_EVENTS]
    yield _delays(stage, Act("pause", "paused", "card"), chosen)
    yield _delays(stage, Act("resume", "resumed", "card"), chosen)
    yield _delays(stage, Act("stop", "stopped", "gone"), chosen)


def _delays(stage: Stage, act: Act, keys: Sequence[str]) -> Delays:
    bus, screen = [], []
    for key in keys:
        _emptied(stage.server.seen)
        _emptied(stage.screen.shown)
        began = time.monotonic()
        stage.plex.do(act.verb, session_key=key)
        seen = _seen(stage.server.seen, act.event, key)
        shown = _shown(stage.screen.shown, act.message, seen.card)
        bus.append((seen.moment - began) * 1000)
        screen.append((shown.moment - began) * 1000)
        time.sleep(BETWEEN_SECONDS)
    return Delays(
        what=act.event,
        count=len(bus),
        bus_median=statistics.median(bus),
        bus_most=max(bus),
        screen_median=statistics.median(screen),
        screen_most=max(screen),
    )


def _emptied(line: queue.Queue[Any]) -> None:  # Any: of either kind
    while not line.empty():
        line.get_nowait()


def _seen(line: queue.Queue[Seen], what: str, session_key: str) -> Seen:
    while True:
        found = line.get(timeout=PATIENCE_SECONDS)
        if (found.what, found.session_key) == (what, session_key):
            return found


def _shown(line: queue.Queue[Shown], kind: str, card: str) -> Shown:
    while True:
        found = line.get(timeout=PATIENCE_SECONDS)
        if (found.kind, found.card) == (kind, card):
            return found
