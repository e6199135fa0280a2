"""Error pages: what happened, and where to go from here."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.web.rendering import Renderer, context_of
from watchkeeper.web.veiling import Veiling

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


class ErrorPages:
    """Renders errors for people."""

    def __init__(self, renderer: Renderer, veiling: Veiling) -> None:
        self._renderer = renderer
        self._veiling = veiling

    async def show(self, request: Request, status: int, sentence: str, request_id: str) -> Response:
        """The page for a status and a sentence."""
        title = TITLES.get(status, "Something went wrong here")
        values = {
            "page": context_of(request, "error"),
            "error": ErrorView(title, sentence, request_id, can_search=status == 404),
        }
        response = self._renderer.page("pages/error.html", values, status=status)
        return await self._veiling.laid_over(request, response)
