"""The outermost layer: every request passes it once, and every answer leaves through it."""

from __future__ import annotations

import secrets

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from watchkeeper.edge.forwarded import Asker, asker, is_trusted
from watchkeeper.edge.headers import (
    NO_STORE,
    PREFLIGHT,
    SECURITY_HEADERS,
    STRICT_TRANSPORT,
    api_cors,
    secured,
)
from watchkeeper.edge.metrics import Metrics
from watchkeeper.edge.options import EdgeOptions
from watchkeeper.edge.paths import LONGEST_PATH, inside, is_host, is_hostile
from watchkeeper.edge.problems import ProblemPage, answer, problem_of
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

TOLD_BY_PROXIES = ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host")
METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


@dataclass(slots=True)
class Exchange:
    """One request and what became of it."""

    request_id: str
    started: float  # monotonic seconds
    status: int = 0  # 0 until the answer begins


@dataclass(frozen=True, slots=True)
class FrameParts:
    """What the frame works with."""

    options: EdgeOptions
    clock: Clock
    metrics: Metrics
    problem_page: ProblemPage


class Frame:
    """Wraps the routes (pure ASGI): proxies, base path, ids, headers, errors, log, metrics."""

    def __init__(self, app: ASGIApp, parts: FrameParts) -> None:
        self._app = app
        self._parts = parts
        self._base_path = parts.options.base_path
        self._api_path = f"{parts.options.base_path}/api"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(secrets.token_hex(8), self._parts.clock.monotonic())
        scope.setdefault("state", {})["request_id"] = exchange.request_id
        _believe(scope, self._parts.options)
        send = self._dressed(scope, exchange, send)
        with bound_contextvars(request=exchange.request_id):
            try:
                await self._serve(scope, receive, send)
            except ClientDisconnect:
                log.debug("client went away", path=scope["path"])
            except Exception as error:  # noqa: BLE001  # the border of the HTTP protocol
                await self._fail(error, exchange, (scope, receive, send))
            self._note(scope, exchange)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = inside(scope["path"], self._base_path)
        if len(scope["path"]) > LONGEST_PATH:
            raise HTTPException(414)
        if path is None or is_hostile(path):
            raise HTTPException(404)
        if not is_host(_header(scope, b"host").decode("latin-1")):
            raise HTTPException(400)
        scope["path"], scope["root_path"] = path, self._base_path
        if scope["method"] == "OPTIONS" and path.startswith(self._api_path):
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _fail(
        self, error: Exception, exchange: Exchange, call: tuple[Scope, Receive, Send]
    ) -> None:
        """Answer with the error, when nothing was answered yet."""
        problem = problem_of(error, exchange.request_id)
        if problem.status == 500:
            log.error("request failed", path=call[0]["path"], exc_info=error)
        if exchange.status:
            return
        request = Request(*call)
        response = await answer(request, problem, self._parts.problem_page)
        await response(*call)

    def _dressed(self, scope: Scope, exchange: Exchange, send: Send) -> Send:
        """`send`, with the headers that every answer carries."""
        extra = [*SECURITY_HEADERS, (b"x-request-id", exchange.request_id.encode())]
        is_secure = scope["scheme"] == "https"  # to us or to a proxy that we trust
        if self._parts.options.hsts and is_secure:
            extra += STRICT_TRANSPORT
        if scope["path"].startswith(self._api_path) and (origin := _header(scope, b"origin")):
            extra += api_cors(origin)

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                headers = secured(message["headers"]) if is_secure else message["headers"]
                stated = {name for name, _ in headers}  # by the page itself, which knows better
                added = [pair for pair in (*extra, NO_STORE) if pair[0] not in stated]
                message["headers"] = [*headers, *added]
            await send(message)

        return send_dressed

    def _note(self, scope: Scope, exchange: Exchange) -> None:
        """One line in the log, one count in the metrics."""
        seconds = self._parts.clock.monotonic() - exchange.started
        route = scope.get("route")
        place = route.path if isinstance(route, Route) else "other"
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._parts.metrics.count_request(method, place, exchange.status, seconds)
        is_quiet = scope["method"] in ("GET", "HEAD") and exchange.status < 500
        tell = log.debug if is_quiet else log.info
        tell(
            "request",
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            status=exchange.status,
            milliseconds=round(seconds * 1000, 1),
            address=scope["client"][0] if scope["client"] else "",
        )


def _believe(scope: Scope, options: EdgeOptions) -> None:
    """Put the true asker into the scope when the next hop is a trusted proxy."""
    address, port = scope.get("client") or ("", 0)
    if not is_trusted(address, options.trusted_proxies):
        return
    told = {name: _header(scope, name.encode()).decode("latin-1") for name in TOLD_BY_PROXIES}
    direct = Asker(address, scope["scheme"], _header(scope, b"host").decode("latin-1"))
    true = asker(direct, told, options.trusted_proxies)
    scope["client"], scope["scheme"] = (true.address, port), true.scheme
    others = [pair for pair in scope["headers"] if pair[0] != b"host"]
    scope["headers"] = [*others, (b"host", true.host.encode("latin-1"))]


def _header(scope: Scope, wanted: bytes) -> bytes:
    """The value of a header; several lines are one list (RFC 9110, 5.3)."""
    return b", ".join(value for name, value in scope["headers"] if name == wanted)
