"""The ASGI application: every address of ours, each behind its gate, all inside one frame."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchkeeper.application import Application
from watchkeeper.domain.facts import ServerId
from watchkeeper.edge.frame import Frame, FrameParts
from watchkeeper.edge.gate import Door, Gate
from watchkeeper.edge.health import Patient, check_up
from watchkeeper.edge.metrics import Metrics
from watchkeeper.edge.options import EdgeOptions
from watchkeeper.edge.problems import ProblemPage, answer, plain_page, problem_of
from watchkeeper.edge.status import StatusPages
from watchkeeper.errors import WatchkeeperError
from watchkeeper.features.accounts import Page, Signer
from watchkeeper.features.accounts.sessions.browser import CookieNames
from watchkeeper.features.accounts.sessions.signing import CsrfTokens
from watchkeeper.features.preferences import Network

COMPRESS_FROM_BYTES = 1024
COMPRESS_LEVEL = 1  # a third of the time of level 6 for nine tenths of the gain


def create_app(
    application: Application,
    pages: Sequence[Page],
    options: EdgeOptions,
    problem_page: ProblemPage = plain_page,
) -> Starlette:
    """The whole of HTTP. Earlier pages win where two match; the edge's own come last.

    What is on no page does not exist: there are no folders, mounts or defaults beside them.
    """
    door = Door(
        accounts=application.accounts,
        options=options,
        cookies=CookieNames.of(options.base_path, options.port),
        csrf=CsrfTokens(Signer(application.sealer.derive("csrf"))),
        calls_a_minute=lambda principal: application.preferences.group(Network).calls_a_minute(
            principal.kind
        ),
    )
    metrics = Metrics(lambda: _gauges(application))
    parts = FrameParts(options, application.clock, metrics, problem_page)
    own = _status_pages(application, metrics)

    async def show_problem(request: Request, error: Exception) -> Response:
        problem = problem_of(error, request.state.request_id)
        return await answer(request, problem, problem_page)

    app = Starlette(
        routes=[route_of(page, door) for page in (*pages, *own)],
        middleware=[
            Middleware(Frame, parts=parts),
            Middleware(
                GZipMiddleware, minimum_size=COMPRESS_FROM_BYTES, compresslevel=COMPRESS_LEVEL
            ),
        ],
        exception_handlers={HTTPException: show_problem, WatchkeeperError: show_problem},
    )
    app.router.redirect_slashes = False  # an API answers, or it does not: programs follow nothing
    app.state.application = application
    app.state.pages = (*pages, *own)
    return app


def route_of(page: Page, door: Door) -> Route:
    """The route of a page; there is no other way to make one."""
    name = page.name or page.path
    return Route(page.path, Gate(page, door), methods=list(page.methods), name=name)


def _status_pages(application: Application, metrics: Metrics) -> list[Page]:
    async def connected() -> dict[ServerId, bool | None]:
        servers = await application.servers.watched()
        return {
            server.id: application.monitoring.state(server.id).is_connected for server in servers
        }

    async def first_connected() -> bool | None:
        server = await application.servers.default()
        if server is None or not server.url:
            return False
        return (await connected()).get(server.id)

    patient = Patient(
        db=application.db,
        data_folder=application.data_folder,
        loops=application.supervisor.loops,
        plays=lambda: len(application.columns),
        servers=connected,
    )
    return StatusPages(
        db=application.db,
        metrics=metrics,
        check_up=partial(check_up, patient),
        is_connected=first_connected,
    ).pages()


def _gauges(application: Application) -> dict[str, float]:
    loops = application.supervisor.loops.values()
    return {
        "plays": len(application.columns),
        "sessions": len(application.monitoring.sessions()),
        "loops_failing": sum(1 for loop in loops if loop.failures),
    }
