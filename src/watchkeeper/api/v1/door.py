"""The way in: the API is built when it is first asked, in a thread, once."""

from __future__ import annotations

import re
from functools import cached_property

import anyio
import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from watchkeeper.api.v1.operations import OPERATIONS, Operation
from watchkeeper.api.v1.support_bundle import SupportBundle
from watchkeeper.application import Application
from watchkeeper.errors import AccessError
from watchkeeper.features.accounts.access import Endpoint, Principal


class Door:
    """Hands requests on to the API that `building` makes.

    Built at start it would cost every installation some 25 MiB, asked or not.
    """

    def __init__(self, application: Application, support: SupportBundle) -> None:
        self._application = application
        self._support = support
        self._api: ASGIApp | None = None
        self._building = anyio.Lock()

    def endpoint(self, operation: Operation) -> Endpoint:
        """What answers an operation, once the gate has let the caller in."""

        async def answer(request: Request) -> Response:
            if operation.is_of_house and _is_of_one_server(request.state.principal):
                raise AccessError("This key is for one server, and that is about all of them.")
            return _HandedOn(self._api or await self._built())

        return answer

    async def elsewhere(self, request: Request) -> Response:
        """Nothing is here, or not by this method."""
        path = str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", "")))
        allowed = [method for pattern, method in self._patterns if pattern.match(path)]
        if allowed:
            raise HTTPException(405, headers={"Allow": ", ".join(allowed)})
        raise HTTPException(404)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        return [(compile_path(one.path)[0], one.method) for one in OPERATIONS]

    async def _built(self) -> ASGIApp:
        async with self._building:
            if self._api is None:
                self._api = await anyio.to_thread.run_sync(_build, self._application, self._support)
            return self._api


def _is_of_one_server(principal: Principal) -> bool:
    return principal.server_id is not None or principal.kind == "key"


class _HandedOn(Response):
    """An answer that another application gives."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def _build(application: Application, support: SupportBundle) -> ASGIApp:
    from watchkeeper.api.v1.building import build_api  # noqa: PLC0415  # loaded when first asked

    api = build_api()
    api.state.application = application
    api.state.support_bundle = support
    return api
