"""Exports: begun, followed, downloaded, deleted, and thrown away when they are old."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import anyio
import structlog
from anyio import to_thread

from watchkeeper.domain.facts import SectionId, ServerId, UserId, whole_number
from watchkeeper.domain.media import ListedItem
from watchkeeper.errors import (
    InputError,
    NotFoundError,
    ReadOnlyError,
    UnreachableError,
    WatchkeeperError,
)
from watchkeeper.features.exports.catalogue import export_fields
from watchkeeper.features.exports.files import ExportFiles
from watchkeeper.features.exports.forms.form import Head
from watchkeeper.features.exports.naming import item_title, library_title, user_title
from watchkeeper.features.exports.order import ExportOrder, checked
from watchkeeper.features.exports.ports import ExportSource, ExportSources
from watchkeeper.features.exports.run import Run
from watchkeeper.features.exports.stored import (
    DONE,
    FAILED,
    RUNNING,
    TABLE,
    StoredExport,
    new_content,
    order_of,
    settled,
)
from watchkeeper.features.libraries import Libraries
from watchkeeper.features.preferences import Exporting, Preferences
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs
from watchkeeper.features.system.kept import Kept, KeptRow
from watchkeeper.features.users import Users
from watchkeeper.runtime.clock import Clock, as_datetime, instant
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

KIND = "export"
STOP_SECONDS = 5
SAVE_SECONDS = 1.0
DAY = 86_400
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "m3u": "audio/x-mpegurl; charset=utf-8",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Download:
    """The file of an export, and what it is."""

    path: Path
    content_type: str

    @property
    def is_archive(self) -> bool:
        return self.path.suffix == ".zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportParts:
    """What exports work with."""

    kept: Kept
    jobs: Jobs
    sources: ExportSources
    libraries: Libraries
    users: Users
    preferences: Preferences
    clock: Clock
    zone: ZoneInfo
    folder: Path


class Exports:
    """The exports of every server."""

    def __init__(self, parts: ExportParts) -> None:
        self._parts = parts
        self._files = ExportFiles(parts.folder)
        parts.jobs.register(KIND, self._body)

    async def start(self, server_id: ServerId, order: ExportOrder) -> int:
        """Begin an export; returns its number.

        Raises:
            InputError: the order cannot be carried out; `field` names what is wrong.
            NotFoundError: there is no such library, person or item.
            OutsideError: the server cannot be asked about the item.
            ReadOnlyError: the folder of the exports cannot be written.
        """
        order = checked(order)
        head = await self._head(server_id, order)
        if head.media_type not in export_fields():
            raise InputError(
                "Cannot export media type '%(media_type)s'.",
                media_type=head.media_type,
                field="rating_key",
            )
        now = instant(self._parts.clock)
        content = new_content(order, head, now)
        content["folder"] = await self._new_folder(head.title)
        number = await self._parts.kept.add(server_id, TABLE, content)
        inputs = {"server_id": server_id, "export_id": number}
        await self._parts.jobs.start(KIND, f"Export {head.title}", inputs)
        return number

    async def all(self, server_id: ServerId) -> list[StoredExport]:
        """All exports of a server, oldest first."""
        rows = await self._parts.kept.rows(server_id, TABLE)
        return await to_thread.run_sync(lambda: [self._stored(row) for row in rows])

    async def get(self, server_id: ServerId, export_id: int) -> StoredExport:
        """One export.

        Raises:
            NotFoundError: there is none of that number.
        """
        row = await self._parts.kept.get(server_id, TABLE, export_id)
        if row is None:
            raise NotFoundError("There is no such export (any more).", field="export_id")
        return await to_thread.run_sync(self._stored, row)

    async def download(self, server_id: ServerId, export_id: int) -> Download:
        """The file of an export.

        Raises:
            NotFoundError: there is no such export, or its file is not here.
        """
        stored = await self.get(server_id, export_id)
        if stored.file is None:
            raise NotFoundError("The file of this export is not here.", field="export_id")
        kind = stored.file.suffix.removeprefix(".")
        return Download(stored.file, CONTENT_TYPES.get(kind, "application/octet-stream"))

    async def stop(self, server_id: ServerId, export_id: int) -> None:
        """End an export that runs; what it has written is removed.

        Raises:
            NotFoundError: there is none of that number.
        """
        stored = await self.get(server_id, export_id)
        if stored.job_id is None:
            return
        with suppress(InputError):  # over already
            await self._parts.jobs.stop(stored.job_id)
            with anyio.move_on_after(STOP_SECONDS):
                await self._parts.jobs.wait(stored.job_id)

    async def delete(self, server_id: ServerId, export_ids: Collection[int] | None = None) -> int:
        """Delete exports of those numbers (None: all) with their files; how many there were."""
        rows = await self._parts.kept.rows(server_id, TABLE)
        wanted = [row for row in rows if export_ids is None or row.row_id in export_ids]
        for row in wanted:
            await self.stop(server_id, row.row_id)
            await to_thread.run_sync(self._files.delete, row.content.get("folder"))
        await self._parts.kept.delete(server_id, TABLE, [row.row_id for row in wanted])
        return len(wanted)

    async def sweep(self, server_ids: Collection[ServerId]) -> int:
        """Delete the exports that are older than the owner keeps them; how many there were."""
        days = self._parts.preferences.group(Exporting).keep_days
        if not days:
            return 0
        oldest = instant(self._parts.clock) - days * DAY
        gone = 0
        for server_id in server_ids:
            rows = await self._parts.kept.rows(server_id, TABLE)
            old = {
                row.row_id for row in rows if row.content.get("folder") and _begun_at(row) < oldest
            }
            gone += await self.delete(server_id, old) if old else 0
        return gone

    async def _head(self, server_id: ServerId, order: ExportOrder) -> Head:
        if order.rating_key is not None:
            return await self._item_head(server_id, order.rating_key)
        if order.user_id is not None:
            return await self._user_head(server_id, UserId(order.user_id))
        section_id = SectionId(order.section_id or 0)
        library = await self._parts.libraries.get(server_id, section_id)
        if library is None:
            raise NotFoundError(
                "There is no library %(section_id)s.", section_id=section_id, field="section_id"
            )
        title = library_title(library.section_name or "", order.export_type, section_id)
        kind = library.section_type or "" if order.export_type == "all" else order.export_type
        return Head(title=title, media_type=kind, section_id=section_id)

    async def _item_head(self, server_id: ServerId, rating_key: int) -> Head:
        source = self._source(server_id)
        kind = await source.export_kind(rating_key)
        found = await source.export_items([ListedItem(rating_key, kind)]) if kind else []
        if not found:
            raise NotFoundError(
                "There is no item %(rating_key)s.", rating_key=rating_key, field="rating_key"
            )
        item = found[0]
        return Head(
            title=item_title(item),
            media_type=item["type"],
            section_id=whole_number(item.get("librarySectionID")),
            rating_key=rating_key,
        )

    async def _user_head(self, server_id: ServerId, user_id: UserId) -> Head:
        user = await self._parts.users.get(server_id, user_id)
        if user is None:
            raise NotFoundError("There is no user %(user_id)s.", user_id=user_id, field="user_id")
        if not user.is_admin:
            raise InputError(
                "Only the playlists of the server's owner are known: nobody else's token is kept.",
                field="user_id",
            )
        title = user_title(user.username or "", user_id)
        return Head(title=title, media_type="playlist", user_id=user_id)

    async def _new_folder(self, title: str) -> str:
        at = as_datetime(self._parts.clock.now()).astimezone(self._parts.zone)
        try:
            return await to_thread.run_sync(self._files.make, title, at)
        except OSError as error:
            raise ReadOnlyError(
                "The export cannot be written: %(reason)s.", reason=error.strerror
            ) from error

    def _source(self, server_id: ServerId) -> ExportSource:
        source = self._parts.sources(server_id)
        if source is None:
            raise UnreachableError(
                "Server %(server_id)s has no address: set it up first.", server_id=server_id
            )
        return source

    def _stored(self, row: KeptRow) -> StoredExport:
        content = row.content
        file = None
        if content.get("complete") == DONE:
            file = self._files.file(content.get("folder"), content.get("file_name"))
        return StoredExport(row.row_id, content, file)

    async def _body(self, handle: JobHandle) -> Plain:
        """One export as a job; a restarted one begins anew."""
        server_id, number = ServerId(handle.inputs["server_id"]), handle.inputs["export_id"]
        row = await self._parts.kept.get(server_id, TABLE, number)
        if row is None:
            return {"items": 0}
        content = {**row.content, "job_id": handle.id, "complete": RUNNING}
        book = _Book(self._parts, server_id, KeptRow(number, content), handle)
        try:
            return await self._written(server_id, book)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(self._files.empty, content.get("folder"))
                await book.save(complete=FAILED)
            raise

    async def _written(self, server_id: ServerId, book: _Book) -> Plain:
        content = book.content
        folder = self._files.folder(content["folder"])
        if folder is None:
            raise NotFoundError("The folder of this export is gone.")
        await to_thread.run_sync(self._files.empty, content["folder"])
        order = order_of(content)
        head = Head(
            title=content["title"],
            media_type=content["media_type"],
            section_id=order.section_id,
            user_id=order.user_id,
            rating_key=order.rating_key,
        )
        run = Run(self._source(server_id), order, head, folder, book.tell)
        try:
            name = await run.write()
        except OSError as error:
            raise ReadOnlyError(
                "The export cannot be written: %(reason)s.", reason=error.strerror
            ) from error
        size = (await anyio.Path(folder / name).stat()).st_size
        await book.save(complete=DONE, file_name=name, file_size=size, **settled(order, run.saved))
        log.info("exported", export=content["title"], items=run.done, bytes=size)
        return {"items": run.done, "bytes": size}


def _begun_at(row: KeptRow) -> int:
    return whole_number(row.content.get("timestamp")) or 0


class _Book:
    """Keeps the row of a running export and its job up to date, about once a second."""

    def __init__(
        self, parts: ExportParts, server_id: ServerId, row: KeptRow, handle: JobHandle
    ) -> None:
        self._parts = parts
        self._server_id = server_id
        self._row_id = row.row_id
        self._handle = handle
        self._saved_at = -SAVE_SECONDS
        self.content: dict[str, Any] = dict(row.content)  # Any: columns of several types

    async def tell(self, done: int, total: int) -> None:
        """Note how far it is."""
        self.content |= {"exported_items": done, "total_items": total}
        await self._handle.progress(done, total, "items")
        now = self._parts.clock.monotonic()
        if now - self._saved_at >= SAVE_SECONDS:
            self._saved_at = now
            await self.save()

    async def save(self, **changes: object) -> None:
        """Write the row with these columns changed."""
        self.content |= changes
        row = KeptRow(self._row_id, self.content)
        with suppress(WatchkeeperError):
            await self._parts.kept.put(self._server_id, TABLE, row)
