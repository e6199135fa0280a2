"""Programs made for Tautulli, unchanged, each with its own Python, before a real `serve`."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.e2e.processes import PATIENCE_SECONDS, Plex, house, lived_in, plex_process

CLIENTS = Path(__file__).parents[2] / ".make" / "clients"
PROGRAMS = Path(__file__).with_name("programs")
KEY = "c" * 32
PLAYS = 800
CONNECTED_SECONDS = 120.0
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Server:
    """A Watchkeeper over a real socket, under a base path as a Tautulli often is."""

    url: str
    plex: Plex
    folder: Path  # its data

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:  # Any: a row
        """What lies in the database, whatever the program says of it."""
        file = f"file:{self.folder / 'watchkeeper.db'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as database:
            return database.execute(query, values).fetchall()

    def data(self, cmd: str, **params: object) -> Any:  # Any: JSON
        answer = httpx2.get(
            f"{self.url}/api/v2",
            params={"apikey": KEY, "cmd": cmd, **{k: str(v) for k, v in params.items()}},
            timeout=PATIENCE_SECONDS,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["response"]["data"]

    def run(self, client: str, program: str, *more: str) -> dict[str, Any]:
        """What a client understood."""
        python = CLIENTS / client / "bin" / "python"
        if not python.exists():
            pytest.skip(f"{client} is not installed: make clients prepares it, with a network")
        command = [str(python), "-W", "ignore", str(PROGRAMS / program), self.url, KEY, *more]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("clients")
    with ExitStack() as stack:
        plex = stack.enter_context(plex_process(folder))
        environment = {**lived_in(folder, plex, PLAYS), "WATCHKEEPER_API_KEY": KEY}
        found = stack.enter_context(
            house(folder, plex, base_path="/tautulli", environment=environment)
        )
        reached = Server(found.url, plex, folder)
        _until_connected(reached)
        yield reached


def _until_connected(server: Server) -> None:
    """As in Tautulli, some commands answer nothing until the media server was reached."""
    deadline = time.monotonic() + CONNECTED_SECONDS
    while not server.data("server_status")["connected"]:
        assert time.monotonic() < deadline, (server.folder / "watchkeeper.log").read_text()
        time.sleep(LOOK_SECONDS)
