"""The set-up wizard, closed for good once there is an owner; its later steps need the owner."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.errors import AccessError, InputError, OutsideError
from watchkeeper.features.accounts import Access, Browser, Page
from watchkeeper.features.system.servers.server import ServerEntry
from watchkeeper.texts import _, told
from watchkeeper.values import dataclass
from watchkeeper.web.pages.forms import entry_of, text_of, who
from watchkeeper.web.pages.setup.options import SetupOptions
from watchkeeper.web.pages.setup.with_plex import PlexSignIns
from watchkeeper.web.pages.takeover import TakeOver
from watchkeeper.web.site import Site
from watchkeeper.web.views.servers import ServerForm, shown_test, with_outcome
from watchkeeper.web.views.setup import steps_at

Values = dict[str, Any]  # Any: views of many shapes


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the owner's form; the password is never sent back."""

    code: str = ""
    name: str = ""


class SetupPages:
    """All that begins with /setup."""

    def __init__(self, site: Site, take_over: TakeOver) -> None:
        self._site = site
        self._app = site.application
        self._take_over = take_over
        self._plex = PlexSignIns(site)
        self._options = SetupOptions(site.application)

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/setup", self.owner, Access.PUBLIC, name="setup"),
            Page("/setup", self.make_owner, Access.PUBLIC, ("POST",)),
            Page("/setup/plex", self.plex, Access.OWNER),
            Page("/setup/plex", self.add_server, Access.OWNER, ("POST",)),
            Page("/setup/plex/pin", self.begin_pin, Access.OWNER, ("POST",)),
            Page("/setup/plex/pin/{pin_id:int}", self.ask_pin, Access.OWNER),
            Page("/setup/plex/choose", self.choose, Access.OWNER, ("POST",)),
            Page("/setup/libraries", self.libraries, Access.OWNER),
            Page("/setup/libraries", self.keep_libraries, Access.OWNER, ("POST",)),
            Page("/setup/history", self.history, Access.OWNER),
            Page("/setup/options", self.options, Access.OWNER),
            Page("/setup/options", self.keep_options, Access.OWNER, ("POST",)),
            Page("/setup/done", self.done, Access.OWNER),
        ]

    async def owner(self, request: Request) -> Response:
        """The first step; after set-up it leads on."""
        if await self._app.accounts.is_set_up():
            return self._site.go("/setup/plex" if request.state.principal else "/sign-in")
        return await self._show(request, "owner", {"entered": Entered(), "field": ""})

    async def make_owner(self, request: Request) -> Response:
        """Make the owner's account and sign this browser in."""
        form = await request.form()
        entered = Entered(text_of(form, "code"), text_of(form, "name"))
        password = str(form.get("password", ""))
        browser: Browser = request.state.browser
        address = browser.client.ip_address
        try:
            await self._app.accounts.set_up(entered.code, entered.name, password, address=address)
            signed_in = await self._app.accounts.sign_in(entered.name, password, browser.client)
        except (InputError, AccessError) as error:
            values: Values = {"entered": entered, "field": getattr(error, "field", "")}
            return await self._show(request, "owner", values, problem=told(error))
        response = self._site.go("/setup/plex")
        browser.sign_in(response, signed_in)
        return response

    async def plex(self, request: Request) -> Response:
        """Which server to watch."""
        return await self._plex_step(request)

    async def add_server(self, request: Request) -> Response:
        """Test or add an address entered by hand."""
        form = await request.form()
        entry = entry_of(form)
        shown = self._form(entry)
        try:
            if text_of(form, "do") == "test":
                servers = self._app.servers
                outcome = shown_test(
                    await servers.test(entry.url, entry.token, verify_tls=entry.verify_tls)
                )
                shown = with_outcome(shown, outcome)
                return await self._plex_step(request, {"form": shown})
            await self._app.servers.add(entry)
        except (InputError, OutsideError) as error:
            field = getattr(error, "field", None) or "url"
            shown = replace(shown, problem=told(error), field=field)
            return await self._plex_step(request, {"form": shown})
        return self._site.go("/setup/libraries")

    async def begin_pin(self, request: Request) -> Response:
        """Begin to sign in with Plex."""
        try:
            return await self._plex_step(request, {"pin": await self._plex.begin()})
        except OutsideError as error:
            return await self._plex_step(request, problem=told(error))

    async def ask_pin(self, request: Request) -> Response:
        """Whether somebody has signed in meanwhile; then their servers."""
        pin_id = request.path_params["pin_id"]
        try:
            found = await self._plex.found(pin_id)
        except (OutsideError, InputError) as error:
            return await self._plex_step(request, problem=told(error))
        if request.headers.get("HX-Request"):
            return self._plex.waiting(pin_id, is_ready=found is not None)
        values: Values = {"pin": self._plex.begun(pin_id)} if found is None else {"found": found}
        return await self._plex_step(request, values)

    async def choose(self, request: Request) -> Response:
        """Watch one of the account's servers, under one of its addresses."""
        form = await request.form()
        try:
            entry = self._plex.entry(text_of(form, "identifier"), text_of(form, "url"))
            await self._app.servers.add(entry)
        except (OutsideError, InputError) as error:
            return await self._plex_step(request, problem=told(error))
        return self._site.go("/setup/libraries")

    async def libraries(self, request: Request) -> Response:
        """Whose plays are recorded."""
        server = await self._app.servers.default()
        servers = await self._app.servers.watched()
        values: Values = {"servers": servers, "libraries": (), "users": ()}
        if server is not None:
            values["libraries"] = await self._app.libraries.all(server.id)
            values["users"] = await self._app.users.all(server.id)
        return await self._show(request, "libraries", values)

    async def keep_libraries(self, request: Request) -> Response:
        """Keep what was ticked."""
        form = await request.form()
        await self._options.keep_ticked(form, who(request))
        return self._site.go("/setup/history")

    async def history(self, request: Request) -> Response:
        """Take over a Tautulli, or read beside it."""
        return await self._show(request, "history", await self._take_over.values())

    async def options(self, request: Request) -> Response:
        """The usual values."""
        return await self._show(request, "options", self._options.values())

    async def keep_options(self, request: Request) -> Response:
        """Keep them, or say what is wrong."""
        form = await request.form()
        try:
            await self._options.keep(form, who(request))
        except InputError as error:
            values = {**self._options.values(form), "field": error.field or ""}
            return await self._show(request, "options", values, problem=told(error))
        return self._site.go("/setup/done")

    async def done(self, request: Request) -> Response:
        """What happens now."""
        values = {"servers": await self._app.servers.watched(), **await self._take_over.values()}
        return await self._show(request, "done", values)

    async def _plex_step(
        self, request: Request, values: Values | None = None, *, problem: str = ""
    ) -> Response:
        shown: Values = {
            "servers": await self._app.servers.watched(),
            "form": self._form(ServerEntry(url="", token="")),
            "pin": None,
            "found": None,
        }
        return await self._show(request, "plex", shown | (values or {}), problem=problem)

    async def _show(
        self, request: Request, step: str, values: Values, *, problem: str = ""
    ) -> Response:
        url = self._site.renderer.url
        more: Values = {"steps": steps_at(step, url), "problem": problem}
        return await self._site.show(
            request, f"setup/{step}.html", {**values, **more}, section="setup"
        )

    def _form(self, entry: ServerEntry) -> ServerForm:
        return ServerForm(
            action=self._site.renderer.url("/setup/plex"),
            word=_("Watch this server"),
            url=entry.url,
            verify_tls=entry.verify_tls,
        )
