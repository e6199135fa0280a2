"""Letting one person in as a guest: allowing, inviting, signing out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.errors import AccessError, NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.guests import is_allowed
from watchkeeper.features.preferences import Guests
from watchkeeper.features.users import User
from watchkeeper.texts import _, told
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.words import moment

PATH = "/users/{server_id:int}/{user_id:int}/guest"


class GuestAccessPages:
    """The owner's page about one guest."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application
        self._guests = site.application.accounts.guests

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(PATH, self.show, Access.OWNER),
            Page(f"{PATH}/allow", self.allow, Access.OWNER, ("POST",)),
            Page(f"{PATH}/invite", self.invite, Access.OWNER, ("POST",)),
            Page(f"{PATH}/withdraw", self.withdraw, Access.OWNER, ("POST",)),
            Page(f"{PATH}/sign-out", self.sign_out, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """Whether they are let in, and where they are signed in."""
        return await self._page(request, await self._user(request))

    async def allow(self, request: Request) -> Response:
        """Let them in, or no more; then they are signed out at once."""
        user = await self._user(request)
        allows = bool(text_of(await request.form(), "allow"))
        changes = {"allow_guest": allows}
        await self._app.users.edit(user.server_id, user.user_id, changes, who(request))
        if not allows:
            await self._guests.withdraw(user.user_id)
            await self._guests.sign_out_refused()
        text = (
            _("%(name)s may come in as a guest.", name=user.display_name)
            if allows
            else _("%(name)s is not let in any more.", name=user.display_name)
        )
        return self._site.go(_path(user), Message(text, "ok"))

    async def invite(self, request: Request) -> Response:
        """Make a link for one use; it is shown on the page that answers, and nowhere later."""
        user = await self._user(request)
        try:
            made = await self._guests.invite(user.user_id)
        except AccessError as error:
            return self._site.go(_path(user), Message(told(error), "warning"))
        path = self._site.renderer.url(f"/welcome/{made.token}")
        here = f"{request.url.scheme}://{request.headers.get('host', '')}"
        return await self._page(request, user, link=here + path)

    async def withdraw(self, request: Request) -> Response:
        """Make an invitation useless."""
        user = await self._user(request)
        await self._guests.withdraw(user.user_id)
        return self._site.go(
            _path(user), Message(_("The invitation opens nothing any more."), "ok")
        )

    async def sign_out(self, request: Request) -> Response:
        """End all their sessions."""
        user = await self._user(request)
        await self._guests.sign_out(user.user_id)
        message = Message(_("%(name)s is signed out everywhere.", name=user.display_name), "ok")
        return self._site.go(_path(user), message)

    async def _page(self, request: Request, user: User, *, link: str = "") -> Response:
        zone = self._app.zone
        invitation = await self._guests.invitation(user.user_id)
        sessions = await self._guests.sessions(user.user_id)
        values = {
            "user": user,
            "path": _path(user),
            "is_open": self._app.preferences.group(Guests).allow_guest_access,
            "may_come": is_allowed(user),
            "is_in": await self._app.guest_admission.admitted(user.user_id) is not None,
            "made_link": link,
            "invited_until": moment(invitation.expires_at, zone) if invitation else None,
            "sessions": [(one, moment(one.last_seen_at, zone)) for one in sessions],
        }
        return await self._site.show(request, "pages/guest_access.html", values, section="users")

    async def _user(self, request: Request) -> User:
        server_id = ServerId(request.path_params["server_id"])
        user_id = UserId(request.path_params["user_id"])
        user = await self._app.users.get(server_id, user_id)
        if user is None:
            raise NotFoundError("There is no such person on this server.", field="user_id")
        return user


def _path(user: User) -> str:
    return f"/users/{user.server_id}/{user.user_id}/guest"
