"""The gate: each address of ours stands behind one, and none lets in whom it does not name."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from watchkeeper.edge import csrf
from watchkeeper.edge.body import limited
from watchkeeper.edge.options import EdgeOptions
from watchkeeper.edge.problems import wants_page
from watchkeeper.features.accounts import Access, Accounts, Browser, Client, Page, Principal
from watchkeeper.features.accounts import Scope as KeyScope
from watchkeeper.features.accounts.browser import CookieNames, FormToken, Jar
from watchkeeper.features.accounts.signing import CsrfTokens


@dataclass(frozen=True, slots=True)
class Door:
    """What all gates share."""

    accounts: Accounts
    options: EdgeOptions
    cookies: CookieNames
    csrf: CsrfTokens


class Gate:
    """Stands before one page (an ASGI application): body limit, who asks, whether they may."""

    def __init__(self, page: Page, door: Door) -> None:
        self._page = page
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            receive = limited(scope, receive, self._page.max_body_bytes)
        request = Request(scope, receive, send)
        try:
            response = await self._answer(request)
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
        by_key = principal is not None and principal.key_id is not None
        if request.method not in csrf.SAFE_METHODS and not by_key:
            await csrf.check(request, browser)
        response = await self._page.endpoint(request)
        browser.finish(response)
        return response

    def _browser(self, request: Request) -> Browser:
        jar = Jar(self._door.cookies, request.cookies, is_secure=request.url.scheme == "https")
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
        return self._door.accounts.principal_of_key(secret) if secret else None

    async def _signed_in(self, browser: Browser) -> Principal | None:
        if not browser.session_token:
            return None
        return await self._door.accounts.principal_of_session(browser.session_token)

    async def _refusal(self, request: Request, principal: Principal | None) -> Response | None:
        if _may_enter(self._page.access, principal):
            return None
        if principal is not None:
            raise HTTPException(403)
        if request.method in csrf.SAFE_METHODS and wants_page(request):
            return await self._to_sign_in(request)
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})

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


def _may_enter(access: Access, principal: Principal | None) -> bool:
    """The one table of who is let in where. What is not in it is closed."""
    match access:
        case Access.PUBLIC:
            return True
        case Access.SIGNED_IN:
            return principal is not None and principal.account_id is not None
        case Access.OWNER:
            return principal is not None and principal.kind == "owner"
        case Access.TOKEN:
            return principal is not None and principal.may(KeyScope.READ)
        case _:
            return False


def _bearer(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
