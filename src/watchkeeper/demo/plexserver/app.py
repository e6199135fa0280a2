"""The ASGI application: routes, the token check, request counting and the faults."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from watchkeeper.demo.plexserver import (
    events,
    routes_board,
    routes_control,
    routes_images,
    routes_library,
    routes_playlists,
    routes_plextv,
    routes_server,
    routes_sessions,
)
from watchkeeper.demo.plexserver.answers import refusal
from watchkeeper.demo.plexserver.faults import ACCOUNT_PREFIX, CONTROL_PREFIX, FaultLayer
from watchkeeper.demo.plexserver.state import SimulatedPlex

_WITHOUT_TOKEN = (
    "/identity",
    routes_board.PATH,
    ACCOUNT_PREFIX,
    CONTROL_PREFIX,
    "/:/websocket",
)


class CountingLayer:
    """Counts each request by method and path."""

    def __init__(self, app: ASGIApp, plex: SimulatedPlex) -> None:
        self._app = app
        self._plex = plex

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and not scope["path"].startswith(CONTROL_PREFIX):
            self._plex.requests[f"{scope.get('method', 'WEBSOCKET')} {scope['path']}"] += 1
        await self._app(scope, receive, send)


class TokenLayer:
    """Answers 401 without the server's token, but for the paths that need none."""

    def __init__(self, app: ASGIApp, plex: SimulatedPlex) -> None:
        self._app = app
        self._plex = plex

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_WITHOUT_TOKEN):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        given = connection.headers.get("x-plex-token")
        given = given or connection.query_params.get("X-Plex-Token")
        is_valid = given == self._plex.token
        await (self._app if is_valid else refusal(401, "Unauthorized"))(scope, receive, send)


def create_app(plex: SimulatedPlex, *, has_controls: bool = False) -> Starlette:
    """The server as an ASGI application; `has_controls` adds the control API of the tests."""
    routes = [
        *routes_server.ROUTES,
        *routes_sessions.ROUTES,
        *routes_library.ROUTES,
        *routes_playlists.ROUTES,
        *routes_images.ROUTES,
        *routes_plextv.ROUTES,
        *events.ROUTES,
        *routes_board.ROUTES,
        *(routes_control.ROUTES if has_controls else []),
    ]
    middleware = [
        Middleware(CountingLayer, plex),
        Middleware(FaultLayer, plex.faults),
        Middleware(TokenLayer, plex),
    ]
    app = Starlette(routes=routes, middleware=middleware)
    app.state.plex = plex
    return app
