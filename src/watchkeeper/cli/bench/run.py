"""One run of the bench, from an empty folder to the report."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from itertools import cycle
from pathlib import Path

import anyio
import orjson
import uvloop

from watchkeeper.cli.bench.calls import all_calls, known_of
from watchkeeper.cli.bench.client import TautulliApi
from watchkeeper.cli.bench.filling import Filled, fill
from watchkeeper.cli.bench.load import Clients, Load, measure_load
from watchkeeper.cli.bench.measure import Asked, Effort, Measured, measure
from watchkeeper.cli.bench.options import API_KEY, BenchOptions
from watchkeeper.cli.bench.page_calls import page_calls
from watchkeeper.cli.bench.report import Report, notice_lines, render, stream_lines
from watchkeeper.cli.bench.server import BenchServer
from watchkeeper.cli.bench.stage import measure_on_stage
from watchkeeper.cli.bench.stock import Stock
from watchkeeper.cli.bench.streams import signed_in
from watchkeeper.db.engines import sqlite_version
from watchkeeper.domain.facts import UserId
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.logs import LogOptions, configure_logging
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings, load

SETTLE_SECONDS = 2
EDITED = ("user_id", "friendly_name", "keep_history", "allow_guest", "do_notify")


def bench(options: BenchOptions, clock: Clock) -> None:
    """Make the data in a throw-away folder, measure, print the table.

    Raises:
        OutsideError: the server or the Tautulli does not answer.
        InputError: the file is no Tautulli database.
    """
    configure_logging(LogOptions(level="warning"), Redactor())
    with tempfile.TemporaryDirectory(prefix="watchkeeper-bench-") as folder:
        data = Path(folder)
        stock = Stock(options.size, instant(clock))
        _tell("Making the record …")
        filled = anyio.run(
            fill,
            _settings(data),
            stock,
            options.file,
            backend_options={"loop_factory": uvloop.new_event_loop},
        )
        without_cache = _start_without_cache(data)
        with BenchServer(data) as server:
            _tell("Measuring …")
            report = _Bench(options, server, stock, filled).report(without_cache)
    print(render(report), flush=True)
    if options.streams:
        _tell(f"Watching {options.streams} streams …")
        streams, notices = measure_on_stage(options.streams, options.rules, options.size.seed)
        report = replace(report, streams=streams, notices=notices)
        print("\n".join(stream_lines(streams)))
        if notices is not None:
            print("\n".join(notice_lines(notices)))
    if options.json is not None:
        options.json.write_bytes(orjson.dumps(asdict(report), option=orjson.OPT_INDENT_2))


class _Bench:
    """What is measured on one running server."""

    def __init__(
        self, options: BenchOptions, server: BenchServer, stock: Stock, filled: Filled
    ) -> None:
        self._options = options
        self._server = server
        self._filled = filled
        self._new_plays = stock.more(filled.server_id)
        self._top_user = UserId(0)

    def report(self, without_cache: float) -> Report:
        memory = self._server.memory()
        self._server.settle()
        calls, pages = self._calls()
        loads = self._load()
        memory_at_end = self._server.memory()
        return Report(
            machine=machine(),
            filled=self._filled,
            ready_seconds=self._server.ready_seconds,
            ready_without_cache_seconds=without_cache,
            memory_at_start=memory,
            idle_share=self._idle_share(),
            memory_at_end=memory_at_end,
            calls=calls,
            pages=pages,
            loads=loads,
            streams=None,
            notices=None,
        )

    def _idle_share(self) -> float:
        """The part of a core that is used while nobody asks anything."""
        time.sleep(SETTLE_SECONDS)
        before = self._server.cpu_seconds()
        time.sleep(self._options.seconds)
        return (self._server.cpu_seconds() - before) / self._options.seconds

    def _calls(self) -> tuple[list[Measured], list[Measured]]:
        """Those whose mean is stated, and our other pages."""
        with ExitStack() as open_ones:
            ours = open_ones.enter_context(closing(TautulliApi(self._server.url, API_KEY)))
            told = self._options.tautulli
            other = (
                open_ones.enter_context(closing(TautulliApi(told.url, told.key))) if told else None
            )
            pages = open_ones.enter_context(closing(signed_in(self._server.url)))
            known = known_of(other or ours)
            self._top_user = UserId(known.top_user)
            asked = Asked(ours, pages, other, self._write)
            effort = Effort(self._options.runs, self._options.budget)
            others = page_calls(known, self._filled.server_id)
            return (
                [measure(asked, call, effort) for call in all_calls(known)],
                [measure(asked, call, effort) for call in others],
            )

    def _load(self) -> list[Load]:
        options = self._options
        if not options.clients:
            return []
        clients = Clients(self._server.url, API_KEY, options.clients, options.seconds)
        with closing(TautulliApi(self._server.url, API_KEY)) as api:
            writers = {"a play was recorded": self._write, "a person was edited": _editor(api)}
            return measure_load(clients, writers if options.writes_beside else {})

    def _write(self) -> float:
        """Record one more play of somebody who is in the record."""
        return self._server.record(replace(next(self._new_plays), user_id=self._top_user))


def _editor(api: TautulliApi) -> Callable[[], float]:
    """Writes one person after the other as they are, over the API."""
    people = cycle([row["user_id"] for row in api.data("get_users")])

    def edit() -> float:
        known = api.data("get_user", user_id=next(people))
        kept = {name: known[name] for name in EDITED}
        return api.ask("edit_user", {**kept, "custom_thumb": known["user_thumb"]}).seconds

    return edit


def _start_without_cache(data: Path) -> float:
    """Seconds until ready when the columns are built from the database."""
    (data / "cache" / "columns").unlink()
    with BenchServer(data) as server:
        return server.ready_seconds


def machine() -> str:
    """What it was measured on, in general terms."""
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite_version()},"
        f" load {os.getloadavg()[0]:.1f}"
    )


def _settings(data: Path) -> Settings:
    return load({"WATCHKEEPER_DATA": str(data)}, data)


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
