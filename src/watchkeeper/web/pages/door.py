"""The door: signing in and out, and how this browser wants the pages."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.errors import AccessError, ThrottledError
from watchkeeper.features.accounts import Access, Browser, Page, Principal, safe_next_path
from watchkeeper.features.preferences import Guests
from watchkeeper.texts import N_, _, told
from watchkeeper.web.look import COOKIE, Look
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.rendering import context_of
from watchkeeper.web.site import Site

REASONS = {
    "guest": N_(
        "The owner of this Watchkeeper does not let this account in. Ask them to allow you as"
        " a guest."
    ),
    "over": N_("This sign-in is over, or was begun in another browser. Begin again."),
    "plex": N_("plex.tv does not answer, so nobody can be recognised. Try again in a moment."),
}
"""Why a sign-in with Plex came to no good end, by the word for it in the address."""
OWN = "/me"


def own_path(principal: Principal, path: str) -> str:
    """Where somebody goes after signing in: a guest to pages of their own, whatever was asked."""
    if principal.kind != "guest" or path == OWN or path.startswith(f"{OWN}/"):
        return path
    return OWN


class DoorPages:
    """Sign-in, sign-out, look."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._accounts = site.application.accounts

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/sign-in", self.show, Access.PUBLIC, name="sign-in"),
            Page("/sign-in", self.sign_in, Access.PUBLIC, ("POST",)),
            Page("/sign-out", self.sign_out, Access.SIGNED_IN, ("POST",)),
            Page("/look", self.look, Access.PUBLIC, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """The form; before set-up it leads there."""
        if not await self._accounts.is_set_up():
            return self._site.go("/setup")
        query = request.query_params
        problem = _(REASONS.get(query.get("why", ""), ""))
        return self.form(request, next_path=query.get("next", "/"), problem=problem)

    async def sign_in(self, request: Request) -> Response:
        """Check name and password, then go where the browser wanted to go."""
        form = await request.form()
        name, next_path = text_of(form, "name"), text_of(form, "next")
        browser: Browser = request.state.browser
        try:
            signed_in = await self._accounts.sign_in(
                name, str(form.get("password", "")), browser.client
            )
        except AccessError as error:
            status = 429 if isinstance(error, ThrottledError) else 401
            return self.form(request, next_path, name=name, problem=told(error), status=status)
        response = self._site.go(own_path(signed_in.principal, next_path))
        browser.sign_in(response, signed_in)
        return response

    async def sign_out(self, request: Request) -> Response:
        """End this browser's session."""
        browser: Browser = request.state.browser
        await self._accounts.sign_out(browser.session_token)
        response = self._site.go("/sign-in")
        browser.sign_out(response)
        return response

    async def look(self, request: Request) -> Response:
        """Keep what was chosen in a cookie of this browser."""
        form = await request.form()
        response = self._site.go(text_of(form, "next"))
        chosen = {name: text_of(form, name) for name in form if name != "next"}
        look = Look.of(request.cookies.get(COOKIE, "")).changed(chosen)
        self._site.keep_look(response, look)
        return response

    def form(
        self,
        request: Request,
        next_path: str,
        *,
        name: str = "",
        problem: str = "",
        status: int = 200,
    ) -> Response:
        """The form, with what was entered and what was wrong with it."""
        values = {
            "page": context_of(request, "sign-in"),
            "next": safe_next_path(next_path),
            "name": name,
            "problem": problem,
            "with_plex": self._site.application.preferences.group(Guests).allow_guest_access,
        }
        return self._site.renderer.page("pages/sign_in.html", values, status=status)
