"""What can go wrong with the simulated server, and the layer that makes it so."""

from __future__ import annotations

from enum import StrEnum

import anyio
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from watchkeeper.values import dataclass

CONTROL_PREFIX = "/_sim/"
ACCOUNT_PREFIX = "/plextv/"

_LOOK_AGAIN = 0.05


class Outage(StrEnum):
    """How the server is away."""

    REFUSE = "refuse"  # the connection is dropped without an answer
    HANG = "hang"  # the connection stands, no answer comes until the outage is over


@dataclass(slots=True)
class Faults:
    """The present troubles; the defaults are a healthy server."""

    outage: Outage | None = None
    delay: float = 0.0  # seconds before each answer
    status: int | None = None  # answer every request with this status, e.g. 401 or 503
    account_status: int | None = None  # the same for the plex.tv stand-in
    is_malformed: bool = False  # cut every answer in the middle
    has_empty_library: bool = False  # 200 with no sections and no items
    failing_page: int | None = None  # the page of a list, from 1, that answers 500
    drops_page_counts: bool = False  # page sizes are halved, as a server may


class FaultLayer:
    """ASGI middleware that applies the faults to everything but the control API."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"].startswith(CONTROL_PREFIX):
            await self._app(scope, receive, send)
            return
        await self._wait()
        if self._faults.outage is Outage.REFUSE:
            await _drop(scope, send)
            return
        answer = self._answer_instead(scope)
        await (answer or self._app)(scope, receive, send)

    async def _wait(self) -> None:
        if self._faults.delay:
            await anyio.sleep(self._faults.delay)
        while self._faults.outage is Outage.HANG:  # noqa: ASYNC110  # faults are plain data
            await anyio.sleep(_LOOK_AGAIN)

    def _answer_instead(self, scope: Scope) -> Response | None:
        is_account = scope["path"].startswith(ACCOUNT_PREFIX)
        status = self._faults.account_status if is_account else self._faults.status
        if status is not None:
            return HTMLResponse(f"<html><body><h1>{status}</h1></body></html>", status)
        if self._faults.is_malformed and not is_account and scope["type"] == "http":
            return Response(
                b'{"MediaContainer":{"size":3,"Metad', 200, media_type="application/json"
            )
        return None


async def _drop(scope: Scope, send: Send) -> None:
    """Promise a body and send none: the server then cuts the connection."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1011})
        return
    headers = [(b"content-length", b"1")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
