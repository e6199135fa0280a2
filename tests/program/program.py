"""The real program as its own process: started, asked over HTTP, ended by signal."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from watchkeeper.demo.process import free_port

API_KEY = "00112233445566778899aabbccddeeff"
OWNER, PASSWORD = "owner", "correct horse battery"
READY_SECONDS = 120.0
END_SECONDS = 60.0
CSRF_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


def command(*words: str) -> list[str]:
    """The program with these words."""
    return [sys.executable, "-m", "watchkeeper", *words]


def environment(data: Path, **more: str) -> dict[str, str]:
    """A clean environment for the program: nothing of ours leaks in."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "TZ": "America/New_York",
        "WATCHKEEPER_DATA": str(data),
        "WATCHKEEPER_LOG_FORMAT": "json",
        **more,
    }


def run(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command(*words),
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@dataclass
class Program:
    """`watchkeeper serve` on a free port of this machine: a context manager."""

    data: Path
    words: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    seconds_to_ready: float = 0.0

    def __post_init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.log = self.data.parent / f"{self.data.name}-{self.port}.log"

    def start(self) -> None:
        """Start it and wait until it says it is ready."""
        began = time.monotonic()
        variables = {
            "WATCHKEEPER_PORT": str(self.port),
            "WATCHKEEPER_OWNER": OWNER,
            "WATCHKEEPER_PASSWORD": PASSWORD,
            "WATCHKEEPER_API_KEY": API_KEY,
            **self.variables,
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command("serve", *self.words),
                env=environment(self.data, **variables),
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() - began > READY_SECONDS:
                raise AssertionError(f"It did not start:\n{self.log.read_text()}")
            time.sleep(0.02)
        self.seconds_to_ready = time.monotonic() - began

    def end(self) -> tuple[int, float]:
        """Ask it to end; the exit status and how many seconds it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=END_SECONDS)
        self.process = None
        return status, time.monotonic() - began

    def kill(self) -> None:
        """End it without a word."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of a GET."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=READY_SECONDS)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def sign_in(self) -> str:
        """The value of the Cookie header of a browser that has signed in as the owner."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=READY_SECONDS)
        try:
            connection.request("GET", "/sign-in")
            page = connection.getresponse()
            found = CSRF_FIELD.search(page.read().decode())
            assert found is not None
            form = {"name": OWNER, "password": PASSWORD, "csrf_token": found[1], "next": "/"}
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": _cookies(page),
                "Origin": f"http://127.0.0.1:{self.port}",
            }
            connection.request("POST", "/sign-in", urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 303, answer.status
            return _cookies(answer)
        finally:
            connection.close()

    @contextmanager
    def live(self) -> Iterator[http.client.HTTPResponse]:
        """The live channel of a signed-in browser, kept open."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=READY_SECONDS)
        try:
            connection.request("GET", "/live?of=home", headers={"Cookie": self.sign_in()})
            yield connection.getresponse()
        finally:
            connection.close()

    def ask(self, cmd: str, **parameters: object) -> Any:  # Any: data of any command
        """What the Tautulli face answers to a command."""
        query = urlencode({"apikey": API_KEY, "cmd": cmd, **parameters})
        return json.loads(self.get(f"/api/v2?{query}")[1])["response"]["data"]

    def _is_ready(self) -> bool:
        return '"event": "ready"' in self.log.read_text()

    def __enter__(self) -> Program:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()


def _cookies(answer: http.client.HTTPResponse) -> str:
    """What a browser would send back."""
    sent = answer.headers.get_all("Set-Cookie") or []
    return "; ".join(one.partition(";")[0] for one in sent)
