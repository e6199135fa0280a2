"""The log of notifications: searched, filtered, and sent again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.notifications import NoticeState
from watchkeeper.texts import _
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.notifications.cards import STATES
from watchkeeper.web.views.notifications.log import BY_HAND, PATH, LogQuery, notice_line
from watchkeeper.web.views.notifications.triggers import GROUPS, label_of


class NotificationLogPages:
    """All that begins with /notifications/log."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        retry = f"{PATH}/{{notice_id:int}}/retry"
        return [
            Page(PATH, self.show, Access.OWNER),
            Page(retry, self.retry, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """A part of the log, the newest first."""
        query = LogQuery.of(request.query_params)
        found = await self._app.outbox.log_part(query.question(self._app.zone))
        titles = {(one.server_id, one.number): one.title for one in await self._app.notifiers.all()}
        values = {
            "query": query,
            "lines": [notice_line(one, titles, self._app.zone) for one in found.notices],
            "notifiers": [(f"{key[0]}-{key[1]}", title) for key, title in titles.items()],
            "states": [(state.value, _(STATES[state])) for state in NoticeState],
            "triggers": [
                *((name, label_of(name)) for names in GROUPS.values() for name in names),
                *((name, _(words)) for name, words in BY_HAND.items()),
            ],
            "older": query.path(before=found.older) if found.older else "",
            "newest": query.path(before="") if query.get("before") else "",
            "address": query.path(),
        }
        template = "pages/notification_log.html"
        return await self._site.show(request, template, values, section="notifications")

    async def retry(self, request: Request) -> Response:
        """Let a message that was given up be tried anew."""
        await self._app.outbox.try_again(request.path_params["notice_id"])
        back = text_of(await request.form(), "next") or PATH
        return self._site.go(back, Message(_("It is sent again."), "ok"))
