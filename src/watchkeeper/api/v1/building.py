"""Building the API from the table of operations, with FastAPI."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable
from functools import cached_property
from types import ModuleType
from typing import Any

import orjson
from fastapi import Depends, FastAPI
from fastapi.datastructures import Default
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from watchkeeper import __version__
from watchkeeper.api.v1 import (
    apps,
    arrivals,
    audit,
    backups,
    cards,
    corrections,
    explorer,
    exports,
    graphs,
    guests,
    imports,
    items,
    jobs,
    keys,
    libraries,
    logs,
    newsletters,
    notifiers,
    people,
    personal_data,
    places,
    plans,
    plays,
    preferences,
    relinks,
    repair,
    search,
    servers,
    sessions,
    statistics,
    status,
    upkeep,
    users,
    views,
    years,
)
from watchkeeper.api.v1.operations import OPERATIONS, Operation
from watchkeeper.api.v1.problems import PROBLEMS, problem_schemas, refusal, refuse_unknown
from watchkeeper.features.exports.service import CONTENT_TYPES
from watchkeeper.runtime.memory import give_back_memory

MODULES: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        apps,
        arrivals,
        audit,
        backups,
        cards,
        corrections,
        explorer,
        exports,
        graphs,
        guests,
        imports,
        items,
        jobs,
        keys,
        libraries,
        logs,
        newsletters,
        notifiers,
        people,
        personal_data,
        places,
        plans,
        plays,
        preferences,
        relinks,
        repair,
        search,
        servers,
        sessions,
        statistics,
        status,
        upkeep,
        users,
        views,
        years,
    )
}
DESCRIPTION = """Everything Watchkeeper knows and can do, for programs of your own.

Send a token as `X-Api-Key` or `Authorization: Bearer`. Tokens are made under Settings, API, or
with `POST /api/v1/keys`; each has scopes, and each operation names the one that it needs
(`x-scope`): `read`, `control` (act on media servers), `write` (change the record) or `admin`, which
includes the others. A token or key that is bound to a server sees that server alone. The owner's
web session works too; a change then needs the page's token as `X-CSRF-Token`.

Instants are whole UTC seconds since 1970. Every field names its unit. `null` means not known, or
that there is none; it never means no or zero. Lists are cut with `offset` and `limit`, and say how
many there are in all. A parameter or field that is not described is refused.

Whatever goes wrong is answered as `{"error": {"code", "message", "field"}}`. More calls than a
token may make are answered 429 with `Retry-After`, in seconds.
"""
RAW: dict[str, tuple[str, ...]] = {
    "get_image": ("image/png", "image/jpeg", "image/gif", "image/webp"),
    "get_document": ("application/json",),
    "get_export_file": tuple(CONTENT_TYPES.values()),
    "get_person_export": (personal_data.ZIP,),
    "get_backup_file": (backups.SQLITE,),
    "get_support_bundle": (upkeep.ZIP,),
    "preview_newsletter": ("text/html",),
}
"""Operations that answer bytes of their own, and of which types."""
SECURITY = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
}


class Api(FastAPI):
    """FastAPI inside the frame and the gate of the edge, which answer for all errors."""

    def build_middleware_stack(self) -> ASGIApp:
        """Only what routes need."""
        return AsyncExitStackMiddleware(self.router)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except RequestValidationError as error:
            raise refusal(error) from None

    @cached_property
    def document(self) -> bytes:
        """The OpenAPI document as JSON, compressed: it is made once, at a tenth of its size."""
        document = self.openapi()
        document["components"]["schemas"] |= problem_schemas()
        document["components"]["schemas"]["JsonValue"] = {"description": "Any value of JSON."}
        document["components"]["securitySchemes"] = SECURITY
        document["security"] = [{name: []} for name in SECURITY]
        self.openapi_schema = None  # a hundred times the size of its bytes
        packed = gzip.compress(orjson.dumps(document))
        document.clear()
        give_back_memory()
        return packed


def build_api() -> Api:
    """The API under the full paths of its operations; its state gets the application."""
    api = Api(
        title="Watchkeeper",
        version=__version__,
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for operation in OPERATIONS:
        _add(api, operation)
    return api


def _add(api: Api, operation: Operation) -> None:
    function: Callable[..., Awaitable[object]] = getattr(MODULES[operation.module], operation.name)
    words = " ".join((function.__doc__ or "").split())
    summary = words.partition(". ")[0].rstrip(".")
    api.add_api_route(
        operation.path,
        function,
        methods=[operation.method],
        operation_id=operation.name,
        summary=summary,
        description=words,
        tags=[operation.module],
        response_class=Response if operation.name in RAW else Default(JSONResponse),
        responses=_answers(operation),
        openapi_extra={"x-scope": operation.scope.value},
        dependencies=[Depends(refuse_unknown)],
    )


def _answers(operation: Operation) -> dict[int | str, dict[str, Any]]:  # Any: parts of a document
    types = RAW.get(operation.name)
    if types is None:
        return PROBLEMS
    text = {} if operation.name == "get_document" else {"type": "string", "format": "binary"}
    return {200: {"content": {one: {"schema": text} for one in types}}, **PROBLEMS}
