"""Listings on disk: one compressed file each, whole or not there."""

from __future__ import annotations

import gzip
import os
import tempfile
import zlib
from pathlib import Path

import orjson

from watchkeeper.features.libraries.listing import Listing, document, from_document

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

    def write(self, key: ListingKey, listing: Listing) -> None:
        """Store a listing: another reader sees the old one or the new one, never a part.

        Raises:
            OSError: the disk is full, or the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        packed = gzip.compress(orjson.dumps(document(listing)), compresslevel=5)
        descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(packed)
            Path(name).replace(self._path(key))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def delete(self, server_id: int, section_id: int) -> int:
        """Forget all listings of a library; how many there were."""
        found = list(self._folder.glob(f"{server_id}-{section_id}-*.json.gz"))
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def _path(self, key: ListingKey) -> Path:
        server_id, section_id, media_type, rating_key = key
        return self._folder / f"{server_id}-{section_id}-{media_type}-{rating_key}.json.gz"
