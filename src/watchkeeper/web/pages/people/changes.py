"""Changing a person: edits, links, merges, removal; each is noted and can be undone."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import Begun
from watchkeeper.features.system.audit.audit_entry import AuditFilter
from watchkeeper.features.users import Account, Privacy, User
from watchkeeper.texts import _, ngettext, number, told
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.pages.people.person import asked_account, asked_person
from watchkeeper.web.pages.undone import undone
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.address import accounts_of, whole

BASE = "/users/{server_id:int}/{user_id:int}"
TEXTS = ("friendly_name", "custom_avatar_url")
FLAGS = ("keep_history", "do_notify")
MOST_UNDONE = 100  # changes that were made as one


class PersonChangePages:
    """Changes below /users."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        changes = {
            "/edit": self.edit,
            "/link": self.link,
            "/unlink": self.unlink,
            "/merge": self.merge,
            "/delete": self.delete,
            "/restore": self.restore,
            "/delete-history": self.delete_history,
            "/hide": self.hide,
        }
        return [
            *(
                Page(BASE + path, endpoint, Access.OWNER, ("POST",))
                for path, endpoint in changes.items()
            ),
            Page("/users/undo/{numbers}", self.undo, Access.OWNER, ("POST",)),
            Page("/users/erased/{number:int}/drop", self.drop_mark, Access.OWNER, ("POST",)),
        ]

    async def edit(self, request: Request) -> Response:
        """Change the own name, the picture, and what is kept of an account."""
        account, form = asked_account(request), await request.form()
        values: dict[str, object] = {name: text_of(form, name) for name in TEXTS}
        values |= {name: bool(text_of(form, name)) for name in FLAGS}
        then = f"{_path(account)}?tab=access"
        try:
            await self._app.users.edit(*account, values, who(request))
        except InputError as error:
            return self._site.go(
                then, Message(_("Nothing was changed. %(why)s", why=told(error)), "danger")
            )
        return self._site.go(then, await self._done(_("The account was changed."), account))

    async def link(self, request: Request) -> Response:
        """Make accounts one person."""
        person, form = await asked_person(self._site, request), await request.form()
        named = accounts_of(text_of(form, "accounts"))
        accounts = [*person.keys, *((ServerId(one), UserId(two)) for one, two in named)]
        try:
            audit_id = await self._app.people.link(accounts, who(request))
        except InputError as error:
            return self._site.go(f"{person.path}/link", Message(told(error), "danger"))
        count = len(set(accounts))
        message = Message(
            _("%(num)s accounts are one person now.", num=count),
            "ok",
            undo=f"/users/undo/{audit_id}",
        )
        return self._site.go(person.path, message)

    async def unlink(self, request: Request) -> Response:
        """Make an account a person alone."""
        account = asked_account(request)
        await self._app.people.get(*account)
        audit_id = await self._app.people.unlink(account, who(request))
        message = Message(
            _("The account is a person of its own again."), "ok", undo=f"/users/undo/{audit_id}"
        )
        return self._site.go(_path(account), message)

    async def merge(self, request: Request) -> Response:
        """Give all plays of an account to another one of the same server."""
        account, form = asked_account(request), await request.form()
        target = UserId(whole(text_of(form, "target") or "none", "target"))
        then = (account[0], target)
        user = await self._user(account)
        try:
            begun = await self._app.large_changes.reassign(*account, target, who(request))
        except InputError as error:
            return self._site.go(
                f"{_path(account)}?tab=privacy",
                Message(_("Nothing was changed. %(why)s", why=told(error)), "danger"),
            )
        numbers = [] if begun.audit_id is None else [begun.audit_id]
        if text_of(form, "remove") and not user.is_deleted and not user.is_admin:
            await self._app.users.delete(*account, who(request))
            numbers.append(await self._last_change(account))
        text = ngettext(
            "%(num)s session belongs to this account now.",
            "%(num)s sessions belong to this account now.",
            begun.plays,
        )
        if begun.job_id is not None:
            text = _(
                "%(num)s sessions are being given to this account."
                " Logs show the job, and the undo.",
                num=number(begun.plays),
            )
        return self._site.go(_path(then), Message(text, "ok", undo=_undo(numbers)))

    async def delete(self, request: Request) -> Response:
        """Hide a person and record them no more, with or without their plays."""
        person, form = await asked_person(self._site, request), await request.form()
        numbers = []
        said = [_("%(name)s was removed from the list and is recorded no more.", name=person.name)]
        if text_of(form, "with_history"):
            begun = await self._delete_plays(person.keys, who(request))
            numbers += [] if begun.audit_id is None else [begun.audit_id]
            said += _at_work(begun)
        for account in person.keys:
            await self._app.users.delete(*account, who(request))
            numbers.append(await self._last_change(account))
        return self._site.go("/users", Message(" ".join(said), "ok", undo=_undo(numbers)))

    async def restore(self, request: Request) -> Response:
        """Show a removed person again and record them."""
        person = await asked_person(self._site, request)
        numbers = []
        for account in person.keys:
            await self._app.users.undelete(*account, who(request))
            numbers.append(await self._last_change(account))
        message = Message(_("Back on the list, and recorded."), "ok", undo=_undo(numbers))
        return self._site.go(person.path, message)

    async def delete_history(self, request: Request) -> Response:
        """Delete all plays of a person."""
        person = await asked_person(self._site, request)
        begun = await self._delete_plays(person.keys, who(request))
        if begun.job_id is not None:
            return self._site.go(person.path, Message(" ".join(_at_work(begun)), "ok"))
        if begun.audit_id is None:
            return self._site.go(person.path, Message(_("There were no plays to delete."), "info"))
        message = Message(_("All their plays were deleted."), "ok", undo=_undo([begun.audit_id]))
        return self._site.go(person.path, message)

    async def hide(self, request: Request) -> Response:
        """Leave a person out of our own statistics, or count them again."""
        person, form = await asked_person(self._site, request), await request.form()
        is_hidden = bool(text_of(form, "is_hidden"))
        known = self._app.people.privacy(person)
        await self._app.people.set_privacy(
            person, Privacy(is_hidden, known.shortens_addresses), who(request)
        )
        text = _("They are left out of statistics now.") if is_hidden else _("They count again.")
        return self._site.go(f"{person.path}?tab=privacy", Message(text, "ok"))

    async def undo(self, request: Request) -> Response:
        """Take back changes that were made as one, the last first.

        Raises:
            InputError: the address does not name changes.
        """
        pieces = request.path_params["numbers"].split("-")
        numbers = [whole(text, "undo") for text in pieces[:MOST_UNDONE]]
        jobs = [await self._app.undoing.undo(one, who(request)) for one in reversed(numbers)]
        then = text_of(await request.form(), "next") or "/users"
        if any(jobs):
            return self._site.go(then, Message(_("It is being taken back, as a job."), "ok"))
        text = _("Undone: all is as it was.")
        return self._site.go(then, await undone(self._app.audit, numbers, text))

    async def drop_mark(self, request: Request) -> Response:
        """Let an erased account be recorded and imported again."""
        await self._app.erased.drop(request.path_params["number"])
        return self._site.go("/users", Message(_("This account is recorded again."), "ok"))

    async def _delete_plays(self, accounts: tuple[Account, ...], name: str) -> Begun:
        return await self._app.large_changes.delete_all(HistoryFilter(accounts=accounts), name)

    async def _user(self, account: Account) -> User:
        user = await self._app.users.get(*account)
        if user is None:
            raise NotFoundError("There is no such account here.", field="user_id")
        return user

    async def _done(self, text: str, account: Account) -> Message:
        return Message(text, "ok", undo=_undo([await self._last_change(account)]))

    async def _last_change(self, account: Account) -> int:
        subject = AuditFilter(subject=f"user:{account[0]}/{account[1]}")
        page = await self._app.audit.page(subject, limit=1)
        return page.entries[0].id


def _path(account: Account) -> str:
    return f"/users/{account[0]}/{account[1]}"


def _at_work(begun: Begun) -> list[str]:
    """What is said of plays that a job deletes; nothing where there is no job."""
    if begun.job_id is None:
        return []
    return [
        _(
            "%(num)s sessions are being deleted. Logs show the job, and the undo.",
            num=number(begun.plays),
        )
    ]


def _undo(numbers: list[int]) -> str:
    return f"/users/undo/{'-'.join(map(str, numbers))}" if numbers else ""
