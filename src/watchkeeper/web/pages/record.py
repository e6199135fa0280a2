"""Changing the record: correct, delete, undo."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import PlayId
from watchkeeper.errors import InputError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.runtime.clock import as_datetime
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.history_asked import Asked, history_query
from watchkeeper.web.views.play_edit import play_edit

MOST_DELETED = 1000  # sessions; each is kept in the audit trail, so that it can be taken back


ELSEWHERE = ("/repair",)
"""Pages besides the history from which changes are taken back."""


class RecordPages:
    """Changes below /history."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/history/{play_id:int}/edit", self.edit, Access.OWNER, ("POST",)),
            Page("/history/{play_id:int}/delete", self.delete_one, Access.OWNER, ("POST",)),
            Page("/history/delete", self.delete, Access.OWNER, ("POST",)),
            Page("/history/undo/{audit_id:int}", self.undo, Access.OWNER, ("POST",)),
        ]

    async def edit(self, request: Request) -> Response:
        """Correct a play; the message offers to undo it."""
        play_id = PlayId(request.path_params["play_id"])
        form = await request.form()
        then = f"/history/{play_id}{_query(form)}"
        try:
            edit = play_edit(form, self._app.zone)
            audit_id = await self._app.history.edit(play_id, edit, who(request))
        except InputError as error:
            return self._site.go(then, Message(f"Nothing was changed. {error}", "danger"))
        undo = f"/history/undo/{audit_id}"
        return self._site.go(then, Message("The play was corrected.", "ok", undo=undo))

    async def delete_one(self, request: Request) -> Response:
        """Delete one session of a play."""
        play_ids = [PlayId(request.path_params["play_id"])]
        return await self._delete(play_ids, f"/history{_query(await request.form())}", request)

    async def delete(self, request: Request) -> Response:
        """Delete the selected plays, or all that the filters mean."""
        form = await request.form()
        then = f"/history{_query(form)}"
        play_ids = await self._matching(form) if text_of(form, "all") else _selected(form)
        if not play_ids:
            message = Message("Nothing was selected, so nothing was deleted.", "warning")
            return self._site.go(then, message)
        return await self._delete(play_ids, then, request)

    async def undo(self, request: Request) -> Response:
        """Take back an edit or a deletion."""
        await self._app.history.undo(request.path_params["audit_id"], who(request))
        form = await request.form()
        then = text_of(form, "next")
        if not then.startswith(ELSEWHERE):
            then = f"/history{_query(form)}"
        return self._site.go(then, Message("Undone: the record is as it was.", "ok"))

    async def _delete(self, play_ids: list[PlayId], then: str, request: Request) -> Response:
        audit_id = await self._app.history.delete(play_ids, who(request))
        word = "session was" if len(play_ids) == 1 else "sessions were"
        undo = f"/history/undo/{audit_id}" if audit_id is not None else ""
        message = Message(f"{len(play_ids):,} {word} deleted.", "ok", undo=undo)
        return self._site.go(then, message)

    async def _matching(self, form: FormData) -> list[PlayId]:
        """Exactly the rows that the page counted, sessions of each row included."""
        asked = Asked.of(dict(parse_qsl(_query(form).removeprefix("?"))))
        today = as_datetime(self._app.clock.now()).astimezone(self._app.zone).date()
        query = history_query(asked, today, offset=0, limit=MOST_DELETED + 1)
        found = await self._app.history.page(query)
        ids = [play for entry in found.entries if entry.row for play in entry.group_ids]
        return _few_enough(ids)


def _query(form: FormData) -> str:
    """The filters of the page that sent the form, so that the next one shows the same."""
    _, mark, query = text_of(form, "next").partition("?")
    return mark + query


def _selected(form: FormData) -> list[PlayId]:
    texts = [str(value) for value in form.getlist("play")]
    try:
        play_ids = [PlayId(int(piece)) for text in texts for piece in text.split(",") if piece]
    except ValueError:
        raise InputError("The selection names something that is no play.", field="play") from None
    return _few_enough(play_ids)


def _few_enough(play_ids: list[PlayId]) -> list[PlayId]:
    if len(play_ids) > MOST_DELETED:
        raise InputError(f"Delete at most {MOST_DELETED:,} sessions at once.", field="play")
    return play_ids
