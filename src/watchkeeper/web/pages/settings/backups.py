"""Backups: making, checking, handing out and deleting them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts import Access, Page, Principal
from watchkeeper.runtime.clock import instant
from watchkeeper.texts import _, ngettext
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site

BACKUPS = "/settings/backups"


class BackupActions:
    """The buttons of the area Backups."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(f"{BACKUPS}/make", self.make, Access.OWNER, ("POST",)),
            Page(f"{BACKUPS}/check", self.check, Access.OWNER, ("POST",)),
            Page(f"{BACKUPS}/delete", self.delete, Access.OWNER, ("POST",)),
            Page(f"{BACKUPS}/file/{{name:str}}", self.download, Access.OWNER),
        ]

    async def make(self, _request: Request) -> Response:
        """Begin a backup."""
        await self._app.backing_up.make()
        return self._site.go(BACKUPS, Message(_("The backup is being made."), "ok"))

    async def check(self, request: Request) -> Response:
        """Begin to read a backup whole."""
        await self._app.backing_up.check(text_of(await request.form(), "name"))
        return self._site.go(BACKUPS, Message(_("The backup is being read."), "ok"))

    async def delete(self, request: Request) -> Response:
        """Delete those that the page named, once their number was typed by somebody present."""
        form = await request.form()
        names = [name for name in form.getlist("name") if isinstance(name, str)]
        problem = self._problem(request, text_of(form, "count"), len(names))
        if problem:
            return self._site.go(text_of(form, "asked") or BACKUPS, Message(problem, "danger"))
        try:
            gone = await self._app.backing_up.delete(names, who(request))
        except NotFoundError:
            text = _("Nothing was deleted: one of them is not there any more.")
            return self._site.go(BACKUPS, Message(text, "danger"))
        text = ngettext("%(num)s backup was deleted.", "%(num)s backups were deleted.", len(gone))
        return self._site.go(BACKUPS, Message(text, "ok"))

    async def download(self, request: Request) -> Response:
        """A backup as a file: its name is looked up, never a path walked."""
        backup = await self._app.backing_up.get(request.path_params["name"])
        return FileResponse(
            backup.path,
            media_type="application/vnd.sqlite3",
            filename=backup.path.name,
            headers={"Cache-Control": "no-store"},
        )

    def _problem(self, request: Request, typed: str, count: int) -> str:
        principal: Principal = request.state.principal
        if not principal.signed_in_recently(instant(self._app.clock)):
            return _("Sign in again first: what follows cannot be undone.")
        if not count or typed != str(count):
            return _("Nothing was deleted: type how many backups go.")
        return ""
