"""The simulated server as a process of its own, on a free port of this machine."""

from __future__ import annotations

import secrets
import socket
import sys
from asyncio import subprocess
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType

import anyio

from watchkeeper.errors import UnreachableError

_HOST = "127.0.0.1"
_QUIET_PORTS = range(15_000, 30_000)
_READY_WITHIN = 120.0
_LEAVE_WITHIN = 5.0
_LOOK_AGAIN = 0.05


def free_port() -> int:
    """A port of this machine that nobody uses, nor is given before something listens there.

    Systems hand out ports to connections from 32768 (Linux) or 49152 (RFC 6335) on.
    """
    while True:
        port = secrets.choice(_QUIET_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((_HOST, port))
            return port


class PlexProcess:
    """Starts the server, waits until it answers, and ends it: an async context manager.

    `arguments` are those of `python -m watchkeeper.demo.plexserver`, such as `--life`.
    """

    def __init__(self, arguments: Sequence[str] = (), *, port: int | None = None) -> None:
        self.port = port or free_port()
        self._arguments = tuple(arguments)
        self._process: subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://{_HOST}:{self.port}"

    @property
    def plex_tv_url(self) -> str:
        """Where its stand-in for plex.tv answers."""
        return f"{self.url}/plextv"

    async def start(self) -> None:
        """Start it and wait until it answers; raises UnreachableError when it does not."""
        self._process = await subprocess.create_subprocess_exec(
            sys.executable,
            "-m",
            "watchkeeper.demo.plexserver",
            "--host",
            _HOST,
            "--port",
            str(self.port),
            *self._arguments,
        )
        try:
            with anyio.fail_after(_READY_WITHIN):
                await self._wait_until_ready()
        except TimeoutError:
            await self.stop()
            raise UnreachableError("The simulated Plex server did not start in time.") from None

    async def stop(self) -> None:
        """Ask it to end, insist after five seconds, and wait until it is gone."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        with anyio.move_on_after(_LEAVE_WITHIN):
            await process.wait()
            return
        process.kill()
        await process.wait()

    async def _wait_until_ready(self) -> None:
        while not await self._answers():
            if self._process is not None and self._process.returncode is not None:
                raise UnreachableError("The simulated Plex server ended while starting.")
            await anyio.sleep(_LOOK_AGAIN)

    async def _answers(self) -> bool:
        try:
            async with await anyio.connect_tcp(_HOST, self.port):
                return True
        except OSError:
            return False

    async def __aenter__(self) -> PlexProcess:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
