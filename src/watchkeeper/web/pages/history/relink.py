"""Linking plays anew after a library was rebuilt or moved, and merging libraries."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.selection.filter import Counting, HistoryFilter
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import RelinkOrder, Scope
from watchkeeper.features.history.relinking.previews import KIND as PREVIEW
from watchkeeper.features.libraries import Library
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.texts import _, ngettext, number
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.address import whole
from watchkeeper.web.views.history.relink import names_of, relink_page, scope_query
from watchkeeper.web.views.takeover import JobView, job_view

RELOAD = {"HX-Refresh": "true", "Cache-Control": "no-store"}


class RelinkPages:
    """All of /repair/relink and /repair/library."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/repair/relink", self.preview, Access.OWNER, name="relink"),
            Page("/repair/relink", self.link, Access.OWNER, ("POST",)),
            Page("/repair/looking", self.looking, Access.OWNER),
            Page("/repair/read", self.read, Access.OWNER, ("POST",)),
            Page("/repair/library", self.library, Access.OWNER, name="library_upkeep"),
            Page("/repair/library/merge", self.merge, Access.OWNER, ("POST",)),
            Page("/repair/library/forget", self.forget, Access.OWNER, ("POST",)),
            Page("/repair/library/hide", self.hide, Access.OWNER, ("POST",)),
        ]

    async def preview(self, request: Request) -> Response:
        """What would be linked to what, of a server, a library or an item."""
        servers = {server.id: server.name for server in await self._app.servers.all()}
        asked = request.query_params
        server_id = _number(asked, "server_id") or next(iter(servers), 0)
        if server_id not in servers:
            raise NotFoundError("There is no such server.", field="server_id")
        scope = _scope(asked, ServerId(server_id))
        found = await self._app.link_previews.of(scope)
        values = {
            "scope": scope,
            "query": scope_query(scope),
            "servers": servers,
            "what": await self._what(scope, servers),
        }
        if isinstance(found, Job):
            values |= self._at_work(found)
        else:
            names = names_of(await self._libraries(), servers)
            values |= relink_page(found, names, _number(asked, "page") or 1)
        return await self._site.show(request, "pages/relink.html", values, section="repair")

    async def looking(self, request: Request) -> Response:
        """How far the job is that makes a preview, asked for again and again; then the page."""
        number = _number(request.query_params, "job") or 0
        job = await self._app.jobs.get(number)
        if job.kind != PREVIEW or job.state is JobState.DONE:
            return Response(headers=RELOAD)
        values = {"page": await self._site.frame(request, "repair"), **self._at_work(job)}
        return self._site.renderer.page("parts/relink_looking.html", values)

    async def link(self, request: Request) -> Response:
        """Link all that is certain, or what was chosen; the message offers to undo it."""
        form = await request.form()
        scope = _scope(form, await self._server_of(form))
        chosen = None if text_of(form, "all") else _chosen(form)
        order = RelinkOrder(scope=scope, chosen=chosen)
        begun = await self._app.large_changes.link(order, who(request))
        then = f"/repair/relink?{scope_query(scope)}"
        if begun.job_id is not None:
            return self._site.go(then, _under_way(begun.plays))
        if begun.audit_id is None:
            message = Message(_("Nothing was chosen, so nothing changed."), "warning")
            return self._site.go(then, message)
        text = ngettext(
            "%(num)s play linked to the items of today.",
            "%(num)s plays linked to the items of today.",
            begun.plays,
        )
        return self._site.go(then, Message(text, "ok", undo=f"/history/undo/{begun.audit_id}"))

    async def read(self, request: Request) -> Response:
        """Begin to read the libraries of a server in full, as a job."""
        form = await request.form()
        server_id = await self._server_of(form)
        libraries = [one for one in await self._app.libraries.all(server_id) if one.is_active]
        await self._app.readings.start(libraries)
        message = Message(_("The libraries are being read; come back in a moment."), "ok")
        return self._site.go(f"/repair/relink?{scope_query(_scope(form, server_id))}", message)

    async def library(self, request: Request) -> Response:
        """What can be done with a library: merge it, forget its history, hide it."""
        library = await self._library(request.query_params)
        into = _into(request.query_params)
        servers = {server.id: server.name for server in await self._app.servers.all()}
        libraries = await self._libraries()
        names = names_of(libraries, servers)
        others = [
            (f"{one.server_id}/{one.section_id}", names[one.server_id, one.section_id])
            for one in libraries
            if one.section_type == library.section_type and one.id != library.id and one.is_active
        ]
        found = await self._app.link_previews.of(_merging(library, into)) if into else None
        values = {
            "library": library,
            "name": names[library.server_id, library.section_id],
            "plays": self._app.columns.total(_all_of(library), grouped=False)[0],
            "others": others,
            "into": "/".join(map(str, into)) if into else "",
            "into_name": names.get(into, "") if into else "",
            "found": None if isinstance(found, Job) else found,
            "looking": None,
        }
        if isinstance(found, Job):
            values |= self._at_work(found)
        return await self._site.show(request, "pages/library_upkeep.html", values, section="repair")

    async def merge(self, request: Request) -> Response:
        """Move the history of a library into another."""
        form = await request.form()
        library, into = await self._library(form), _into(form)
        if into is None or await self._app.libraries.get(*into) is None:
            raise InputError("Choose a library to merge into.", field="into")
        order = RelinkOrder(scope=_merging(library, into), with_rest=bool(text_of(form, "rest")))
        begun = await self._app.large_changes.link(order, who(request))
        if begun.job_id is not None:
            return self._site.go(_path(library), _under_way(begun.plays))
        undo = f"/history/undo/{begun.audit_id}" if begun.audit_id is not None else ""
        text = ngettext(
            "%(num)s play moved into the other library.",
            "%(num)s plays moved into the other library.",
            begun.plays,
        )
        return self._site.go(_path(library), Message(text, "ok", undo=undo))

    async def forget(self, request: Request) -> Response:
        """Delete the history of a library."""
        form = await request.form()
        library = await self._library(form)
        _confirmed(form, library)
        begun = await self._app.large_changes.delete_all(_all_of(library), who(request))
        undo = f"/history/undo/{begun.audit_id}" if begun.audit_id is not None else ""
        text = _("The history of the library was deleted.")
        if begun.job_id is not None:
            text = _(
                "%(num)s plays are being deleted. Logs show the job, and the undo.",
                num=number(begun.plays),
            )
        return self._site.go(_path(library), Message(text, "ok", undo=undo))

    async def hide(self, request: Request) -> Response:
        """Hide a library and record from it no more, or take that back."""
        library = await self._library(await request.form())
        server_id, section_id, name = library.server_id, library.section_id, who(request)
        if library.is_deleted:
            await self._app.libraries.undelete(server_id, section_id, name)
            text = _("The library is shown again, and plays in it are recorded.")
        else:
            await self._app.libraries.delete(server_id, section_id, name)
            text = _("The library is hidden, and nothing in it is recorded. Its history stays.")
        return self._site.go(_path(library), Message(text, "ok"))

    def _at_work(self, job: Job) -> dict[str, JobView]:
        return {"looking": job_view(job, self._site.renderer.url)}

    async def _libraries(self) -> list[Library]:
        servers = await self._app.servers.all()
        return [
            one
            for server in servers
            for one in await self._app.libraries.all(server.id, with_deleted=True)
        ]

    async def _library(self, asked: Mapping[str, object]) -> Library:
        server_id, section_id = _number(asked, "server_id"), _number(asked, "section_id")
        found = await self._app.libraries.get(ServerId(server_id or 0), SectionId(section_id or 0))
        if found is None:
            raise NotFoundError("There is no such library.", field="section_id")
        return found

    async def _server_of(self, form: FormData) -> ServerId:
        server_id = ServerId(_number(form, "server_id") or 0)
        if self._app.servers.known(server_id) is None:
            raise NotFoundError("There is no such server.", field="server_id")
        return server_id

    async def _what(self, scope: Scope, servers: Mapping[ServerId, str]) -> str:
        """The scope in words."""
        if scope.rating_key is not None:
            item = await self._app.inventory.item(scope.server_id, scope.rating_key)
            return item.full_title if item else _("Item %(number)s", number=scope.rating_key)
        if scope.section_id is not None:
            library = await self._app.libraries.get(scope.server_id, scope.section_id)
            return (
                library.section_name or ""
                if library
                else _("Library %(number)s", number=scope.section_id)
            )
        return servers[scope.server_id]


