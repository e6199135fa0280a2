"""Status: how Watchkeeper is, and the document of this API."""

from __future__ import annotations

import orjson
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper import __version__
from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import Instant, Shape


class Status(Shape):
    """How Watchkeeper is. See /health/ready for the health of its parts."""

    version: str = Field(description="Version of Watchkeeper.")
    now: Instant = Field(description="Its clock, UTC seconds.")
    timezone: str = Field(description="The owner's zone, in which days begin.")
    plays: int = Field(description="Plays in the record.")
    sessions: int = Field(description="Streams that run now.")
    failing: list[str] = Field(description="Loops that fail again and again, by name.")


async def get_status(asks: Asks) -> Status:
    """Get how Watchkeeper is."""
    loops = asks.app.supervisor.loops.values()
    sessions = asks.app.monitoring.sessions(asks.only)
    return Status(
        version=__version__,
        now=int(asks.app.clock.now()),
        timezone=asks.app.zone.key,
        plays=len(asks.app.columns),
        sessions=len(sessions),
        failing=sorted(loop.name for loop in loops if loop.failures),
    )


async def get_document(request: Request) -> Response:
    """Get the OpenAPI document of this API."""
    return Response(orjson.dumps(request.app.openapi()), media_type="application/json")
