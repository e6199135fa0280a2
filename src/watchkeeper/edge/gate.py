"""The gate: each address of ours stands behind one, and none lets in whom it does not name."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import quote

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from watchkeeper.edge import csrf
from watchkeeper.edge.body import limited
from watchkeeper.edge.options import EdgeOptions
from watchkeeper.edge.problems import wants_page
from watchkeeper.features.accounts import Access, Accounts, Browser, Client, Page, Principal
from watchkeeper.features.accounts.sessions.browser import CookieNames, FormToken, Jar
from watchkeeper.features.accounts.sessions.signing import CsrfTokens
from watchkeeper.texts import speak
from watchkeeper.values import dataclass

LEAST_OVERFLOW = 2**63
"""No row has a number from here on, and databases know none."""


@dataclass(frozen=True, slots=True)
class Door:
    """What all gates share."""

    accounts: Accounts
    options: EdgeOptions
    cookies: CookieNames
    csrf: CsrfTokens
    calls_a_minute: Callable[[Principal], int]  # how many a key may make; 0: any number


class Gate:
    """Stands before one page (an ASGI application): body limit, who asks, whether they may."""

    def __init__(self, page: Page, door: Door) -> None:
        self._page = page
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            receive = limited(scope, receive, self._page.max_body_bytes)
        request = Request(scope, receive, send)
        if self._page.language is not None:
            speak(self._page.language(request))
        try:
            response = await self._answer(request)
            if isinstance(response, FileResponse):
                await _look_at(response)
            await response(scope, receive, send)
        finally:
            await request.close()  # of uploaded files

    async def _answer(self, request: Request) -> Response:
        if self._page.access is Access.KEY:
            request.state.principal = None
            return await self._page.endpoint(request)
        browser = self._browser(request)
        request.state.browser = browser
        request.state.csrf_token = FormToken(browser)
        principal = self._holder_of_key(request) or await self._signed_in(browser)
        request.state.principal = principal
        refusal = await self._refusal(request, principal)
        if refusal is not None:
            return refusal
        _check_numbers(request)
        by_key = principal is not None and principal.key_id is not None
        if request.method not in csrf.SAFE_METHODS and not by_key:
            await csrf.check(request, browser, needs_token=self._page.needs_form_token)
        response = await self._page.endpoint(request)
        browser.finish(response)
        return response

    def _browser(self, request: Request) -> Browser:
        jar = Jar(self._door.cookies, request.cookies)
        client = Client(
            ip_address=request.client.host if request.client else "",
            host=f"{request.url.scheme}://{request.headers.get('host', '')}",
            user_agent=request.headers.get("user-agent", ""),
            device=jar.device,
        )
        return Browser(client, jar, self._door.csrf)

    def _holder_of_key(self, request: Request) -> Principal | None:
        if self._page.access is not Access.TOKEN:
            return None
        secret = request.headers.get("x-api-key") or _bearer(request)
        principal = self._door.accounts.principal_of_key(secret) if secret else None
        if principal is not None:
            self._door.accounts.admit(principal, self._door.calls_a_minute(principal))
        return principal

    async def _signed_in(self, browser: Browser) -> Principal | None:
        if not browser.session_token:
            return None
        return await self._door.accounts.principal_of_session(browser.session_token)

    async def _refusal(self, request: Request, principal: Principal | None) -> Response | None:
        if _may_enter(self._page, principal):
            return None
        if principal is not None:
            return self._to_own_pages(request, principal)
        if request.method in csrf.SAFE_METHODS and wants_page(request):
            return await self._to_sign_in(request)
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})

    def _to_own_pages(self, request: Request, principal: Principal) -> Response:
        """A guest who opens the house by its plain address comes to their own pages.

        Raises:
            HTTPException: 403, anywhere else and for anybody else.
        """
        options = self._door.options
        if principal.kind == "guest" and request.url.path == f"{options.base_path}/":
            return RedirectResponse(options.base_path + options.own_path, status_code=303)
        raise HTTPException(403)

    async def _to_sign_in(self, request: Request) -> Response:
        """Send a person to the sign-in page, and back here afterwards."""
        options = self._door.options
        if not await self._door.accounts.is_set_up():
            target = options.base_path + options.setup_path
        else:
            path = request.url.path.removeprefix(options.base_path) or "/"
            query = f"?{request.url.query}" if request.url.query else ""
            target = f"{options.base_path}{options.sign_in_path}?next={quote(path + query)}"
        if request.headers.get("hx-request"):
            return Response(status_code=401, headers={"HX-Redirect": target})
        return RedirectResponse(target, status_code=303)


def _may_enter(page: Page, principal: Principal | None) -> bool:
    """Whether the page is for everybody, or for this one; what has no rule is closed."""
    if page.access is Access.PUBLIC:
        return True
    rule = RULES.get(page.access)
    return principal is not None and rule is not None and rule(page, principal)


def _is_signed_in(_page: Page, principal: Principal) -> bool:
    return principal.account_id is not None


def _is_owner(_page: Page, principal: Principal) -> bool:
    return principal.kind == "owner"


def _is_owner_or_guest(_page: Page, principal: Principal) -> bool:
    """A guest stands for some account; one that stands for none would see everybody's plays."""
    return principal.kind == "owner" or (principal.kind == "guest" and bool(principal.accounts))


def _holds_scope(page: Page, principal: Principal) -> bool:
    """What is for programs is for no guest, whatever scopes they hold."""
    return principal.kind != "guest" and principal.may_outside_face(page.scope)


RULES: Mapping[Access, Callable[[Page, Principal], bool]] = MappingProxyType(
    {
        Access.SIGNED_IN: _is_signed_in,
        Access.GUEST: _is_owner_or_guest,
        Access.OWNER: _is_owner,
        Access.TOKEN: _holds_scope,
    }
)
"""The one table of who is let in where, besides everybody and the face with its own keys."""


def _bearer(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _check_numbers(request: Request) -> None:
    if any(isinstance(one, int) and one >= LEAST_OVERFLOW for one in request.path_params.values()):
        raise HTTPException(404)


async def _look_at(response: FileResponse) -> None:
    """State the size and age of the file that is about to be sent.

    Raises:
        HTTPException: 404, it is gone since the page named it.
    """
    try:
        found = await anyio.to_thread.run_sync(os.stat, response.path)
    except OSError:
        raise HTTPException(404) from None
    if not stat.S_ISREG(found.st_mode):
        raise HTTPException(404)
    response.stat_result = found
    response.set_stat_headers(found)
