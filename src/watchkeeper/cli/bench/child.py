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
from watchkeeper.runtime.memory import allocate_sparingly
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import load
from watchkeeper.web.views.streams.card import card_id


def main() -> None:
    """Serve until the standard input ends."""
    allocate_sparingly()
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
            on_ready=lambda: _say(said(READY)),
            on_end=serving.application.bus.end_feeds,
        )
        async with anyio.create_task_group() as group:
            group.start_soon(_obey, serving.application, server)
            await server.serve()
            group.cancel_scope.cancel()


async def _obey(application: Application, server: HttpServer) -> None:
    while line := await anyio.to_thread.run_sync(sys.stdin.buffer.readline):
        await application.history.record(play_of(line))
        _say(said(DONE))
    application.bus.end_feeds()
    server.should_exit = True


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


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
