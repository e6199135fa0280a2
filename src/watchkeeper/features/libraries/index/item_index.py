"""All items of a library as arrays: what pages filter, sort and count without reading rows."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.texts import Blob, folded, nocase
from watchkeeper.domain.identity import guid_digest, is_matched
from watchkeeper.features.libraries.listing.listing import ListedItem, Listing
from watchkeeper.values import dataclass

UNKNOWN = -1
VERSION = 1
UNREADABLE = (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged file, or one of another make, may raise."""

NUMBERS = (
    *("rating_key", "parent_rating_key", "grandparent_rating_key", "year", "media_index"),
    *("parent_media_index", "added_at", "bitrate", "audio_channels", "duration", "versions"),
    *("total_size", "leaf_count"),
)
WIDE = frozenset({"added_at", "total_size"})
WORDS = (
    *("media_type", "container", "video_codec", "video_resolution", "audio_codec"),
    *("dynamic_range", "external_ids", "grandparent_title", "parent_title"),
)
TEXTS = ("title", "thumb", "file", "guid")


@dataclass(frozen=True, slots=True)
class Coded:
    """A word for each row: small codes, and the words that they stand for."""

    codes: Array
    words: tuple[str, ...]

    def at(self, row: int) -> str:
        """The word of a row."""
        return self.words[int(self.codes[row])]

    def flags(self, wanted: Iterable[str]) -> Array:
        """For each row, whether its word is one of those."""
        among = frozenset(wanted)
        return np.array([word in among for word in self.words] or [False], np.bool_)[self.codes]

    def counts(self) -> dict[str, int]:
        """How many rows have each word."""
        counted = np.bincount(self.codes, minlength=len(self.words)).tolist()
        return dict(zip(self.words, counted, strict=True))


class ItemIndex:
    """One library, one kind of item. Rows are in the order of their sort titles."""

    def __init__(self, media_type: str, read_at: int, arrays: Mapping[str, Array]) -> None:
        """`arrays` as `content` gives them."""
        self.media_type = media_type
        self.read_at = read_at  # UTC seconds
        self._arrays = arrays
        self.numbers = {name: arrays[f"n_{name}"] for name in NUMBERS}
        self.digests: Array = arrays["digests"]
        self.words = {name: _coded(arrays, f"w_{name}") for name in WORDS}
        self.genres = _coded(arrays, "genres")
        self._genre_rows: Array = arrays["genre_rows"]
        self._texts = {name: _blob(arrays[f"t_{name}"]) for name in TEXTS}
        self._folded = _blob(arrays["folded"])

    def __len__(self) -> int:
        return len(self.digests)

    def text(self, name: str, row: int) -> str:
        """One of `TEXTS` of a row."""
        return self._texts[name].get(row).decode("utf-8", "replace")

    def number(self, name: str, row: int) -> int | None:
        """One of `NUMBERS` of a row; None when it is not known."""
        value = int(self.numbers[name][row])
        return None if value == UNKNOWN else value

    def containing(self, text: str) -> Array:
        """For each row, whether title or show contain the text, without case and accents."""
        shows = self.words["grandparent_title"]
        needle = folded(text)
        of_shows = np.array([needle in folded(word) for word in shows.words] or [False], np.bool_)
        found: Array = self._folded.containing(needle) | of_shows[shows.codes]
        return found

    def of_genre(self, genre: str) -> Array:
        """For each row, whether it has the genre."""
        flags = np.zeros(len(self), np.bool_)
        if genre in self.genres.words:
            code = self.genres.words.index(genre)
            flags[self._genre_rows[self.genres.codes == code]] = True
        return flags

    def row_of(self, rating_key: int) -> int | None:
        """The row of an item, None when it is not listed."""
        found = np.flatnonzero(self.numbers["rating_key"] == rating_key)
        return int(found[0]) if len(found) else None

    def content(self) -> bytes:
        """All of it as a file."""
        target = io.BytesIO()
        arrays: dict[str, Any] = dict(self._arrays)  # Any: savez takes options by name too
        arrays["facts"] = np.array([VERSION, self.read_at], np.int64)
        arrays["kind"] = np.frombuffer(self.media_type.encode(), np.uint8)
        np.savez(target, **arrays)
        return target.getvalue()


def index_of(listing: Listing) -> ItemIndex:
    """The arrays of a listing."""
    items = listing.items
    arrays = {f"n_{name}": _numbers(items, name) for name in NUMBERS}
    digests = [guid_digest(nocase(item.guid)) for item in items]
    arrays["digests"] = np.array(digests, np.int64)
    for name in WORDS:
        arrays |= _words(f"w_{name}", [getattr(item, name) for item in items])
    pairs = [(row, genre) for row, item in enumerate(items) for genre in item.genres]
    arrays["genre_rows"] = np.array([row for row, _ in pairs], np.int32)
    arrays |= _words("genres", [genre for _, genre in pairs])
    for name in TEXTS:
        arrays[f"t_{name}"] = _joined(_plain(getattr(item, name)) for item in items)
    arrays["folded"] = _joined(folded(item.title) for item in items)
    return ItemIndex(listing.media_type, listing.read_at, arrays)


def index_from(content: bytes) -> ItemIndex | None:
    """The index of a file; None when it is of another version of this program, or no such file."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        version, read_at = arrays.pop("facts").tolist()
        media_type = arrays.pop("kind").tobytes().decode()
        return ItemIndex(media_type, read_at, arrays) if version == VERSION else None
    except UNREADABLE:
        return None


def some_of(content: bytes, names: Sequence[str]) -> tuple[int, list[Array]] | None:
    """When it was read, and some arrays of a file; None when it is of no use."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            version, read_at = stored["facts"].tolist()
            return (read_at, [stored[name] for name in names]) if version == VERSION else None
    except UNREADABLE:
        return None


def unmatched(index: ItemIndex) -> Array:
    """For each row, whether its server could not tell what it is."""
    guids = (index.text("guid", row) for row in range(len(index)))
    return np.fromiter((not is_matched(guid) for guid in guids), np.bool_, len(index))


def _numbers(items: Sequence[ListedItem], name: str) -> Array:
    values = [getattr(item, name) for item in items]
    limits = np.iinfo(np.int64 if name in WIDE else np.int32)
    held = [UNKNOWN if value is None else min(value, limits.max) for value in values]
    return np.array(held, limits.dtype)


def _words(name: str, words: Sequence[str]) -> dict[str, Array]:
    known: dict[str, int] = {}
    codes = [known.setdefault(_plain(word).decode(), len(known)) for word in words]
    return {
        f"{name}_codes": np.array(codes, np.int32),
        f"{name}_words": _joined(word.encode() for word in known),
    }


def _coded(arrays: Mapping[str, Array], name: str) -> Coded:
    words = _split(arrays[f"{name}_words"])
    return Coded(arrays[f"{name}_codes"], tuple(word.decode("utf-8", "replace") for word in words))


def _plain(text: str) -> bytes:
    return text.encode("utf-8", "replace").replace(b"\0", b"")


def _joined(contents: Iterable[bytes]) -> Array:
    return np.frombuffer(b"".join(content + b"\0" for content in contents), np.uint8)


def _split(joined: Array) -> list[bytes]:
    return joined.tobytes().split(b"\0")[:-1]


def _blob(joined: Array) -> Blob:
    blob = Blob()
    blob.extend(_split(joined))
    return blob
