"""Writing an export into its folder: one file, or a zip of several."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from anyio import to_thread

from watchkeeper.features.exports.forms.form import Head, Writer
from watchkeeper.features.exports.forms.writers import open_writer
from watchkeeper.features.exports.naming import item_title, safe_title
from watchkeeper.features.exports.order import ExportOrder
from watchkeeper.features.exports.selection import Facts

Taken = dict[str, Any]  # Any: facts of several types


class Output:
    """One export on its way to the disk. Its methods raise OSError when the disk is full."""

    def __init__(self, folder: Path, order: ExportOrder, head: Head) -> None:
        self._folder = folder
        self._order = order
        self._head = head
        self._name = safe_title(head.title)
        self._resources = f"{self._name}.resources"
        self._zip: ZipFile | None = None
        self._main: Writer | None = None
        self._names: set[str] = set()
        if not order.individual_files:
            self._main = open_writer(order, self._main_path, head)

    async def add(self, facts: Facts, taken: Taken) -> None:
        """Write one item; `facts` is all that is known of it."""
        await to_thread.run_sync(self._add, facts, taken)

    async def put(self, name: str, content: bytes) -> str:
        """Keep a picture; returns its path in the export."""
        path = f"{self._resources}/{name}"
        if path not in self._names:
            self._names.add(path)
            await to_thread.run_sync(self._put, path, content)
        return path

    async def finish(self) -> str:
        """Write the last of it; returns the name of the one file in the folder."""
        return await to_thread.run_sync(self._finish)

    def close(self) -> None:
        """Let go of the files: the export broke off."""
        if self._main is not None:
            self._main.close()
        if self._zip is not None:
            self._zip.close()

    @property
    def _main_path(self) -> Path:
        return self._folder / f"{self._name}.{self._order.file_format}"

    def _add(self, facts: Facts, taken: Taken) -> None:
        if self._main is not None:
            self._main.add(taken)
            return
        head = Head(
            title=item_title(facts),
            media_type=facts["type"],
            section_id=self._head.section_id,
            user_id=self._head.user_id,
            rating_key=facts.get("ratingKey"),
        )
        name = f"{safe_title(head.title)}.{self._order.file_format}"
        path = self._folder / f"{name}.part"
        writer = open_writer(self._order, path, head)
        writer.add(taken)
        writer.finish()
        self._opened_zip().write(path, name)
        path.unlink()

    def _put(self, path: str, content: bytes) -> None:
        self._opened_zip().writestr(path, content, compress_type=ZIP_STORED)

    def _finish(self) -> str:
        if self._main is not None:
            self._main.finish()
        if self._zip is None and self._main is not None:
            return self._main_path.name
        archive = self._opened_zip()
        if self._main is not None:
            archive.write(self._main_path, self._main_path.name)
        archive.close()
        self._main_path.unlink(missing_ok=True)
        return self._zip_path.name

    @property
    def _zip_path(self) -> Path:
        return self._folder / f"{self._name}.zip"

    def _opened_zip(self) -> ZipFile:
        if self._zip is None:
            self._zip = ZipFile(self._zip_path, "w", ZIP_DEFLATED)
        return self._zip
