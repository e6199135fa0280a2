"""Real processes for browser tests: Watchkeeper and the simulated Plex server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from watchkeeper.demo.plexserver.state import DEMO_TOKEN
from watchkeeper.demo.process import free_port

READY_SECONDS = 120.0
PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.05
LEAVE_SECONDS = 60.0
OWNER, PASSWORD = "owner", "a sentence for the tests"
API_KEY = "b" * 32
SEEDING = Path(__file__).with_name("seeding.py")


@dataclass(frozen=True)
class Plex:
    """The simulated server, and what a test can make happen there."""

    url: str

    def do(self, verb: str, **arguments: Any) -> dict[str, Any]:  # Any: JSON
        answer = httpx2.post(f"{self.url}/_sim/do/{verb}", json=arguments, timeout=PATIENCE_SECONDS)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def faults(self, **named: Any) -> None:  # Any: JSON
        answer = httpx2.post(f"{self.url}/_sim/faults", json=named, timeout=PATIENCE_SECONDS)
        answer.raise_for_status()

    def until_listened_to(self) -> None:
        """Wait until a house has its socket open: what it did not hear it finds only later."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._sockets():
            assert time.monotonic() < deadline
            time.sleep(LOOK_SECONDS)

    def _sockets(self) -> int:
        answer = httpx2.post(f"{self.url}/_sim/sockets", json={}, timeout=PATIENCE_SECONDS)
        return int(answer.json()["open"])

    def stop_all(self) -> None:
        running = httpx2.get(f"{self.url}/_sim/streams", timeout=PATIENCE_SECONDS)
        for stream in running.json():
            self.do("stop", session_key=stream["session_key"])


@dataclass(frozen=True)
class House:
    """A running Watchkeeper."""

    url: str  # with base path
    log: Path
    plex: Plex

    @property
    def setup_code(self) -> str:
        found = re.search(r"setup_code\W+([\w-]+)", self.log.read_text())
        assert found, self.log.read_text()
        return found.group(1)

    def until_streams(self, count: int) -> None:
        """Wait until it watches its server and knows of exactly so many streams there."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._is_connected() or self._streams() != count:
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            time.sleep(LOOK_SECONDS)

    def _is_connected(self) -> bool:
        answer = httpx2.get(f"{self.url}/server_status", timeout=PATIENCE_SECONDS)
        return answer.json()["connected"] is True

    def _streams(self) -> int:
        asked = {"cmd": "get_activity", "apikey": API_KEY}
        answer = httpx2.get(f"{self.url}/api/v2", params=asked, timeout=PATIENCE_SECONDS)
        return int(answer.json()["response"]["data"].get("stream_count", 0))


@contextmanager
def plex_process(folder: Path, port: int | None = None) -> Iterator[Plex]:
    """A simulated server that tests control; on a free port unless one is named."""
    port = port or free_port()
    module = ("-m", "watchkeeper.demo.plexserver", "--port", str(port), "--seed", "1", "--controls")
    url = f"http://127.0.0.1:{port}"
    with _running([sys.executable, *module], {}, folder / "plex.log", f"{url}/identity"):
        yield Plex(url)


@contextmanager
def house(
    folder: Path,
    plex: Plex,
    *,
    port: int | None = None,
    base_path: str = "",
    environment: Mapping[str, str] | None = None,
) -> Iterator[House]:
    """A Watchkeeper with its data in `folder`; on a free port unless one is named."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}{base_path}"
    told = {
        "WATCHKEEPER_DATA": str(folder),
        "WATCHKEEPER_PORT": str(port),
        "WATCHKEEPER_BASE_PATH": base_path,
        "WATCHKEEPER_PLEX_TV_URL": f"{plex.url}/plextv",
        "TZ": "Europe/Oslo",
        **(environment or {}),
    }
    log = folder / "watchkeeper.log"
    program = [sys.executable, "-m", "watchkeeper", "serve"]
    with _running(program, told, log, f"{url}/health/live"):
        yield House(url, log, plex)


def lived_in(folder: Path, plex: Plex, plays: int) -> dict[str, str]:
    """Fill the folder with plays; returns the environment that makes its owner."""
    subprocess.run([sys.executable, str(SEEDING), str(folder), plex.url, str(plays)], check=True)
    return {
        "WATCHKEEPER_OWNER": OWNER,
        "WATCHKEEPER_PASSWORD": PASSWORD,
        "WATCHKEEPER_API_KEY": API_KEY,
        "WATCHKEEPER_PLEX_URL": plex.url,
        "WATCHKEEPER_PLEX_TOKEN": DEMO_TOKEN,
    }


@contextmanager
def _running(
    program: Sequence[str], told: Mapping[str, str], log: Path, answers_at: str
) -> Iterator[None]:
    with log.open("w") as output:
        process = subprocess.Popen(
            program, env={**os.environ, **told}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_until(answers_at, process, log)
            yield
        finally:
            process.terminate()
            process.wait(LEAVE_SECONDS)


def _wait_until(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if httpx2.get(url).status_code < 500:
                return
        except httpx2.TransportError:
            time.sleep(LOOK_SECONDS)
    raise AssertionError(log.read_text())
