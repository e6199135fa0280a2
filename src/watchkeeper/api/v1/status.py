"""Status: how Watchkeeper is, and the document of this API."""

from __future__ import annotations

import gzip
from functools import partial
from typing import Protocol

import anyio.to_thread
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper import __version__
from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import Instant, Shape
from watchkeeper.columns.selection.filter import HistoryFilter


class Documented(Protocol):
    """The API, which can write itself down."""

    @property
    def document(self) -> bytes:
        """The OpenAPI document as JSON, compressed by gzip."""
        ...


class Status(Shape):
    """How Watchkeeper is. See /health/ready for the health of its parts."""

    version: str = Field(description="Version of Watchkeeper.")
    now: Instant = Field(description="Its clock, UTC seconds.")
    timezone: str = Field(description="The owner's zone, in which days begin.")
    plays: int = Field(description="Plays in the record, of the servers that may be seen.")
    sessions: int = Field(description="Streams that run now.")
    failing: list[str] | None = Field(
        description="Loops that fail again and again, by name; null for a key of one server."
    )


async def get_status(asks: Asks) -> Status:
    """Get how Watchkeeper is."""
    failing = sorted(loop.name for loop in asks.app.supervisor.loops.values() if loop.failures)
    seen = HistoryFilter(server_ids=asks.server_ids(()))
    plays, _ = await anyio.to_thread.run_sync(partial(asks.app.columns.total, seen, grouped=False))
    return Status(
        version=__version__,
        now=int(asks.app.clock.now()),
        timezone=asks.app.zone.key,
        plays=plays,
        sessions=len(asks.app.monitoring.sessions(asks.only)),
        failing=failing if asks.only is None else None,
    )


async def get_document(request: Request) -> Response:
    """Get the OpenAPI document of this API."""
    document = await anyio.to_thread.run_sync(_document, request.app)
    media_type = "application/json"
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(document, headers={"Content-Encoding": "gzip"}, media_type=media_type)
    return Response(gzip.decompress(document), media_type=media_type)


def _document(api: Documented) -> bytes:
    return api.document
