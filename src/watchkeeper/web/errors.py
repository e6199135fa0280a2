"""Error pages: what happened, and where to go from here."""

from __future__ import annotations

from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.texts import N_, _, speak, told
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import Renderer, context_of, path_of, with_query
from watchkeeper.web.speaking import Speaking
from watchkeeper.web.veiling import Veiling

MUST_BE_LOGGED = 500  # from this status on a page names the entry of the log
TITLES = {
    400: N_("That did not work"),
    401: N_("Please sign in"),
    403: N_("Not for you"),
    404: N_("There is nothing here"),
    405: N_("That cannot be done here"),
    409: N_("That does not fit any more"),
    413: N_("That is too large"),
    429: N_("Too many tries"),
    502: N_("The server does not answer"),
    503: N_("Not possible right now"),
}
ANY_TITLE = N_("Something went wrong here")


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What an error page shows; `id` finds the entry in the log."""

    title: str
    text: str
    id: str
    can_search: bool
    is_strangers: bool  # who was let in as anybody is, e.g. by an invitation that is over
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

    def __init__(self, renderer: Renderer, veiling: Veiling, speaking: Speaking) -> None:
        self._renderer = renderer
        self._veiling = veiling
        self._speaking = speaking

    async def show(self, request: Request, problem: Shown) -> Response:
        """The page of a problem."""
        speak(self._speaking.language(request))  # no page did, where nothing is
        status, field = problem.status, problem.field or ""
        error = ErrorView(
            title=_(TITLES.get(status, ANY_TITLE)),
            text=told(problem.sentence),
            id=problem.request_id if status >= MUST_BE_LOGGED else "",
            can_search=status == 404 and not _is_strangers(request),
            is_strangers=_is_strangers(request),
            field=field,
            without=_without(request, field),
        )
        values = {"page": context_of(request, "error", health=None), "error": error}
        response = self._renderer.page("pages/error.html", values, status=status)
        return await self._veiling.laid_over(request, response)


def _is_strangers(request: Request) -> bool:
    """Whether nobody is signed in on a page that is open to all."""
    return "endpoint" in request.scope and getattr(request.state, "principal", None) is None


def _without(request: Request, field: str) -> str:
    """The same address without the part that does not fit, "" where it is in no address."""
    if request.method != "GET" or field not in request.query_params:
        return ""
    rest = {name: value for name, value in request.query_params.items() if name != field}
    return with_query(path_of(request), rest)
