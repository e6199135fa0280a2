"""The notifications page: notifiers with their state and a test, and the log with another try."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.notifications import Notifier, Wording
from watchkeeper.integrations.channels import SUPPORTED
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.notifications.cards import NoticeLine, NotifierCard, notice_line, notifier_card

PATH = "/notifications"
LINES = 100
TEST_WORDS = {
    "scripts": Wording('["test"]', ""),
    "webhook": Wording("", '{"action": "test"}'),
}
USUAL_TEST = Wording("Watchkeeper", "This is a test of a notifier.")


class NotificationPages:
    """All that begins with /notifications."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = f"{PATH}/{{server_id:int}}/{{number:int}}"
        retry = f"{PATH}/log/{{notice_id:int}}/retry"
        return [
            Page(PATH, self.show, Access.OWNER, name="notifications"),
            Page(retry, self.retry, Access.OWNER, ("POST",)),
            Page(f"{one}/test", self.test, Access.OWNER, ("POST",)),
            Page(f"{one}/delete", self.delete, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """All notifiers as they are, and what was sent last."""
        cards: list[NotifierCard] = []
        lines: list[NoticeLine] = []
        for server in await self._app.servers.all():
            cards += await self._cards(server.id)
            lines += await self._lines(server.id)
        values = {"notifiers": cards, "lines": lines}
        return await self._site.show(
            request, "pages/notifications.html", values, section="notifications"
        )

    async def test(self, request: Request) -> Response:
        """Send a test now, and say how it went."""
        notifier = await self._notifier(request)
        agent = str(notifier.content.get("agent_name") or "")
        wording = TEST_WORDS.get(agent, USUAL_TEST)
        sent = await self._app.outbox.send_words(notifier, "test", wording)
        if sent.error:
            told = Message(f"{notifier.title} could not send: {sent.error}", "danger")
        else:
            told = Message(f"{notifier.title} sent a test.", "ok")
        return self._site.go(PATH, told)

    async def delete(self, request: Request) -> Response:
        """Delete a notifier; what it sent stays in the log."""
        notifier = await self._notifier(request)
        await self._app.notifiers.delete(notifier.server_id, notifier.number)
        return self._site.go(PATH, Message(f"{notifier.title} was deleted.", "ok"))

    async def retry(self, request: Request) -> Response:
        """Let a message that was given up be tried anew."""
        await self._app.outbox.try_again(request.path_params["notice_id"])
        return self._site.go(PATH, Message("It is sent again.", "ok"))

    async def _cards(self, server_id: ServerId) -> list[NotifierCard]:
        newest = await self._app.outbox.newest(server_id)
        waiting = await self._app.outbox.waiting()
        return [
            notifier_card(
                notifier,
                newest.get(notifier.number),
                waiting.get((server_id, notifier.number), 0),
                SUPPORTED,
                self._app.zone,
            )
            for notifier in await self._app.notifiers.all(server_id)
        ]

    async def _lines(self, server_id: ServerId) -> list[NoticeLine]:
        notifiers = await self._app.notifiers.all(server_id)
        titles = {each.number: each.title for each in notifiers}
        found = await self._app.outbox.log(server_id, LINES)
        return [notice_line(notice, titles, self._app.zone) for notice in found]

    async def _notifier(self, request: Request) -> Notifier:
        place = request.path_params
        found = await self._app.notifiers.get(ServerId(place["server_id"]), place["number"])
        if found is None:
            raise NotFoundError("There is no such notifier (any more).", field="number")
        return found
