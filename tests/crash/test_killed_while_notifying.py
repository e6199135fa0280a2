"""A real process tells of streams, is killed at random moments, and its receiver counts.

What a kill makes unavoidable: a message that was on its way is sent again, because nobody can know
whether it arrived. Everything else comes exactly once.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest

from tests.crash.telling import FAILURES
from tests.e2e.processes import Plex, lived_in, plex_process
from watchkeeper.demo.plexserver.state import DEMO_TOKEN
from watchkeeper.demo.process import free_port

pytestmark = pytest.mark.crash

KEY = "d" * 32
REPOSITORY = Path(__file__).parents[2]
STREAMS = 3
KILLS = 2 * STREAMS + 1
READY_SECONDS = 120.0
PATIENCE_SECONDS = 120.0
WEBHOOK = 25
HEADERS = {"X-Plex-Token": DEMO_TOKEN, "Accept": "application/json"}
TOLD = ("play", "watched", "stop")
NOTIFIERS = 2
BODY = '["{action}", "{session_key}", "{rating_key}"]'


@dataclass
class Receiver:
    """Writes down what comes; slow now and then, so that kills meet messages on their way."""

    url: str = ""
    heard: list[tuple[str, ...]] = field(default_factory=list)


@contextmanager
def receiver() -> Iterator[Receiver]:
    found, chance = Receiver(), random.Random(7)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            action, _session, rating_key = json.loads(body)
            found.heard.append((self.path, action, rating_key))
            time.sleep(chance.choice((0.0, 0.0, 0.3)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            """A killed sender hangs up in the middle."""
            try:
                super().handle()
            except OSError:
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Process:
    """Watchkeeper on one folder, killed and started again at will."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        told = {
            **os.environ,
            **self._environment,
            "WATCHKEEPER_DATA": str(self._folder),
            "WATCHKEEPER_PORT": str(port),
        }
        program = [sys.executable, "-m", "watchkeeper", "serve"]
        with (self._folder / "watchkeeper.log").open("a") as log:
            self._process = subprocess.Popen(program, env=told, stdout=log, stderr=log)
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                if httpx2.get(f"{self.url}/health/live").status_code == 200:
                    return
            except httpx2.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def call(self, command: str, **params: object) -> object:
        sent = {"apikey": KEY, "cmd": command, **{k: str(v) for k, v in params.items()}}
        answer = httpx2.get(f"{self.url}/api/v2", params=sent, timeout=PATIENCE_SECONDS)
        assert answer.status_code == 200, answer.text
        return answer.json()["response"]["data"]


def add_notifiers(process: Process, url: str) -> None:
    for number in range(NOTIFIERS):
        added = process.call("add_notifier_config", agent_id=WEBHOOK)
        assert isinstance(added, dict)
        process.call(
            "set_notifier_config",
            notifier_id=added["notifier_id"],
            agent_id=WEBHOOK,
            webhook_hook=f"{url}/{number}",
            **{f"on_{action}": 1 for action in TOLD},
            **{f"on_{action}_body": BODY for action in TOLD},
        )


@dataclass
class Evening:
    """Several films, begun and watched to near their ends while the process is killed."""

    plex: Plex
    process: Process
    chance: random.Random = field(default_factory=lambda: random.Random(3))
    lengths: dict[int, int] = field(default_factory=dict)  # ms by rating key
    sessions: dict[int, str] = field(default_factory=dict)  # by rating key

    def choose(self) -> None:
        place = f"{self.plex.url}/library/sections/1/all"
        listed = httpx2.get(place, headers=HEADERS, timeout=PATIENCE_SECONDS).json()
        films = listed["MediaContainer"]["Metadata"][:STREAMS]
        self.lengths = {int(film["ratingKey"]): film["duration"] for film in films}

    def begin(self, key: int) -> None:
        begun = self.plex.do("start", person="marlow", rating_key=key)
        self.sessions[key] = begun["session_key"]

    def near_its_end(self, key: int) -> None:
        offset = int(self.lengths[key] * 0.9)
        self.plex.do("seek", session_key=self.sessions[key], offset=offset)

    def kill(self) -> None:
        time.sleep(self.chance.uniform(0.0, 1.5))
        self.process.kill()
        self.process.start()


def until_all_came(cards: Receiver, keys: Iterable[int], actions: Sequence[str] = TOLD) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    wanted = {
        (f"/{number}", action, str(key))
        for number in range(NOTIFIERS)
        for action in actions
        for key in keys
    }
    while missing := wanted - set(cards.heard):
        assert time.monotonic() < deadline, f"lost: {sorted(missing)}"
        time.sleep(0.1)


def test_killed_at_random_moments_every_message_comes_and_only_those_on_their_way_twice(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with plex_process(folder) as plex, receiver() as cards:
        process = Process(folder, {**lived_in(folder, plex, 20), "WATCHKEEPER_API_KEY": KEY})
        process.start()
        try:
            add_notifiers(process, cards.url)
            evening = Evening(plex, process)
            evening.choose()
            for act in (evening.begin, evening.near_its_end):
                for key in evening.lengths:
                    act(key)
                    evening.kill()
            until_all_came(cards, evening.lengths, ("play", "watched"))  # it has seen each
            plex.stop_all()
            evening.kill()
            until_all_came(cards, evening.lengths)
            time.sleep(3)  # what would come twice comes now
        finally:
            process.kill()
    doubled = sum(count - 1 for count in Counter(cards.heard).values())
    assert doubled <= KILLS * NOTIFIERS


STAGES = (
    "before occasions.settle",  # what happened is on record, and no message of it
    "after occasions.settle",
    "before outgoing.claim",
    "after outgoing.claim",  # nothing was sent
    "before outgoing.settle",  # the receiver has it
    "after outgoing.settle",
)


def test_killed_at_every_stage_one_message_alone_comes_twice(tmp_path: Path) -> None:
    with collector() as (url, bodies):
        for stage in (*STAGES, ""):
            command = [sys.executable, "-m", "tests.crash.telling", str(tmp_path), url, stage]
            ended = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, check=False)
            assert ended.returncode == (-signal.SIGKILL if stage else 0), stage
    told = [json.loads(body) for body in bodies]
    assert list(dict.fromkeys(told)) == [str(number) for number in range(FAILURES)]  # in order
    assert len(told) == FAILURES + 1


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A receiver that takes everything, and what it took."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", bodies
    finally:
        server.shutdown()
        server.server_close()
