"""The measured server as a process of its own."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from watchkeeper.cli.bench.options import API_KEY, OWNER, PASSWORD
from watchkeeper.cli.bench.orders import DONE, READY, Seen, heard, play_line
from watchkeeper.demo.process import free_port
from watchkeeper.domain.play import NewPlay
from watchkeeper.errors import UnreachableError
from watchkeeper.values import dataclass

READY_SECONDS = 120
DONE_SECONDS = 60
LEAVE_SECONDS = 20
SETTLED_SECONDS = 60  # at most
LOOK_SECONDS = 0.5
QUIET_SHARE = 0.1  # of a core


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in MiB, now and at most."""

    resident: float
    peak: float


class BenchServer:
    """Starts the server over a data folder and ends it: a context manager.

    Raises:
        UnreachableError: it did not become ready.
    """

    def __init__(self, data: Path, more: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ready_seconds = 0.0
        self.seen: queue.Queue[Seen] = queue.Queue()
        self._environment = os.environ | {
            "WATCHKEEPER_DATA": str(data),
            "WATCHKEEPER_PORT": str(self.port),
            "WATCHKEEPER_API_KEY": API_KEY,
            "WATCHKEEPER_OWNER": OWNER,
            "WATCHKEEPER_PASSWORD": PASSWORD,
            **(more or {}),
        }
        self._said: queue.Queue[tuple[str, float]] = queue.Queue()

    def __enter__(self) -> BenchServer:
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "watchkeeper.cli.bench.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            self._wait_for(READY, READY_SECONDS)
        except UnreachableError:
            self._end()
            raise
        self.ready_seconds = time.perf_counter() - began
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def record(self, new: NewPlay) -> float:
        """Have a play recorded; returns the seconds that took since the server had the order."""
        assert self._process.stdin is not None  # noqa: S101  # narrows the type
        self._process.stdin.write(play_line(new))
        self._process.stdin.flush()
        return self._wait_for(DONE, DONE_SECONDS)

    def settle(self) -> None:
        """Wait until it has nothing more to do: after a start a large database is read whole."""
        end = time.monotonic() + SETTLED_SECONDS
        while time.monotonic() < end:
            before = self.cpu_seconds()
            time.sleep(LOOK_SECONDS)
            if self.cpu_seconds() - before < LOOK_SECONDS * QUIET_SHARE:
                return

    def memory(self) -> Memory:
        """What the kernel says of the process."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        facts = dict(line.split(":", 1) for line in lines if ":" in line)
        return Memory(*(int(facts[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")))

    def cpu_seconds(self) -> float:
        """Processor time used so far, of all its threads."""
        text = Path(f"/proc/{self._process.pid}/stat").read_text()
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101  # narrows the type
        for line in self._process.stdout:
            found = heard(line)
            if found["said"] in {READY, DONE}:
                self._said.put((found["said"], found.get("seconds", 0.0)))
                continue
            self.seen.put(Seen(*(found[k] for k in ("said", "session_key", "card", "moment"))))
        self._said.put(("", 0.0))

    def _wait_for(self, word: str, seconds: float) -> float:
        """The seconds that the server says it took."""
        try:
            found, taken = self._said.get(timeout=seconds)
        except queue.Empty:
            found, taken = "", 0.0
        if found != word:
            raise UnreachableError("The measured server ended or does not answer.")
        return taken

    def _end(self) -> None:
        assert self._process.stdin is not None  # noqa: S101  # narrows the type
        self._process.stdin.close()
        try:
            self._process.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join()
        assert self._process.stdout is not None  # noqa: S101  # narrows the type
        self._process.stdout.close()
