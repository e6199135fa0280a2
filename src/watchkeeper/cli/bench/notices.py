"""Notifications beside many streams: from what a player does to the receivers of all notifiers."""

from __future__ import annotations

import queue
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

from watchkeeper.cli.bench.client import TautulliApi
from watchkeeper.errors import UnreachableError
from watchkeeper.values import dataclass

WEBHOOK = 25
EVENTS = 20  # of each kind
BETWEEN_SECONDS = 0.7
PATIENCE_SECONDS = 60.0
QUEUED = 10_000  # messages, or as many as one event of each stream makes
VERBS: Mapping[str, str] = {"pause": "on_pause", "resume": "on_resume"}
BODY = '{"action": "{action}", "key": "{session_key}", "title": "{title}", "user": "{user}"}'


@dataclass(frozen=True, slots=True)
class NoticeFigures:
    """How late messages arrive; milliseconds from the moment a player does something."""

    rules: int  # notifiers that each event sets off
    messages: int
    median: float
    late: float  # one in twenty took longer
    most: float
    queue: QueueFigures


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Very many messages at once, until the last was with its receiver."""

    messages: int
    seconds: float
    grown: float  # MiB that the program had more than before, at most


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message at its receiver: the notifier's path, action and session key, and when it came."""

    path: str
    action: str
    key: str
    moment: float


Do = Callable[..., Any]  # Any: JSON of the control API


@dataclass(frozen=True, slots=True)
class Hall:
    """Where it happens: how streams are told what to do, our API, and our memory in MiB."""

    do: Do
    api: TautulliApi
    memory: Callable[[], float]


def measure_notices(hall: Hall, keys: list[str], rules: int) -> NoticeFigures:
    """Have notifiers tell of pauses and resumes of running streams, and time their arrival.

    Raises:
        UnreachableError: a message did not arrive within a minute.
    """
    delays: list[float] = []
    with _receiver() as (url, arrived):
        for number in range(rules):
            _set_up(hall.api, f"{url}/{number}")
        try:
            for key in keys[:EVENTS]:
                for verb, trigger in VERBS.items():
                    told = (trigger.removeprefix("on_"), key)
                    delays += _delays(hall.do, verb, told, rules, arrived)
            queued = _queue(hall, keys[: QUEUED // rules], rules, arrived)
        except queue.Empty:
            raise UnreachableError("A notification did not arrive within a minute.") from None
    return NoticeFigures(
        rules=rules,
        messages=len(delays),
        median=statistics.median(delays),
        late=statistics.quantiles(delays, n=20)[-1],
        most=max(delays),
        queue=queued,
    )


def _queue(hall: Hall, keys: list[str], rules: int, arrived: queue.Queue[Arrived]) -> QueueFigures:
    """Let that many streams pause at once; every notifier tells of each."""
    wanted = {(f"/{number}", key) for number in range(rules) for key in keys}
    messages, before, most = len(wanted), hall.memory(), 0.0
    began = time.monotonic()
    for key in keys:
        hall.do("pause", session_key=key)
    while wanted:
        message = arrived.get(timeout=PATIENCE_SECONDS)
        wanted.discard((message.path, message.key))
        if len(wanted) % rules == 0:
            most = max(most, hall.memory())
    seconds = time.monotonic() - began
    return QueueFigures(messages, seconds, max(0.0, most - before))


def _delays(
    do: Do, verb: str, wanted: tuple[str, str], rules: int, arrived: queue.Queue[Arrived]
) -> list[float]:
    """How late each notifier's message of one event came (ms)."""
    _action, key = wanted
    found: dict[str, float] = {}
    began = time.monotonic()
    do(verb, session_key=key)
    while len(found) < rules:
        message = arrived.get(timeout=PATIENCE_SECONDS)
        if (message.action, message.key) == wanted:
            found.setdefault(message.path, (message.moment - began) * 1000)
    time.sleep(BETWEEN_SECONDS)
    return list(found.values())


def _set_up(api: TautulliApi, hook: str) -> None:
    added = api.data("add_notifier_config", agent_id=WEBHOOK)
    api.data(
        "set_notifier_config",
        notifier_id=added["notifier_id"],
        agent_id=WEBHOOK,
        friendly_name=hook,
        webhook_hook=hook,
        **dict.fromkeys(VERBS.values(), 1),
        **{f"{trigger}_body": BODY for trigger in VERBS.values()},
    )


@contextmanager
def _receiver() -> Iterator[tuple[str, queue.Queue[Arrived]]]:
    arrived: queue.Queue[Arrived] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            moment, told = time.monotonic(), orjson.loads(text)
            arrived.put(Arrived(self.path, told["action"], told["key"], moment))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", arrived
    finally:
        server.shutdown()
        server.server_close()
