"""Changing the record: correct, delete, undo."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import PlayId, ServerId
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import Changed
from watchkeeper.runtime.clock import as_datetime
from watchkeeper.texts import _, ngettext, number, told
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.pages.history.meant import query_meant
from watchkeeper.web.pages.history.page import HistoryPages
from watchkeeper.web.pages.undone import undone
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.address import whole
from watchkeeper.web.views.history.asked import Asked
from watchkeeper.web.views.history.play_edit import Entered, play_edit
from watchkeeper.web.views.history.relink import names_of

ELSEWHERE = ("/repair",)
"""Pages besides the history from which changes are taken back."""


class RecordPages:
    """Changes below /history."""

    def __init__(self, site: Site, history: HistoryPages) -> None:
        self._site = site
        self._app = site.application
        self._history = history

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/history/{play_id:int}/edit", self.edit, Access.OWNER, ("POST",)),
            Page("/history/{play_id:int}/delete", self.delete_one, Access.OWNER, ("POST",)),
            Page("/history/{play_id:int}/link", self.choose_item, Access.OWNER),
            Page("/history/{play_id:int}/link", self.link, Access.OWNER, ("POST",)),
            Page("/history/delete", self.delete, Access.OWNER, ("POST",)),
            Page("/history/split", self.split, Access.OWNER, ("POST",)),
            Page("/history/merge", self.merge, Access.OWNER, ("POST",)),
            Page("/history/count", self.count, Access.OWNER, ("POST",)),
            Page("/history/undo/{audit_id:int}", self.undo, Access.OWNER, ("POST",)),
        ]

    async def edit(self, request: Request) -> Response:
        """Correct a play; the message offers to undo it. What cannot be is said in the form."""
        play_id = PlayId(request.path_params["play_id"])
        form = await request.form()
        then = f"/history/{play_id}{_query(form)}"
        try:
            edit = play_edit(form, self._app.zone)
            audit_id = await self._app.history.edit(play_id, edit, who(request))
        except InputError as error:
            entered = Entered.of(form, error)
            return await self._history.sheet_again(request, _query(form), entered)
        undo = f"/history/undo/{audit_id}"
        return self._site.go(then, Message(_("The play was corrected."), "ok", undo=undo))

    async def delete_one(self, request: Request) -> Response:
        """Delete one session of a play."""
        play_ids = [PlayId(request.path_params["play_id"])]
        return await self._delete(play_ids, f"/history{_query(await request.form())}", request)

    async def delete(self, request: Request) -> Response:
        """Delete the selected plays, or all that the filters mean."""
        form = await request.form()
        then = f"/history{_query(form)}"
        play_ids = await self._chosen(form)
        if not play_ids:
            message = Message(_("Nothing was selected, so nothing was deleted."), "warning")
            return self._site.go(then, message)
        return await self._delete(play_ids, then, request)

    async def split(self, request: Request) -> Response:
        """Let each of the selected sessions be a play of its own."""
        form = await request.form()
        text = _("Each selected session is a play of its own now.")
        return await self._correct(request, form, Changed.SPLIT, text)

    async def merge(self, request: Request) -> Response:
        """Let the selected sessions, with all that belong to them, be one play."""
        form = await request.form()
        try:
            text = _("The selected sessions are one play now.")
            return await self._correct(request, form, Changed.MERGED, text)
        except InputError as error:
            message = Message(_("Nothing was changed. %(why)s", why=told(error)), "danger")
            return self._site.go(_back(form), message)

    async def count(self, request: Request) -> Response:
        """Leave the selected sessions out of every figure, or let them count again."""
        form = await request.form()
        if text_of(form, "counted") == "1":
            return await self._correct(request, form, Changed.COUNTED, _("They count again."))
        text = _("They stay in the history, but are in no figure any more.")
        return await self._correct(request, form, Changed.LEFT_OUT, text)

    async def choose_item(self, request: Request) -> Response:
        """Which film, episode or track of a library the play should stand for."""
        row = await self._app.history.play(PlayId(request.path_params["play_id"]))
        if row is None:
            raise NotFoundError("This play is not in the record (any more).", field="play_id")
        text = (request.query_params.get("text") or row.full_title)[:200]
        servers = {server.id: server.name for server in await self._app.servers.all()}
        libraries = [
            one for server_id in servers for one in await self._app.libraries.all(server_id)
        ]
        found = await self._app.inventory.search(text, row.media_type)
        values = {
            "row": row,
            "text": text,
            "items": found,
            "names": names_of(libraries, servers),
            "next": request.query_params.get("next") or "/history",
        }
        return await self._site.show(request, "pages/play_link.html", values, section="history")

    async def link(self, request: Request) -> Response:
        """Let a play stand for the item that was chosen."""
        play_id, form = PlayId(request.path_params["play_id"]), await request.form()
        server_id, _slash, key = text_of(form, "item").partition("/")
        if not key:
            message = Message(_("Nothing was chosen, so nothing changed."), "warning")
            return self._site.go(f"/history/{play_id}/link", message)
        audit_id = await self._app.corrections.link(
            [play_id], ServerId(whole(server_id, "item")), whole(key, "item"), who(request)
        )
        undo = f"/history/undo/{audit_id}" if audit_id is not None else ""
        message = Message(_("The play stands for the chosen item now."), "ok", undo=undo)
        return self._site.go(f"/history/{play_id}{_query(form)}", message)

    async def undo(self, request: Request) -> Response:
        """Take back an edit or a deletion."""
        audit_id = request.path_params["audit_id"]
        job_id = await self._app.large_changes.undo(audit_id, who(request))
        form = await request.form()
        then = text_of(form, "next")
        if not then.startswith(ELSEWHERE):
            then = f"/history{_query(form)}"
        if job_id is not None:
            under_way = _("It is being taken back. Logs show the job.")
            return self._site.go(then, Message(under_way, "ok"))
        text = _("Undone: the record is as it was.")
        return self._site.go(then, await undone(self._app.audit, [audit_id], text))

    async def _delete(self, play_ids: list[PlayId], then: str, request: Request) -> Response:
        begun = await self._app.large_changes.delete(play_ids, who(request))
        if begun.job_id is not None:
            text = _(
                "%(num)s sessions are being deleted. Logs show the job, and the undo.",
                num=number(begun.plays),
            )
            return self._site.go(then, Message(text, "ok"))
        audit_id = begun.audit_id
        text = ngettext(
            "%(num)s session was deleted.", "%(num)s sessions were deleted.", len(play_ids)
        )
        undo = f"/history/undo/{audit_id}" if audit_id is not None else ""
        return self._site.go(then, Message(text, "ok", undo=undo))

    async def _correct(
        self, request: Request, form: FormData, action: Changed, text: str
    ) -> Response:
        """Correct the chosen sessions; `text` says that it is done."""
        chosen = await self._chosen(form)
        begun = await self._app.large_changes.correct(action, chosen, who(request))
        if begun.job_id is not None:
            under_way = _(
                "%(num)s sessions are being changed. Logs show the job, and the undo.",
                num=number(begun.plays),
            )
            return self._site.go(_back(form), Message(under_way, "ok"))
        if begun.audit_id is None:
            message = Message(_("Nothing was to be changed."), "info")
            return self._site.go(_back(form), message)
        undo = f"/history/undo/{begun.audit_id}"
        return self._site.go(_back(form), Message(text, "ok", undo=undo))

    async def _chosen(self, form: FormData) -> list[PlayId]:
        return await self._matching(form) if text_of(form, "all") else _selected(form)

    async def _matching(self, form: FormData) -> list[PlayId]:
        """Exactly the rows that the page counted, sessions of each row included."""
        asked = Asked.of(dict(parse_qsl(_query(form).removeprefix("?"))))
        today = as_datetime(self._app.clock.now()).astimezone(self._app.zone).date()
        return await self._app.history.play_ids(await query_meant(self._app, asked, today))


def _query(form: FormData) -> str:
    """The filters of the page that sent the form, so that the next one shows the same."""
    _path, mark, query = text_of(form, "next").partition("?")
    return mark + query


def _back(form: FormData) -> str:
    return f"/history{_query(form)}"


def _selected(form: FormData) -> list[PlayId]:
    pieces = [piece for text in form.getlist("play") for piece in str(text).split(",") if piece]
    return [PlayId(whole(piece, "play")) for piece in pieces]
