"""Browsers that are told of notifications: each is switched on in itself."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Access, Browser, Page
from watchkeeper.features.browsers import Subscription
from watchkeeper.texts import _, told
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site

PATH = "/account/browsers"
PLACE = "/account#browsers"


class BrowserPages:
    """All that begins with /account/browsers."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._browsers = site.application.browsers

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(PATH, self.subscribe, Access.OWNER, ("POST",)),
            Page(f"{PATH}/{{browser_id:int}}", self.unsubscribe, Access.OWNER, ("POST",)),
        ]

    async def subscribe(self, request: Request) -> Response:
        """Tell this browser from now on."""
        form = await request.form()
        sent = (str(form.get(name, "")) for name in ("endpoint", "p256dh", "auth"))
        browser: Browser = request.state.browser
        try:
            wanted = Subscription.read(*sent)
            agent = browser.client.user_agent
            await self._browsers.subscribe(_account_id(request), wanted, agent)
        except InputError as error:
            return self._site.go(PLACE, Message(told(error), "problem"))
        return self._site.go(PLACE, Message(_("This browser is told of notifications."), "ok"))

    async def unsubscribe(self, request: Request) -> Response:
        """Tell a browser no more."""
        await self._browsers.unsubscribe(_account_id(request), request.path_params["browser_id"])
        return self._site.go(PLACE, Message(_("That browser is not told any more."), "ok"))


def _account_id(request: Request) -> int:
    account_id: int | None = request.state.principal.account_id
    if account_id is None:
        raise NotFoundError("A key has no account.")
    return account_id
