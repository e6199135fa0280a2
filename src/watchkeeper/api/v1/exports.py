"""Exports: what a server tells of libraries and items, written into files."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path
from pydantic import Field
from starlette.responses import FileResponse, Response

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import Instant, Number, Shape
from watchkeeper.api.v1.stated import number_of, text_of
from watchkeeper.features.exports import ExportOrder, StoredExport
from watchkeeper.features.exports.stored import DONE, RUNNING

Level = Literal[0, 1, 2, 3, 9]
State = Literal["waiting", "running", "done", "failed", "missing"]


class Export(Shape):
    """An export."""

    id: int = Field(description="Number of the export on its server.")
    title: str | None = Field(description="Of what it is.")
    media_type: str | None = Field(description="Kind of what it is of.")
    section_id: int | None = Field(description="The library's number, for one of a library.")
    rating_key: int | None = Field(description="The item's number, for one of an item.")
    file_format: str | None = Field(description="csv, json, xml or m3u.")
    begun_at: Instant | None = Field(description="When it was asked for, UTC seconds.")
    state: State = Field(description="How it stands; missing: its file is not here.")
    exported_items: int | None = Field(description="Items written so far.")
    total_items: int | None = Field(description="Items to be written.")
    file_size: int | None = Field(description="Of the file, bytes.")


class ExportList(Shape):
    """Exports, oldest first."""

    exports: list[Export] = Field(description="All of a server.")
    total: int = Field(description="How many there are.")


class NewExport(Shape):
    """An export of a library, or of one item."""

    section_id: Number | None = Field(None, description="Number of the library.")
    rating_key: Number | None = Field(None, description="Number of the item; it goes first.")
    file_format: Literal["csv", "json", "xml", "m3u"] = Field("csv", description="Form.")
    metadata_level: Level = Field(1, description="How much about items: 0 nothing, 9 all.")
    media_info_level: Level = Field(1, description="How much about files: 0 nothing, 9 all.")
    safe_cells: bool = Field(True, description="Let no cell of a CSV begin a formula.")


ServerPath = Annotated[Number, Path(description="Number of the server.")]
ExportPath = Annotated[Number, Path(description="Number of the export.")]


async def list_exports(asks: Asks, server_id: ServerPath) -> ExportList:
    """List the exports of a server, oldest first."""
    server = await asks.server(server_id)
    exports = [export_of(one) for one in await asks.app.exports.all(server.id)]
    return ExportList(exports=exports, total=len(exports))


async def start_export(asks: Asks, server_id: ServerPath, wanted: NewExport) -> Export:
    """Begin an export. It runs on by itself: ask for it again to see how far it is."""
    server = await asks.server(server_id)
    order = ExportOrder(
        section_id=wanted.section_id,
        rating_key=wanted.rating_key,
        file_format=wanted.file_format,
        metadata_level=wanted.metadata_level,
        media_info_level=wanted.media_info_level,
        safe_cells=wanted.safe_cells,
    )
    number = await asks.app.exports.start(server.id, order)
    return export_of(await asks.app.exports.get(server.id, number))


async def get_export(asks: Asks, server_id: ServerPath, export_id: ExportPath) -> Export:
    """Get one export as it stands."""
    server = await asks.server(server_id)
    return export_of(await asks.app.exports.get(server.id, export_id))


async def get_export_file(asks: Asks, server_id: ServerPath, export_id: ExportPath) -> Response:
    """Get the file of an export."""
    server = await asks.server(server_id)
    file = await asks.app.exports.download(server.id, export_id)
    return FileResponse(file.path, media_type=file.content_type, filename=file.path.name)


async def delete_export(asks: Asks, server_id: ServerPath, export_id: ExportPath) -> ExportList:
    """Delete an export with its file; one that runs is stopped."""
    server = await asks.server(server_id)
    await asks.app.exports.get(server.id, export_id)
    await asks.app.exports.delete(server.id, [export_id])
    return await list_exports(asks, server_id)


def export_of(stored: StoredExport) -> Export:
    """An export in the words of the API."""
    content = stored.content
    return Export(
        id=stored.id,
        title=text_of(content.get("title")),
        media_type=text_of(content.get("media_type")),
        section_id=number_of(content.get("section_id")),
        rating_key=number_of(content.get("rating_key")),
        file_format=text_of(content.get("file_format")),
        begun_at=number_of(content.get("timestamp")),
        state=_state(stored),
        exported_items=number_of(content.get("exported_items")),
        total_items=number_of(content.get("total_items")),
        file_size=number_of(content.get("file_size")),
    )


def _state(stored: StoredExport) -> State:
    if stored.content.get("complete") == RUNNING:
        return "running" if stored.is_running else "waiting"
    if stored.file is not None:
        return "done"
    return "missing" if stored.content.get("complete") == DONE else "failed"
