"""The history: table, row sheet, correcting, deleting, undoing."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import PlayId
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.history import history_line
from watchkeeper.web.views.history_listing import (
    Asked,
    Choice,
    Listing,
    Option,
    fixed_choices,
    history_query,
    listing_of,
)
from watchkeeper.web.views.play_edit import play_edit
from watchkeeper.web.views.play_sheet import PlaySheet, play_sheet

MOST_DELETED = 1000


class HistoryPages:
    """All that begins with /history."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/history", self.listing, Access.OWNER, name="history"),
            Page("/history/{play_id:int}", self.sheet, Access.OWNER),
            Page("/history/{play_id:int}/edit", self.edit, Access.OWNER, ("POST",)),
            Page("/history/{play_id:int}/delete", self.delete_one, Access.OWNER, ("POST",)),
            Page("/history/delete", self.delete, Access.OWNER, ("POST",)),
            Page("/history/undo/{audit_id:int}", self.undo, Access.OWNER, ("POST",)),
        ]

    async def listing(self, request: Request) -> Response:
        """The table, or only its part when htmx asks."""
        asked = Asked.of(request.query_params)
        values = {"listing": await self._listing(asked), "sheet": None}
        return await self._site.show(request, "pages/history.html", values, section="history")

    async def sheet(self, request: Request) -> Response:
        """One play: alone for htmx, over the table for everybody else."""
        sheet = await self._sheet(PlayId(request.path_params["play_id"]))
        page = await self._site.frame(request, "history")
        if request.headers.get("HX-Request"):
            return self._site.renderer.page("parts/play_sheet.html", {"page": page, "sheet": sheet})
        values = {"listing": await self._listing(Asked.of({})), "sheet": sheet}
        return await self._site.show(request, "pages/history.html", values, section="history")

    async def edit(self, request: Request) -> Response:
        """Correct a play; the message offers to undo it."""
        play_id = PlayId(request.path_params["play_id"])
        form = await request.form()
        edit = play_edit(form, self._app.zone)
        audit_id = await self._app.history.edit(play_id, edit, who(request))
        message = Message("The play was corrected.", "ok", undo=f"/history/undo/{audit_id}")
        return self._site.go(f"/history/{play_id}", message)

    async def delete_one(self, request: Request) -> Response:
        """Delete one session of a play."""
        return await self._delete([PlayId(request.path_params["play_id"])], "/history", request)

    async def delete(self, request: Request) -> Response:
        """Delete the selected plays."""
        form = await request.form()
        play_ids = _selected(form)
        if not play_ids:
            message = Message("Nothing was selected, so nothing was deleted.", "warning")
            return self._site.go(text_of(form, "next"), message)
        return await self._delete(play_ids, text_of(form, "next"), request)

    async def undo(self, request: Request) -> Response:
        """Take back an edit or a deletion."""
        await self._app.history.undo(request.path_params["audit_id"], who(request))
        return self._site.go("/history", Message("Undone: the record is as it was.", "ok"))

    async def _delete(self, play_ids: list[PlayId], then: str, request: Request) -> Response:
        audit_id = await self._app.history.delete(play_ids, who(request))
        word = "session was" if len(play_ids) == 1 else "sessions were"
        undo = f"/history/undo/{audit_id}" if audit_id is not None else ""
        message = Message(f"{len(play_ids)} {word} deleted.", "ok", undo=undo)
        return self._site.go(then, message)

    async def _listing(self, asked: Asked) -> Listing:
        running = self._app.monitoring.running() if asked.page == 1 else ()
        found = await self._app.history.page(history_query(asked), running)
        lines = [
            history_line(entry, self._app.zone, self._site.pictures) for entry in found.entries
        ]
        return listing_of(asked, found, lines, (*await self._people(), *fixed_choices()))

    async def _people(self) -> list[Choice]:
        server = await self._app.servers.default()
        if server is None:
            return []
        users = await self._app.users.all(server.id)
        libraries = await self._app.libraries.all(server.id)
        people = sorted((Option(str(user.user_id), user.display_name) for user in users), key=_name)
        shelves = [Option(str(shelf.section_id), shelf.section_name or "") for shelf in libraries]
        return [
            Choice("user_id", "Person", "Everybody", tuple(people)),
            Choice("section_id", "Library", "All libraries", tuple(shelves)),
        ]

    async def _sheet(self, play_id: PlayId) -> PlaySheet:
        row = await self._app.history.play(play_id)
        if row is None:
            raise NotFoundError("This play is not in the record (any more).", field="play_id")
        stream = await self._app.history.stream_facts(play_id)
        people = (await self._people())[:1]
        return play_sheet(
            row, stream, self._app.zone, self._site.pictures, people[0].options if people else ()
        )


def _name(option: Option) -> str:
    return option.text.casefold()


def _selected(form: FormData) -> list[PlayId]:
    texts = [str(value) for value in form.getlist("play")]
    try:
        play_ids = [PlayId(int(piece)) for text in texts for piece in text.split(",") if piece]
    except ValueError:
        raise InputError("The selection names something that is no play.", field="play") from None
    if len(play_ids) > MOST_DELETED:
        raise InputError(f"Delete at most {MOST_DELETED} sessions at once.", field="play")
    return play_ids
