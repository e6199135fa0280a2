"""What went wrong, in words: as a page for people, as JSON for programs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
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
from watchkeeper.texts import N_, language, told
from watchkeeper.values import dataclass

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
    400: N_("The request cannot be read. Go back and try again."),
    401: N_("Sign in first."),
    403: N_("This account or key may not do that."),
    404: N_("There is nothing at this address."),
    405: N_("This address does not take that method."),
    408: N_("The request never came to its end."),
    413: N_("That is more than this address takes."),
    414: N_("This address is too long."),
    415: N_("Compressed requests are not taken."),
    500: N_("Something went wrong here. The log has more under this id."),
}
OWN_API = "/api/v1"
PROGRAM_PATHS = ("/api", "/health", "/metrics", "/status", "/server_status")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request was not served."""

    status: int
    sentence: str  # without secrets; in English, `told` says it to people
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
    """The page when a person asks, else JSON.

    That has one shape in our own API, and elsewhere that of Tautulli's web server with our code.
    """
    if wants_page(request):
        response = await _page(request, problem, page)
        response.headers.update(problem.headers)
        return response
    return _json(request, problem)


def _json(request: Request, problem: Problem) -> Response:
    content = _own(problem) if _path(request).startswith(OWN_API) else _tautulli(problem)
    return Response(
        orjson.dumps(content),
        status_code=problem.status,
        headers=dict(problem.headers),
        media_type="application/json;charset=UTF-8",
    )


def wants_page(request: Request) -> bool:
    """Whether a person is likely to read the answer."""
    accepts_page = "text/html" in request.headers.get("accept", "")
    return accepts_page and not _path(request).startswith(PROGRAM_PATHS)


async def plain_page(_request: Request, problem: Problem) -> Response:
    """The page when nobody has a nicer one."""
    lines = (
        f"<!doctype html><html lang={language().code}><meta charset=utf-8>",
        f"<title>{problem.title}</title>",
        f"<h1>{problem.title}</h1><p>{escape(told(problem.sentence))}</p>",
        f"<p>Id: {escape(problem.request_id)}</p>",
    )
    return HTMLResponse("".join(lines), status_code=problem.status)


async def _page(request: Request, problem: Problem, page: ProblemPage) -> Response:
    try:
        return await page(request, problem)
    except Exception:  # the page may need just what is broken
        log.exception("error page failed")
        return await plain_page(request, problem)


def _path(request: Request) -> str:
    return str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", "")))


def _own(problem: Problem) -> dict[str, object]:
    words = {"code": problem.code, "message": problem.sentence, "field": problem.field}
    return {"error": words}


def _tautulli(problem: Problem) -> dict[str, object]:
    return {
        "status": f"{problem.status} {problem.title}",
        "message": problem.sentence,
        "error": True,
        "code": problem.code,
        "field": problem.field,
        "id": problem.request_id,
    }


def _ours(error: WatchkeeperError, request_id: str) -> Problem:
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), 500)
    headers = {}
    if isinstance(error, ThrottledError):
        headers["Retry-After"] = str(error.retry_after_seconds)
    named = error.field if isinstance(error, InputError) else None
    return Problem(status, error.sentence, request_id, error.code, headers, named)
