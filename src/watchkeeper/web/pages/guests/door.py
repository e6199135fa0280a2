"""How guests come in: with Plex, or by an invitation of the owner."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from watchkeeper.errors import AccessError, InputError, NotFoundError, OutsideError, ThrottledError
from watchkeeper.features.accounts import Access, Browser, Page
from watchkeeper.features.preferences import Guests
from watchkeeper.texts import N_, told
from watchkeeper.web.pages.door import REASONS, DoorPages, own_path
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.pages.guests.with_plex import PlexGuests
from watchkeeper.web.rendering import context_of
from watchkeeper.web.site import Site

CLOSED = N_("Guests are not let in here.")


class GuestDoorPages:
    """/sign-in/plex and /welcome."""

    def __init__(self, site: Site, door: DoorPages) -> None:
        self._site = site
        self._door = door
        self._app = site.application
        self._accounts = site.application.accounts
        self._plex = PlexGuests(site)

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/sign-in/plex", self.begin, Access.PUBLIC, ("POST",)),
            Page("/sign-in/plex/{ticket}", self.wait, Access.PUBLIC),
            Page("/sign-in/plex/{ticket}", self.finish, Access.PUBLIC, ("POST",)),
            Page("/welcome/{token}", self.welcome, Access.PUBLIC),
            Page("/welcome/{token}", self.accept, Access.PUBLIC, ("POST",)),
        ]

    async def begin(self, request: Request) -> Response:
        """Begin to sign in with Plex."""
        self._check_open()
        browser: Browser = request.state.browser
        next_path = text_of(await request.form(), "next")
        try:
            self._accounts.guests.take_turn(browser.client)
            ticket = await self._plex.begin(browser.mark, next_path)
        except ThrottledError as error:
            return self._door.form(request, next_path, problem=told(error), status=429)
        except OutsideError:
            return self._door.form(request, next_path, problem=REASONS["plex"], status=502)
        return self._site.go(f"/sign-in/plex/{ticket}")

    async def wait(self, request: Request) -> Response:
        """Where to say yes; this page asks by itself whether it was said."""
        self._check_open()
        browser: Browser = request.state.browser
        ticket = request.path_params["ticket"]
        values = {
            "page": context_of(request, "sign-in"),
            "address": self._plex.address(ticket, browser.mark),
            "path": f"/sign-in/plex/{ticket}",
        }
        return self._site.renderer.page("pages/sign_in_plex.html", values)

    async def finish(self, request: Request) -> Response:
        """Sign in whoever has said yes at Plex, if the owner lets them in."""
        self._check_open()
        browser: Browser = request.state.browser
        ticket = request.path_params["ticket"]
        try:
            next_path = self._plex.begun(ticket, browser.mark).next_path
            person = await self._plex.who(ticket, browser.mark)
            if person is None:
                return self._not_yet(request, ticket)
            signed_in = await self._accounts.sign_in_guest(person.user_id, browser.client)
        except AccessError:
            return self._refused(request, "guest")
        except NotFoundError:
            return self._refused(request, "over")
        except OutsideError:
            return self._refused(request, "plex")
        self._accounts.guests.give_back(browser.client)
        response = self._onward(request, own_path(signed_in.principal, next_path))
        browser.sign_in(response, signed_in)
        return response

    async def welcome(self, request: Request) -> Response:
        """An invitation: choose a password."""
        return await self._invitation(request)

    async def accept(self, request: Request) -> Response:
        """Use the invitation up and sign in."""
        browser: Browser = request.state.browser
        form = await request.form()
        token, password = request.path_params["token"], str(form.get("password", ""))
        try:
            signed_in = await self._accounts.accept_invitation(token, password, browser.client)
        except InputError as error:
            return await self._invitation(request, problem=told(error), status=400)
        except ThrottledError as error:
            return await self._invitation(request, problem=told(error), status=429)
        response = self._site.go("/me")
        browser.sign_in(response, signed_in)
        return response

    def _check_open(self) -> None:
        if not self._app.preferences.group(Guests).allow_guest_access:
            raise NotFoundError(CLOSED)

    async def _invitation(
        self, request: Request, *, problem: str = "", status: int = 200
    ) -> Response:
        account = await self._accounts.guests.invited(request.path_params["token"])
        values = {
            "page": context_of(request, "sign-in"),
            "name": account.name,
            "path": f"/welcome/{request.path_params['token']}",
            "problem": problem,
        }
        return self._site.renderer.page("pages/welcome.html", values, status=status)

    def _not_yet(self, request: Request, ticket: str) -> Response:
        if request.headers.get("HX-Request"):
            return Response(status_code=204)
        return self._site.go(f"/sign-in/plex/{ticket}")

    def _onward(self, request: Request, path: str) -> Response:
        if request.headers.get("HX-Request"):
            return HTMLResponse("", headers={"HX-Redirect": self._site.renderer.url(path)})
        return self._site.go(path)

    def _refused(self, request: Request, why: str) -> Response:
        return self._onward(request, f"/sign-in?why={why}")