def _scope(asked: Mapping[str, object], server_id: ServerId) -> Scope:
    section_id = _number(asked, "section_id")
    return Scope(
        server_id=server_id,
        section_id=None if section_id is None else SectionId(section_id),
        rating_key=_number(asked, "rating_key"),
    )


def _merging(library: Library, into: tuple[ServerId, SectionId] | None) -> Scope:
    return Scope(server_id=library.server_id, section_id=library.section_id, into=into)


def _into(asked: Mapping[str, object]) -> tuple[ServerId, SectionId] | None:
    text = str(asked.get("into") or "")
    if not text:
        return None
    server_id, _slash, section_id = text.partition("/")
    if not section_id:
        raise InputError("Choose a library from the list.", field="into")
    return ServerId(whole(server_id, "into")), SectionId(whole(section_id, "into"))


def _chosen(form: FormData) -> list[tuple[int, tuple[int, int]]]:
    """Old rating keys and the items that were chosen, "key:server/key" each."""
    chosen = []
    for value in form.getlist("link"):
        old, _colon, target = str(value).partition(":")
        server_id, _slash, rating_key = target.partition("/")
        if target:
            item = (whole(server_id, "link"), whole(rating_key, "link"))
            chosen.append((whole(old, "link"), item))
    return chosen


def _number(asked: Mapping[str, object], name: str) -> int | None:
    text = str(asked.get(name) or "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InputError("Give %(name)s as a number.", name=name, field=name)
    return int(text)


def _confirmed(form: FormData, library: Library) -> None:
    if text_of(form, "confirm") != (library.section_name or ""):
        raise InputError("Type the name of the library to delete its history.", field="confirm")


def _all_of(library: Library) -> HistoryFilter:
    return HistoryFilter(
        server_ids=(library.server_id,),
        section_ids=(library.section_id,),
        counting=Counting.ALL,
    )


def _path(library: Library) -> str:
    return f"/repair/library?server_id={library.server_id}&section_id={library.section_id}"


def _under_way(plays: int) -> Message:
    text = _(
        "Up to %(num)s plays are being linked. Logs show the job, and the change to undo.",
        num=number(plays),
    )
    return Message(text, "ok")
