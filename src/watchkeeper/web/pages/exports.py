"""Exports: what was written into files, and writing more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import SectionId, ServerId, whole_number
from watchkeeper.errors import InputError, OutsideError, StorageError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.preferences import Exporting
from watchkeeper.texts import _, told
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views import exports as views
from watchkeeper.web.views.exports import ExportForm, ExportLine
from watchkeeper.web.views.history.export import csv_text

PATH = "/exports"
MOST_SHOWN = 100


class ExportPages:
    """All that begins with /exports, and the libraries on record."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = f"{PATH}/{{server_id:int}}/{{export_id:int}}"
        return [
            Page(PATH, self.show, Access.OWNER, name="exports"),
            Page(PATH, self.start, Access.OWNER, ("POST",)),
            Page(f"{PATH}/list", self.made, Access.OWNER),
            Page("/libraries.csv", self.libraries_csv, Access.OWNER),
            Page("/libraries.json", self.libraries_json, Access.OWNER),
            Page(f"{one}/file", self.download, Access.OWNER),
            Page(f"{one}/stop", self.stop, Access.OWNER, ("POST",)),
            Page(f"{one}/delete", self.delete, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """The list and the form, filled in as the address says."""
        asked = dict(request.query_params)
        if asked.get("section_id") and asked.get("server_id"):
            asked.setdefault("library", f"{asked['server_id']}/{asked['section_id']}")
        return await self._page(request, views.values_of(asked))

    async def start(self, request: Request) -> Response:
        """Begin an export; a problem keeps what was filled in."""
        values = views.values_of(await request.form())
        try:
            server_id, order = views.order_of(values)
            if not server_id:
                server = await self._app.servers.default()
                server_id = server.id if server else server_id
            await self._app.exports.start(server_id, order)
        except (InputError, OutsideError, StorageError) as error:
            return await self._page(request, values, problem=told(error))
        return self._site.go(PATH, Message(_("The export has begun."), "ok"))

    async def made(self, request: Request) -> Response:
        """The list alone, asked for once a second while something runs."""
        page = await self._site.frame(request, "settings")
        values = {"page": page, "exports": await self._lines()}
        return self._site.renderer.page("parts/exports.html", values)

    async def libraries_csv(self, _request: Request) -> Response:
        """All libraries, as a table for other programs."""
        headers = {"Content-Disposition": 'attachment; filename="libraries.csv"'}
        text = csv_text(await self._libraries())
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    async def libraries_json(self, _request: Request) -> Response:
        """The same as JSON."""
        headers = {"Content-Disposition": 'attachment; filename="libraries.json"'}
        content = orjson.dumps({"libraries": await self._libraries()})
        return Response(content, media_type="application/json", headers=headers)

    async def download(self, request: Request) -> Response:
        """The file of an export."""
        found = await self._app.exports.download(*_named(request))
        headers = {
            "Content-Disposition": f'attachment; filename="{found.path.name}"',
            "Cache-Control": "private, no-store",
        }
        return FileResponse(found.path, media_type=found.content_type, headers=headers)

    async def stop(self, request: Request) -> Response:
        """End an export that runs."""
        await self._app.exports.stop(*_named(request))
        return self._site.go(PATH, Message(_("The export was stopped."), "ok"))

    async def delete(self, request: Request) -> Response:
        """Delete an export and its file."""
        server_id, export_id = _named(request)
        await self._app.exports.delete(server_id, [export_id])
        return self._site.go(PATH, Message(_("The export and its file were deleted."), "ok"))

    async def _page(
        self, request: Request, values: Mapping[str, str], *, problem: str = ""
    ) -> Response:
        shown: dict[str, Any] = {  # Any: views of many shapes
            "exports": await self._lines(),
            "form": await self._form(values, problem),
            "choices": views,
            "keep_days": self._app.preferences.group(Exporting).keep_days,
        }
        return await self._site.show(request, "pages/exports.html", shown, section="settings")

    async def _lines(self) -> list[ExportLine]:
        found = [
            (server.id, stored)
            for server in await self._app.servers.all()
            for stored in await self._app.exports.all(server.id)
        ]
        lines = [views.export_line(server_id, one, self._app.zone) for server_id, one in found]
        return sorted(lines, key=lambda line: (line.at.iso, line.id), reverse=True)[:MOST_SHOWN]

    async def _libraries(self) -> list[dict[str, object]]:
        table = await self._app.statistics.libraries_table(HistoryFilter(), grouped=True)
        figures = {(one.server_id, one.section_id): one for one in table}
        return [
            views.exported_library(library, server, figures.get((server.id, library.section_id)))
            for server in await self._app.servers.all()
            for library in await self._app.libraries.all(server.id, with_deleted=True)
        ]

    async def _form(self, values: Mapping[str, str], problem: str) -> ExportForm:
        servers = {server.id: server.name for server in await self._app.servers.all()}
        libraries = [
            library for server_id in servers for library in await self._app.libraries.all(server_id)
        ]
        kind, item = await self._chosen(values)
        return ExportForm(
            values=values,
            libraries=views.library_choices(servers, libraries),
            item=item,
            kind=kind,
            fields=views.field_kinds(kind),
            problem=problem,
        )

    async def _chosen(self, values: Mapping[str, str]) -> tuple[str, str]:
        """The kind of what is chosen, and the title of the item if one is."""
        server, _slash, section = values["library"].partition("/")
        server_id = ServerId(whole_number(values["server_id"] or server) or 0)
        rating_key = whole_number(values["rating_key"])
        if rating_key is not None and server_id:
            return await self._item(server_id, rating_key)
        section_id = SectionId(whole_number(section) or 0)
        library = await self._app.libraries.get(server_id, section_id) if section_id else None
        return (library.section_type or "" if library else "movie"), ""

    async def _item(self, server_id: ServerId, rating_key: int) -> tuple[str, str]:
        try:
            item = await self._app.metadata.item(server_id, rating_key)
        except OutsideError:
            item = None
        return (item.media_type, item.title) if item else ("movie", "")


def _named(request: Request) -> tuple[ServerId, int]:
    return ServerId(request.path_params["server_id"]), request.path_params["export_id"]
