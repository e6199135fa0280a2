"""/auth: signing in and out as programs made for Tautulli do it."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from watchkeeper.api.v2.envelope import JSON_TYPE
from watchkeeper.api.v2.request import sent_parameters
from watchkeeper.application import Application
from watchkeeper.errors import AccessError, ThrottledError
from watchkeeper.features.accounts import Access, Browser, Page

MOST_BYTES = 16 * 1024
WRONG = {"status": "error", "message": "Invalid credentials."}


async def sign_in(request: Request) -> Response:
    """Begin a web session with username and password, from a form or from JSON.

    A browser may ask for it from a page of ours alone; programs that are none need no form token.
    """
    app: Application = request.app.state.application
    browser: Browser = request.state.browser
    username, password = await _entered(request)
    try:
        signed_in = await app.accounts.sign_in(username, password, browser.client)
    except ThrottledError:
        raise
    except AccessError:
        return _json(WRONG, 401)
    answer = {"status": "success", "token": signed_in.token, "uuid": _uuid(app)}
    response = _json(answer, 201)
    browser.sign_in(response, signed_in)
    return response


async def sign_out(request: Request) -> Response:
    """End this browser's session; the address alone (GET) changes nothing and leads home."""
    app: Application = request.app.state.application
    browser: Browser = request.state.browser
    base = request.scope.get("root_path", "")
    if request.method != "POST":
        return RedirectResponse(f"{base}/", status_code=303)
    await app.accounts.sign_out(browser.session_token)
    response = RedirectResponse(f"{base}/sign-in", status_code=303)
    browser.sign_out(response)
    return response


PAGES = (
    Page(
        "/auth/signin",
        sign_in,
        Access.PUBLIC,
        ("POST",),
        max_body_bytes=MOST_BYTES,
        needs_form_token=False,
    ),
    Page("/auth/logout", sign_out, Access.SIGNED_IN, ("GET", "POST")),
)


async def _entered(request: Request) -> tuple[str, str]:
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            sent = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            sent = {}
        found = sent if isinstance(sent, dict) else {}
    else:
        found = dict(await sent_parameters(request))
    return _text(found.get("username")), _text(found.get("password"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _uuid(app: Application) -> str:
    return app.sealer.derive("server id for apps").hex()[:32]


def _json(content: object, status: int) -> Response:
    return Response(orjson.dumps(content), status, media_type=JSON_TYPE)
