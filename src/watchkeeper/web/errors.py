"""Error pages: what happened, and where to go from here."""

from __future__ import annotations

from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.values import dataclass
from watchkeeper.web.rendering import Renderer, context_of, path_of, with_query
from watchkeeper.web.veiling import Veiling

MUST_BE_LOGGED = 500  # from this status on a page names the entry of the log
TITLES = {
    400: "That did not work",
    401: "Please sign in",
    403: "Not for you",
    404: "There is nothing here",
    405: "That cannot be done here",
    409: "That does not fit any more",
    413: "That is too large",
    429: "Too many tries",
    502: "The server does not answer",
    503: "Not possible right now",
}


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What an error page shows; `id` finds the entry in the log."""

    title: str
    text: str
    id: str
    can_search: bool
    field: str = ""  # of the address that does not fit
    without: str = ""  # the address without it


class Shown(Protocol):
    """What a page says of a problem."""

    @property
    def status(self) -> int: ...

    @property
    def sentence(self) -> str: ...

    @property
    def request_id(self) -> str: ...

    @property
    def field(self) -> str | None: ...


class ErrorPages:
    """Renders errors for people."""

    def __init__(self, renderer: Renderer, veiling: Veiling) -> None:
        self._renderer = renderer
        self._veiling = veiling

    async def show(self, request: Request, problem: Shown) -> Response:
        """The page of a problem."""
        status, field = problem.status, problem.field or ""
        error = ErrorView(
            title=TITLES.get(status, "Something went wrong here"),
            text=problem.sentence,
            id=problem.request_id if status >= MUST_BE_LOGGED else "",
            can_search=status == 404,
            field=field,
            without=_without(request, field),
        )
        values = {"page": context_of(request, "error", health=None), "error": error}
        response = self._renderer.page("pages/error.html", values, status=status)
        return await self._veiling.laid_over(request, response)


def _without(request: Request, field: str) -> str:
    """The same address without the part that does not fit, "" where it is in no address."""
    if request.method != "GET" or field not in request.query_params:
        return ""
    rest = {name: value for name, value in request.query_params.items() if name != field}
    return with_query(path_of(request), rest)
