"""What went wrong, in words: as a page for people, as JSON for programs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import TypeAlias

import orjson
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from watchkeeper.errors import (
    AccessError,
    ConflictError,
    InputError,
    NotFoundError,
    OutsideError,
    StorageError,
    ThrottledError,
    WatchkeeperError,
)

log = structlog.get_logger(__name__)

STATUSES: tuple[tuple[type[WatchkeeperError], int], ...] = (
    (NotFoundError, 404),
    (ConflictError, 409),
    (InputError, 400),
    (ThrottledError, 429),
    (AccessError, 403),
    (OutsideError, 502),
    (StorageError, 503),
)
SENTENCES = {
    400: "The request cannot be read. Go back and try again.",
    401: "Sign in first.",
    403: "This account or key may not do that.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "That is more than this address takes.",
    415: "Compressed requests are not taken.",
    500: "Something went wrong here. The log has more under this id.",
}
PROGRAM_PATHS = ("/api", "/health", "/metrics", "/status", "/server_status")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request was not served."""

    status: int
    sentence: str  # for people, without secrets
    request_id: str
    code: str
    headers: Mapping[str, str]
    field: str | None = None  # of the form or query that does not fit

    @property
    def title(self) -> str:
        """The status in words, e.g. Not Found."""
        return HTTPStatus(self.status).phrase


ProblemPage: TypeAlias = Callable[[Request, Problem], Awaitable[Response]]
"""Shows a problem to people; when it fails, a plain page is shown instead."""


def problem_of(error: Exception, request_id: str) -> Problem:
    """The problem that an error is. One of an unknown kind says nothing about itself."""
    if isinstance(error, WatchkeeperError):
        return _ours(error, request_id)
    if isinstance(error, HTTPException):
        sentence = SENTENCES.get(error.status_code, error.detail)
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
        return Problem(error.status_code, sentence, request_id, code, error.headers or {})
    return Problem(500, SENTENCES[500], request_id, "internal_server_error", {})


async def answer(request: Request, problem: Problem, page: ProblemPage) -> Response:
    """The page when a person asks, else JSON: the shape of Tautulli's web server, and our code."""
    response = await _page(request, problem, page) if wants_page(request) else _json(problem)
    response.headers.update(problem.headers)
    return response


def wants_page(request: Request) -> bool:
    """Whether a person is likely to read the answer."""
    path = str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", "")))
    return "text/html" in request.headers.get("accept", "") and not path.startswith(PROGRAM_PATHS)


async def plain_page(_request: Request, problem: Problem) -> Response:
    """The page when nobody has a nicer one."""
    lines = (
        "<!doctype html><html lang=en><meta charset=utf-8>",
        f"<title>{problem.title}</title>",
        f"<h1>{problem.title}</h1><p>{escape(problem.sentence)}</p>",
        f"<p>Id: {escape(problem.request_id)}</p>",
    )
    return HTMLResponse("".join(lines), status_code=problem.status)


async def _page(request: Request, problem: Problem, page: ProblemPage) -> Response:
    try:
        return await page(request, problem)
    except Exception:  # the page may need just what is broken
        log.exception("error page failed")
        return await plain_page(request, problem)


def _json(problem: Problem) -> Response:
    content = {
        "status": f"{problem.status} {problem.title}",
        "message": problem.sentence,
        "error": True,
        "code": problem.code,
        "field": problem.field,
        "id": problem.request_id,
    }
    return Response(
        orjson.dumps(content),
        status_code=problem.status,
        media_type="application/json;charset=UTF-8",
    )


def _ours(error: WatchkeeperError, request_id: str) -> Problem:
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), 500)
    headers = {}
    if isinstance(error, ThrottledError):
        headers["Retry-After"] = str(error.retry_after_seconds)
    named = error.field if isinstance(error, InputError) else None
    return Problem(status, str(error), request_id, error.code, headers, named)
