"""Listings on disk: one compressed file each, whole or not there."""

from __future__ import annotations

import gzip
import os
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import orjson

from watchkeeper.columns.store.growing import Array
from watchkeeper.features.libraries.index.item_index import ItemIndex, index_from, some_of
from watchkeeper.features.libraries.listing.listing import Listing, document, from_document

ListingKey = tuple[int, int, str, int]
"""Server, section, kind of item, and rating key of the parent (0: the whole library)."""


class ListingFiles:
    """Reads and writes the files; sync, to be run in threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, key: ListingKey) -> Listing | None:
        """The stored listing; None when there is none, or none that can be read."""
        try:
            packed = self._path(key).read_bytes()
            return from_document(orjson.loads(gzip.decompress(packed)))
        except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError):
            return None

    def has(self, key: ListingKey) -> bool:
        """Whether something is stored, of whatever make."""
        return self._path(key).exists()

    def write(self, key: ListingKey, listing: Listing) -> None:
        """Store a listing: another reader sees the old one or the new one, never a part.

        Raises:
            OSError: the disk is full, or the folder cannot be written.
        """
        packed = gzip.compress(orjson.dumps(document(listing)), compresslevel=5)
        self._write(self._path(key), packed)

    def read_index(self, key: ListingKey) -> ItemIndex | None:
        """The arrays of the stored listing; None when there is none."""
        try:
            return index_from(self._index_path(key).read_bytes())
        except OSError:
            return None

    def read_columns(self, key: ListingKey, names: Sequence[str]) -> tuple[int, list[Array]] | None:
        """When the stored listing was read, and some of its arrays; None when there is none."""
        try:
            return some_of(self._index_path(key).read_bytes(), names)
        except OSError:
            return None

    def write_index(self, key: ListingKey, index: ItemIndex) -> None:
        """Store the arrays, so that no page reads the listing row by row.

        Raises:
            OSError: as `write` does.
        """
        self._write(self._index_path(key), index.content())

    def _write(self, path: Path, packed: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(packed)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def delete(self, server_id: int, section_id: int) -> int:
        """Forget all listings of a library; how many there were."""
        found = list(self._folder.glob(f"{server_id}-{section_id}-*.json.gz"))
        for path in [*found, *self._folder.glob(f"{server_id}-{section_id}-*.npz")]:
            path.unlink(missing_ok=True)
        return len(found)

    def _index_path(self, key: ListingKey) -> Path:
        return self._path(key).with_suffix("").with_suffix(".npz")

    def _path(self, key: ListingKey) -> Path:
        server_id, section_id, media_type, rating_key = key
        return self._folder / f"{server_id}-{section_id}-{media_type}-{rating_key}.json.gz"
