"""The account of who is signed in: password, signed-in browsers, look."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.errors import AccessError, InputError, NotFoundError, ThrottledError
from watchkeeper.features.accounts import Access, Browser, Page
from watchkeeper.features.accounts.access import Principal
from watchkeeper.features.accounts.queries import Session
from watchkeeper.texts import _, ngettext, told
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.browser import browser_words
from watchkeeper.web.words import Moment, moment

PATH = "/account"


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A signed-in browser."""

    id: int
    agent: str
    address: str
    since: Moment
    seen: Moment
    is_this: bool


@dataclass(frozen=True, slots=True)
class BrowserLine:
    """A browser that is told of notifications."""

    id: int
    agent: str
    since: Moment
    digest: str  # by which the browser's own script knows it again


class AccountPages:
    """All that begins with /account."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application
        self._accounts = site.application.accounts

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(PATH, self.show, Access.OWNER, name="account"),
            Page(f"{PATH}/password", self.password, Access.OWNER, ("POST",)),
            Page(f"{PATH}/sessions/others", self.end_others, Access.OWNER, ("POST",)),
            Page(f"{PATH}/sessions/{{session_id:int}}", self.end, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """Name, password, signed-in browsers."""
        return await self._page(request)

    async def password(self, request: Request) -> Response:
        """Take a new password, when the present one is right; other browsers are signed out."""
        form = await request.form()
        new = str(form.get("password", ""))
        browser: Browser = request.state.browser
        if new != str(form.get("again", "")):
            return await self._page(request, "again", _("The two new passwords differ."))
        try:
            await self._accounts.change_password(
                _principal(request), str(form.get("current", "")), new, browser.client
            )
        except ThrottledError as error:
            return await self._page(request, "current", told(error), status=429)
        except AccessError:
            problem = _("The present password is not this one.")
            return await self._page(request, "current", problem)
        except InputError as error:
            return await self._page(request, error.field or "password", told(error))
        said = _("The password is changed. All other browsers are signed out.")
        return self._site.go(PATH, Message(said, "ok"))

    async def end(self, request: Request) -> Response:
        """Sign one browser out."""
        account_id = _account_id(request)
        await self._accounts.end_session(account_id, request.path_params["session_id"])
        return self._site.go(PATH, Message(_("That browser is signed out."), "ok"))

    async def end_others(self, request: Request) -> Response:
        """Sign all other browsers out."""
        account_id, own = _account_id(request), _principal(request).session_id
        others = [one for one in await self._accounts.sessions(account_id) if one.id != own]
        for session in others:
            await self._accounts.end_session(account_id, session.id)
        said = ngettext(
            "%(num)s other browser is signed out.",
            "%(num)s other browsers are signed out.",
            len(others),
        )
        return self._site.go(PATH, Message(said, "ok"))

    async def _page(
        self, request: Request, field: str = "", problem: str = "", *, status: int = 400
    ) -> Response:
        own = _principal(request).session_id
        known = await self._accounts.sessions(_account_id(request))
        values = {
            "name": _principal(request).name,
            "sessions": [self._line(session, own) for session in known],
            "browsers": await self._browsers(request),
            "push_key": self._app.browsers.public_key,
            "field": field,
            "problem": problem,
        }
        response = await self._site.show(request, "pages/account.html", values, section="account")
        if problem:
            response.status_code = status
        return response

    async def _browsers(self, request: Request) -> list[BrowserLine]:
        return [
            BrowserLine(
                one.id,
                browser_words(one.user_agent or ""),
                moment(one.created_at, self._app.zone),
                one.digest,
            )
            for one in await self._app.browsers.of(_account_id(request))
        ]

    def _line(self, session: Session, own: int | None) -> SessionLine:
        zone = self._app.zone
        return SessionLine(
            session.id,
            browser_words(session.user_agent or ""),
            session.ip_address,
            moment(session.created_at, zone),
            moment(session.last_seen_at, zone),
            session.id == own,
        )


def _principal(request: Request) -> Principal:
    principal: Principal = request.state.principal
    return principal


def _account_id(request: Request) -> int:
    account_id = _principal(request).account_id
    if account_id is None:
        raise NotFoundError("A key has no account.")
    return account_id
