"""What is answered while the database is brought up to date: not yet, and how far that is."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import orjson
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from watchkeeper.edge.frame import METHODS, Frame, FrameParts
from watchkeeper.edge.health import Check, Checkup
from watchkeeper.edge.metrics import Metrics
from watchkeeper.edge.options import EdgeOptions
from watchkeeper.edge.problems import Problem, answer
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.languages import Languages
from watchkeeper.texts import Sentence, _, language, speak, told

RETRY_SECONDS = 5


def upgrading_app(
    options: EdgeOptions, clock: Clock, languages: Languages, step: Callable[[], Sentence]
) -> Starlette:
    """Every address answers 503 with the present step, to people and to programs.

    Only that the process lives is answered as ever: whoever restarts what does not live must wait.
    """

    async def live(_request: Request) -> Response:
        return _json({"status": "live"}, 200)

    async def ready(_request: Request) -> Response:
        return _json(Checkup({"database": Check("failed", step())}).as_json(in_full=True), 503)

    async def not_yet(request: Request) -> Response:
        speak(languages.wished(request.headers.get("accept-language", "")))
        headers = {"Retry-After": str(RETRY_SECONDS)}
        problem = Problem(503, step(), request.state.request_id, "upgrading", headers)
        return await answer(request, problem, _page)

    routes = [
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/{path:path}", not_yet, methods=sorted(METHODS)),
    ]
    parts = FrameParts(options, clock, Metrics(dict), _page)
    return Starlette(routes=routes, middleware=[Middleware(Frame, parts=parts)])


async def _page(_request: Request, problem: Problem) -> Response:
    """A page that needs no style or script of ours, and looks again by itself."""
    spoken, title = language(), escape(_("Watchkeeper is being brought up to date"))
    again = escape(_("This page looks again every %(seconds)s seconds.", seconds=RETRY_SECONDS))
    lines = (
        f'<!doctype html><html lang="{spoken.code}" dir="{spoken.direction}">',
        '<meta charset="utf-8"><meta name="color-scheme" content="dark light">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<main><h1>{title}</h1><p>{escape(told(problem.sentence))}</p>",
        f"<p>{again}</p></main></html>",
    )
    headers = {"Refresh": str(RETRY_SECONDS)}
    return HTMLResponse("".join(lines), status_code=problem.status, headers=headers)


def _json(content: object, status: int) -> Response:
    return Response(orjson.dumps(content), status_code=status, media_type="application/json")
