"""The notifications page: all notifiers with their state, adding, testing and deleting one."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.domain.notices.agents import agent_of
from watchkeeper.errors import InputError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.notifications import Notifier
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.integrations.channels import SUPPORTED
from watchkeeper.texts import _
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.pages.notifications.sending import send_test
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.notifications.cards import NotifierCard, Sending, notifier_card
from watchkeeper.web.views.notifications.catalogue import catalogue

PATH = "/notifications"
ONE = f"{PATH}/{{server_id:int}}/{{number:int}}"


class NotificationPages:
    """What concerns all notifiers, or one as a whole."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(PATH, self.show, Access.OWNER, name="notifications"),
            Page(f"{PATH}/add", self.choose, Access.OWNER),
            Page(f"{PATH}/add", self.add, Access.OWNER, ("POST",)),
            Page(f"{ONE}/test", self.test, Access.OWNER, ("POST",)),
            Page(f"{ONE}/speak", self.speak, Access.OWNER, ("POST",)),
            Page(f"{ONE}/copy", self.copy, Access.OWNER, ("POST",)),
            Page(f"{ONE}/delete", self.delete, Access.OWNER, ("POST",)),
            Page(f"{ONE}/bring-back", self.bring_back, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """All notifiers as they are."""
        servers = await self._app.servers.all()
        shelves = [(server.name, await self._cards(server.id)) for server in servers]
        values = {"shelves": [shelf for shelf in shelves if shelf[1]], "servers": servers}
        template = "pages/notifications.html"
        return await self._site.show(request, template, values, section="notifications")

    async def choose(self, request: Request) -> Response:
        """The kinds to choose from."""
        values = {"groups": catalogue(SUPPORTED), "servers": await self._app.servers.all()}
        template = "pages/notifier_add.html"
        return await self._site.show(request, template, values, section="notifications")

    async def add(self, request: Request) -> Response:
        """Make a notifier of a kind, which nothing sets off yet, and go on to its settings."""
        form = await request.form()
        agent_id = whole_number(text_of(form, "agent_id"))
        agent = None if agent_id is None else agent_of(agent_id)
        if agent is None:
            raise InputError("There is no such kind of notifier.", field="agent_id")
        server_id = ServerId(whole_number(text_of(form, "server_id")) or 0)
        await self._app.servers.get(server_id)
        number = await self._app.notifiers.add(server_id, agent)
        words = _("%(name)s was added. Say where it sends to.", name=_(agent.label))
        return self._site.go(f"{PATH}/{server_id}/{number}", Message(words, "ok"))

    async def test(self, request: Request) -> Response:
        """Send a test now, and say how it went."""
        notifier = await self._notifier(request)
        back = text_of(await request.form(), "next") or PATH
        return self._site.go(back, await send_test(self._app.outbox, notifier))

    async def speak(self, request: Request) -> Response:
        """Let a notifier tell that was silent, as imported ones are at first."""
        notifier = await self._notifier(request)
        edit = NotifierEdit(options=replace(notifier.options, is_silent=False))
        await self._app.notifiers.edit(notifier.server_id, notifier.number, edit)
        back = text_of(await request.form(), "next") or PATH
        words = _("%(name)s tells from now on.", name=notifier.title)
        return self._site.go(back, Message(words, "ok"))

    async def copy(self, request: Request) -> Response:
        """Make another one like it, and go on to its settings."""
        notifier = await self._notifier(request)
        made = await self._app.notifiers.copy(notifier.server_id, notifier.number)
        message = Message(_("This is the copy. It is silent until you let it tell."), "ok")
        return self._site.go(f"{PATH}/{made.server_id}/{made.number}", message)

    async def delete(self, request: Request) -> Response:
        """Delete a notifier, with a way back; what it sent stays in the log."""
        notifier = await self._notifier(request)
        await self._app.notifiers.delete(notifier.server_id, notifier.number)
        undo = f"{PATH}/{notifier.server_id}/{notifier.number}/bring-back"
        words = _("%(name)s was deleted.", name=notifier.title)
        return self._site.go(PATH, Message(words, "ok", undo=undo))

    async def bring_back(self, request: Request) -> Response:
        """Undo a deletion."""
        place = request.path_params
        found = await self._app.notifiers.bring_back(ServerId(place["server_id"]), place["number"])
        return self._site.go(PATH, Message(_("%(name)s is there again.", name=found.title), "ok"))

    async def _cards(self, server_id: ServerId) -> list[NotifierCard]:
        newest = await self._app.outbox.newest(server_id)
        waiting = await self._app.outbox.waiting()
        return [
            notifier_card(
                one,
                Sending(newest.get(one.number), waiting.get((server_id, one.number), 0)),
                SUPPORTED,
                self._app.zone,
            )
            for one in await self._app.notifiers.all(server_id)
        ]

    async def _notifier(self, request: Request) -> Notifier:
        place = request.path_params
        return await self._app.notifiers.the(ServerId(place["server_id"]), place["number"])
