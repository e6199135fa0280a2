"""The libraries: all of them, and what an owner switches."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.libraries import Library
from watchkeeper.features.system.servers.server import Server
from watchkeeper.runtime.clock import instant
from watchkeeper.texts import N_, _
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.pages.libraries.asked import asked_library
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.libraries.asked import PATH, LibrariesAsked
from watchkeeper.web.views.libraries.page import KnownLibrary, listing_of

MONTH_SECONDS = 30 * 86_400
SWITCHES = {
    ("keep_history", True): N_("Plays of %(name)s are recorded again."),
    ("keep_history", False): N_(
        "Plays of %(name)s are not recorded any more. What is recorded stays."
    ),
    ("do_notify", True): N_("Plays of %(name)s are told again."),
    ("do_notify", False): N_("Plays of %(name)s are not told any more."),
    ("do_notify_created", True): N_("New items of %(name)s are told again."),
    ("do_notify_created", False): N_("New items of %(name)s are not told any more."),
}


class LibrariesPages:
    """/libraries, and changes of single libraries."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = f"{PATH}/{{server_id:int}}/{{section_id:int}}"
        return [
            Page(PATH, self.listing, Access.OWNER, name="libraries"),
            Page(f"{PATH}/refresh", self.refresh, Access.OWNER, ("POST",)),
            Page(f"{PATH}/undo/{{audit_id:int}}", self.undo, Access.OWNER, ("POST",)),
            Page(f"{one}/switch", self.switch, Access.OWNER, ("POST",)),
            Page(f"{one}/hide", self.hide, Access.OWNER, ("POST",)),
        ]

    async def listing(self, request: Request) -> Response:
        """All libraries."""
        asked = LibrariesAsked.of(request.query_params)
        servers = await self._app.servers.all()
        values = {
            "listing": listing_of(
                asked, await self._known(servers), self._site.pictures, self._app.zone
            ),
            "servers": {server.id: server.name for server in servers},
        }
        return await self._site.show(request, "pages/libraries.html", values, section="libraries")

    async def refresh(self, request: Request) -> Response:
        """Begin to ask all servers for their lists anew, as a job."""
        form = await request.form()
        then = text_of(form, "next") or PATH
        servers = [server.id for server in await self._app.servers.all() if server.has_address]
        if not servers:
            text = _("No server has an address, so none could be asked.")
            return self._site.go(then, Message(text, "warning"))
        await self._app.readings.refresh(servers)
        text = _(
            "The servers are asked for their lists, and what changed is read. Logs show the job."
        )
        return self._site.go(then, Message(text, "ok"))

    async def switch(self, request: Request) -> Response:
        """Switch recording or notices of a library."""
        form = await request.form()
        then = text_of(form, "next") or PATH
        library = await asked_library(self._app, request)
        name = text_of(form, "switch")
        is_on = text_of(form, "value") == "1"
        library = await self._app.libraries.edit(
            library.server_id, library.section_id, {name: is_on}, who(request)
        )
        text = SWITCHES.get((name, is_on), N_("%(name)s was changed."))
        return self._site.go(then, await self._message(library, text))

    async def hide(self, request: Request) -> Response:
        """Hide a library and stop recording from it, or take it back."""
        form = await request.form()
        library, libraries = await asked_library(self._app, request), self._app.libraries
        key = (library.server_id, library.section_id)
        if text_of(form, "value") == "1":
            library = await libraries.delete(*key, who(request))
            text = N_(
                "%(name)s is hidden, and its plays are not recorded any more. Its history stays."
            )
        else:
            library = await libraries.undelete(*key, who(request))
            text = N_("%(name)s is shown again, and its plays are recorded.")
        then = text_of(form, "next") or PATH
        return self._site.go(then, await self._message(library, text))

    async def undo(self, request: Request) -> Response:
        """Take back a change of a library."""
        form = await request.form()
        library = await self._app.libraries.undo(request.path_params["audit_id"], who(request))
        message = Message(_("Undone: %(name)s is as it was.", name=library.section_name), "ok")
        return self._site.go(text_of(form, "next") or PATH, message)

    async def _message(self, library: Library, text: str) -> Message:
        audit_id = await self._app.libraries.last_change(library)
        undo = f"{PATH}/undo/{audit_id}" if audit_id is not None else ""
        return Message(_(text, name=library.section_name), "ok", undo=undo)

    async def _known(self, servers: Sequence[Server]) -> list[KnownLibrary]:
        everything = HistoryFilter()
        table = await self._app.statistics.libraries_table(everything, grouped=True)
        figures = {(one.server_id, one.section_id): one for one in table}
        people = await self._app.statistics.items.people_by_library(everything)
        since = instant(self._app.clock) - MONTH_SECONDS
        return [
            KnownLibrary(
                library=library,
                server=server.name,
                figures=figures.get((server.id, library.section_id)),
                people=people.get((server.id, library.section_id), 0),
                summary=await self._app.libraries.indexes.summary(library, since),
            )
            for server in servers
            for library in await self._app.libraries.all(server.id, with_deleted=True)
        ]
