"""The servers page: Plex servers with test, Tautullis to take over or read beside, jobs."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.system.servers.server import ServerChange, ServerEntry, ServerTest
from watchkeeper.texts import _, told
from watchkeeper.web.pages.forms import entry_of, text_of
from watchkeeper.web.pages.takeover import TakeOver
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.servers import ServerForm, server_card, shown_test, with_outcome

PATH = "/servers"


class ServerPages:
    """All that begins with /servers, but for Tautulli."""

    def __init__(self, site: Site, take_over: TakeOver) -> None:
        self._site = site
        self._app = site.application
        self._take_over = take_over

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = "/servers/{server_id:int}"
        return [
            Page(PATH, self.show, Access.OWNER, name="servers"),
            Page(PATH, self.add, Access.OWNER, ("POST",)),
            Page(one, self.change, Access.OWNER, ("POST",)),
            Page(f"{one}/test", self.test, Access.OWNER, ("POST",)),
            Page(f"{one}/watch", self.watch, Access.OWNER, ("POST",)),
            Page(f"{one}/remove", self.remove, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """All servers as they are."""
        return await self._page(request)

    async def add(self, request: Request) -> Response:
        """Test what was entered, or add it; a problem keeps the entered text."""
        form = await request.form()
        entry = entry_of(form)
        shown = self._form(entry)
        try:
            if text_of(form, "do") == "test":
                return await self._page(request, form=await self._tested(entry, shown))
            server = await self._app.servers.add(entry)
        except (InputError, OutsideError) as error:
            field = getattr(error, "field", None) or "url"
            return await self._page(request, form=replace(shown, problem=told(error), field=field))
        text = _("%(server)s is being watched.", server=server.name)
        return self._site.go(PATH, Message(text, "ok"))

    async def test(self, request: Request) -> Response:
        """Ask a server on record, and show what it says on its card."""
        server = await self._app.servers.get(_server_id(request))
        test = await self._app.servers.test(
            server.url, await self._app.servers.token(server.id), verify_tls=server.verify_tls
        )
        return await self._page(request, tested=(server.id, test))

    async def change(self, request: Request) -> Response:
        """Another address or token."""
        form = await request.form()
        change = ServerChange(
            url=text_of(form, "url"),
            token=text_of(form, "token") or None,
            verify_tls=bool(text_of(form, "verify_tls")),
        )
        try:
            server = await self._app.servers.change(_server_id(request), change)
        except (InputError, OutsideError) as error:
            text = _("Nothing was changed: %(why)s", why=told(error))
            return self._site.go(PATH, Message(text, "danger"))
        text = _("%(server)s was changed.", server=server.name)
        return self._site.go(PATH, Message(text, "ok"))

    async def watch(self, request: Request) -> Response:
        """Pause watching a server, or go on."""
        form = await request.form()
        is_watched = text_of(form, "watch") == "1"
        server = await self._app.servers.change(
            _server_id(request), ServerChange(is_watched=is_watched)
        )
        text = _("%(server)s is not watched for now.", server=server.name)
        if is_watched:
            text = _("%(server)s is being watched.", server=server.name)
        return self._site.go(PATH, Message(text, "ok"))

    async def remove(self, request: Request) -> Response:
        """Forget address and token; the history stays."""
        server_id = _server_id(request)
        server = await self._app.servers.get(server_id)
        await self._app.servers.remove(server_id)
        text = _("%(server)s was removed; its history stays.", server=server.name)
        return self._site.go(PATH, Message(text, "ok"))

    async def _tested(self, entry: ServerEntry, shown: ServerForm) -> ServerForm:
        test = await self._app.servers.test(entry.url, entry.token, verify_tls=entry.verify_tls)
        return with_outcome(shown, shown_test(test))

    async def _page(
        self,
        request: Request,
        *,
        form: ServerForm | None = None,
        tested: tuple[ServerId, ServerTest] | None = None,
    ) -> Response:
        monitoring, zone = self._app.monitoring, self._app.zone
        servers = await self._app.servers.all()
        results = {tested[0]: tested[1]} if tested else {}
        values = {
            "servers": [
                server_card(server, monitoring.state(server.id), zone, results.get(server.id))
                for server in servers
            ],
            "form": form or self._form(ServerEntry(url="", token="")),
            **await self._take_over.values(),
        }
        return await self._site.show(request, "pages/servers.html", values, section="servers")

    def _form(self, entry: ServerEntry) -> ServerForm:
        return ServerForm(
            action=self._site.renderer.url(PATH),
            word=_("Add"),
            url=entry.url,
            verify_tls=entry.verify_tls,
        )


def _server_id(request: Request) -> ServerId:
    return ServerId(request.path_params["server_id"])
