"""Saved views of the history: naming a filter, deleting it, bringing it back."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.errors import InputError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.texts import _, told
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.history.asked import Asked

VIEWS = "/history/views"


class SavedViewPages:
    """All that begins with /history/views."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._views = site.application.saved_views

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = f"{VIEWS}/{{view_id:int}}"
        return [
            Page(VIEWS, self.save, Access.OWNER, ("POST",)),
            Page(f"{one}/delete", self.delete, Access.OWNER, ("POST",)),
            Page(f"{one}/restore", self.restore, Access.OWNER, ("POST",)),
        ]

    async def save(self, request: Request) -> Response:
        """Keep what the page shows under a name."""
        form = await request.form()
        asked = Asked.of(dict(parse_qsl(text_of(form, "query").removeprefix("?"))))
        then = asked.address()
        try:
            view = await self._views.save(text_of(form, "name"), asked.kept_query())
        except InputError as error:
            return self._site.go(then, Message(told(error), "danger"))
        return self._site.go(then, Message(_("The view %(name)s was saved.", name=view.name), "ok"))

    async def delete(self, request: Request) -> Response:
        """Delete a view; the message offers to bring it back."""
        view_id = request.path_params["view_id"]
        await self._views.delete(view_id)
        undo = f"{VIEWS}/{view_id}/restore"
        then = text_of(await request.form(), "next") or "/history"
        return self._site.go(then, Message(_("The view was deleted."), "ok", undo=undo))

    async def restore(self, request: Request) -> Response:
        """Bring a deleted view back."""
        await self._views.restore(request.path_params["view_id"])
        then = text_of(await request.form(), "next") or "/history"
        return self._site.go(then, Message(_("The view is back."), "ok"))
