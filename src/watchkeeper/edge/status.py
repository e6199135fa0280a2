"""Addresses for other programs: health checks, metrics, and those that Tautulli has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.db.database import Database
from watchkeeper.db.health import integrity
from watchkeeper.edge.health import Checkup
from watchkeeper.edge.metrics import Metrics
from watchkeeper.errors import StorageError
from watchkeeper.features.accounts import Access, Page, Principal
from watchkeeper.values import dataclass

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class StatusPages:
    """The pages, and what they ask."""

    db: Database
    metrics: Metrics
    check_up: Callable[[], Awaitable[Checkup]]
    is_connected: Callable[[], Awaitable[bool | None]]  # the first server; None: not known yet

    def pages(self) -> list[Page]:
        """All of them."""
        return [
            Page("/health/live", self.live, Access.PUBLIC),
            Page("/health/ready", self.ready, Access.PUBLIC),
            Page("/metrics", self.show_metrics, Access.TOKEN),
            Page("/status", self.status, Access.PUBLIC),
            Page("/status/database", self.database_status, Access.TOKEN),
            Page("/server_status", self.server_status, Access.PUBLIC),
        ]

    async def live(self, _request: Request) -> Response:
        """The process answers."""
        return _json({"status": "live"})

    async def ready(self, request: Request) -> Response:
        """Whether questions can be answered (200, else 503), and how each part is.

        Strangers are told no numbers and no reasons, which can name folders; the owner is.
        """
        checkup = await self.check_up()
        content = checkup.as_json(in_full=_is_owner(request))
        return _json(content, status=200 if checkup.is_ready else 503)

    async def show_metrics(self, _request: Request) -> Response:
        """Numbers for Prometheus."""
        return Response(self.metrics.text(), media_type=METRICS_TYPE)

    async def status(self, request: Request) -> Response:
        """Tautulli's liveness answer; `check=database` as /status/database, for the owner."""
        if request.query_params.get("check") != "database":
            return _json({"result": "success", "message": "Ok"})
        if not _is_owner(request):
            raise HTTPException(401)
        return await self.database_status(request)

    async def database_status(self, _request: Request) -> Response:
        """Tautulli's answer after an integrity check of the whole database."""
        try:
            found = await self.db.read(integrity)
        except StorageError as error:
            found = str(error)
        is_ok = found == "ok"
        return _json(
            {
                "result": "success" if is_ok else "error",
                "message": "Database ok" if is_ok else "Database not ok",
                "integrity_check": found,
            }
        )

    async def server_status(self, _request: Request) -> Response:
        """Tautulli's answer: whether the first media server is connected."""
        return _json({"result": "success", "connected": await self.is_connected()})


def _is_owner(request: Request) -> bool:
    principal: Principal | None = request.state.principal
    return principal is not None and principal.kind == "owner"


def _json(content: object, *, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status_code=status, media_type="application/json")
