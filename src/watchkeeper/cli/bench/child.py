"""The measured server: `python -m watchkeeper.cli.bench.child`, settings from the environment.

It is the usual server, and besides records each play that a line on its standard input holds. It
ends when its standard input does. What it says goes to its standard output, logs elsewhere.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import anyio
import anyio.to_thread
import uvloop

from watchkeeper.application import Application
from watchkeeper.cli.bench.orders import DONE, READY, play_of, said
from watchkeeper.domain.play import NewPlay
from watchkeeper.features.monitoring.events import (
    SessionChanged,
    SessionEvent,
    SessionStarted,
    SessionStopped,
)
from watchkeeper.main.http_server import HttpServer, Place
from watchkeeper.main.serving import started
from watchkeeper.runtime.clock import SystemClock
from watchkeeper.runtime.logs import LogOptions, configure_logging
from watchkeeper.runtime.memory import allocate_sparingly, keep_for_good
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.runtime.threads import take_short_turns
from watchkeeper.settings import load
from watchkeeper.web.views.streams.card import card_id


def main() -> None:
    """Serve until the standard input ends."""
    allocate_sparingly()
    take_short_turns()
    redactor = Redactor()
    configure_logging(LogOptions(level="error"), redactor)
    anyio.run(_serve, redactor, backend_options={"loop_factory": uvloop.new_event_loop})


async def _serve(redactor: Redactor) -> None:
    settings = load(os.environ, Path(os.environ["WATCHKEEPER_DATA"]))
    async with started(settings, SystemClock(), redactor) as serving:
        _tell_events(serving.application)
        server = HttpServer(
            serving.app,
            Place(settings.host, settings.port),
            on_ready=_ready,
            on_end=serving.application.bus.end_feeds,
        )
        async with anyio.create_task_group() as group:
            group.start_soon(_obey, serving.application, server)
            await server.serve()
            group.cancel_scope.cancel()


async def _obey(application: Application, server: HttpServer) -> None:
    while order := await anyio.to_thread.run_sync(_order):
        new, heard_at = order
        await application.history.record(new)
        _say(said(DONE, seconds=time.perf_counter() - heard_at))
    application.bus.end_feeds()
    server.should_exit = True


def _order() -> tuple[NewPlay, float] | None:
    """The next play to record and when it was told; None when there are no more orders."""
    line = sys.stdin.buffer.readline()
    return (play_of(line), time.perf_counter()) if line else None


def _tell_events(application: Application) -> None:
    def tell(event: SessionEvent) -> None:
        _say(
            said(
                event.what if isinstance(event, SessionChanged) else WORDS[type(event)],
                session_key=event.session.observed.session_key,
                card=card_id(event.session),
                moment=time.monotonic(),
            )
        )

    for kind in (SessionStarted, SessionChanged, SessionStopped):
        application.bus.listen(kind, tell)


WORDS: dict[type, str] = {SessionStarted: "started", SessionStopped: "stopped"}


def _ready() -> None:
    keep_for_good()
    _say(said(READY))


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
