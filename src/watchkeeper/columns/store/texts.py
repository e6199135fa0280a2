"""Texts by position, kept as one blob of bytes that is searched and ranked as a whole."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from watchkeeper.columns.store.growing import Array, Growing

END = b"\0"
CHARACTER = rb"(?:[\x01-\x7f]|[\xc2-\xf4][\x80-\xbf]+)"
MANY = 64


def nocase(text: str) -> bytes:
    """The text as SQLite's NOCASE and LIKE compare it: only ASCII letters lose their case."""
    return text.encode("utf-8", "replace").lower().replace(END, b"")


def folded(text: str) -> bytes:
    """The text without case and accents.

    Examples:
        >>> folded("Amélie"), folded("STRAẞE").decode()
        (b'amelie', 'strasse')
    """
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(mark for mark in apart if not unicodedata.combining(mark))
    return text.lower().encode("utf-8", "replace").replace(END, b"")


class Blob:
    """Byte strings one after another, each closed by a zero byte."""

    def __init__(self) -> None:
        self._bytes = Growing(np.uint8)
        self._starts = Growing(np.int64)

    def __len__(self) -> int:
        return len(self._starts)

    def extend(self, contents: list[bytes]) -> None:
        """Add strings at the end."""
        lengths = np.fromiter((len(content) + 1 for content in contents), np.int64, len(contents))
        starts = len(self._bytes) + np.cumsum(lengths) - lengths
        joined = END.join(contents) + END if contents else b""
        self._bytes.extend(np.frombuffer(joined, np.uint8))
        self._starts.extend(starts)

    def get(self, position: int) -> bytes:
        """The string at that position."""
        start = self._starts.view[position]
        stop = self._starts.view[position + 1] if position + 1 < len(self) else len(self._bytes)
        return self._bytes.view[start : stop - 1].tobytes()

    def all(self) -> list[bytes]:
        """Every string."""
        return self._bytes.view.tobytes().split(END)[:-1]

    def containing(self, needle: bytes) -> Array:
        """For each string, whether it contains the bytes."""
        if not needle:
            return np.ones(len(self), np.bool_)
        hits = self._hits(needle)
        found = np.zeros(len(self), np.bool_)
        found[np.searchsorted(self._starts.view, hits, side="right") - 1] = True
        return found

    def starting(self, needle: bytes) -> Array:
        """For each string, whether it starts with the bytes."""
        bytes_, at = self._bytes.view, self._starts.view
        found = np.ones(len(self), np.bool_)
        for step, wanted in enumerate(needle):
            found &= bytes_[np.minimum(at + step, len(bytes_) - 1)] == wanted
        return found

    def matching(self, pattern: re.Pattern[bytes]) -> Array:
        """For each string, whether the pattern is found in it."""
        return np.fromiter((pattern.search(one) is not None for one in self.all()), np.bool_)

    def _hits(self, needle: bytes) -> Array:
        bytes_ = self._bytes.view
        room = len(bytes_) - len(needle) + 1
        if room <= 0:
            return np.empty(0, np.int64)
        hits = np.flatnonzero(bytes_[:room] == needle[0])
        for step, wanted in enumerate(needle[1:], 1):
            hits = hits[bytes_[hits + step] == wanted]
        return hits


class Texts:
    """Texts by position; None is kept apart from "" and found by no search."""

    def __init__(self, texts: Iterable[str | None] = ()) -> None:
        self._lower = Blob()
        self._folded = Blob()
        self._is_none = Growing(np.bool_)
        self._order: list[int] | None = None
        self._ranks: Array = np.empty(0, np.int32)
        self.extend(texts)

    def __len__(self) -> int:
        return len(self._lower)

    def extend(self, texts: Iterable[str | None]) -> None:
        """Add texts at the end."""
        new = list(texts)
        start = len(self)
        self._lower.extend([nocase(text or "") for text in new])
        self._folded.extend([folded(text or "") for text in new])
        self._is_none.extend(np.array([text is None for text in new], np.bool_))
        if self._order is not None and len(new) <= MANY:
            for position in range(start, len(self)):
                self._place(position)
        else:
            self._order = None

    def lowered(self) -> list[bytes]:
        """All of them as `nocase` makes them; None is b""."""
        return self._lower.all()

    def containing(self, text: str) -> Array:
        """For each, whether it contains the text; case and accents do not matter."""
        return self._lone(self._folded.containing(folded(text)))

    def like(self, text: str, *, is_prefix: bool = False) -> Array:
        """For each, whether SQL's LIKE '%text%' (with `is_prefix`: 'text%') holds."""
        wanted = nocase(text)
        if b"%" in wanted or b"_" in wanted:
            found = self._lower.matching(like_pattern(wanted, is_prefix=is_prefix))
        elif is_prefix:
            found = self._lower.starting(wanted)
        else:
            found = self._lower.containing(wanted)
        return self._lone(found)

    def ranks(self) -> Array:
        """For each, its place in NOCASE order: 0 for None, equal texts alike."""
        if self._order is None:
            self._rank_all()
        return self._ranks

    def place(self, text: str | None) -> float:
        """Where the text would stand among `ranks`: a whole number when it is there already."""
        if text is None:
            return 0
        ranks = self.ranks()
        wanted, order = nocase(text), self._order or []
        spot = bisect_left(order, (True, wanted), key=self._key)
        if spot == len(order):
            return float(ranks[order[-1]]) + 0.5 if order else 0.5
        at = float(ranks[order[spot]])
        return at if self._lower.get(order[spot]) == wanted else at - 0.5

    def _lone(self, found: Array) -> Array:
        return found & ~self._is_none.view

    def _key(self, position: int) -> tuple[bool, bytes]:
        return not self._is_none.view[position], self._lower.get(position)

    def _rank_all(self) -> None:
        given = ~self._is_none.view
        keys = list(zip(given.tolist(), self._lower.all(), strict=True))
        order = sorted(range(len(keys)), key=keys.__getitem__)
        ranks = np.zeros(len(keys), np.int32)
        rank, previous = 0, (False, b"")
        for position in order:
            rank += keys[position] != previous
            previous = keys[position]
            ranks[position] = rank
        self._order, self._ranks = order, ranks

    def _place(self, position: int) -> None:
        """Put one more text into the order."""
        order, ranks, key = self._order or [], self._ranks, self._key(position)
        spot = bisect_left(order, key, key=self._key)
        is_known = spot < len(order) and self._key(order[spot]) == key
        before = int(ranks[order[spot - 1]]) if spot else 0
        rank = int(ranks[order[spot]]) if is_known else before + key[0]
        if not is_known and key[0]:
            ranks[ranks >= rank] += 1
        order.insert(spot, position)
        self._order, self._ranks = order, np.append(ranks, np.int32(rank))


def like_pattern(wanted: bytes, *, is_prefix: bool) -> re.Pattern[bytes]:
    """SQL's LIKE '%wanted%' (with `is_prefix`: 'wanted%') for bytes as `nocase` makes them.

    What stands between two % is taken where it fits first and never elsewhere: a later place could
    only leave less room for what follows. To try all places would take for ever.
    """
    first, *others = (_literally(part) for part in wanted.split(b"%"))
    begin = first if is_prefix else _anywhere(first)
    return re.compile(rb"\A" + begin + b"".join(map(_anywhere, others)), re.DOTALL)


def _literally(part: bytes) -> bytes:
    return b"".join(CHARACTER if byte == 0x5F else re.escape(bytes([byte])) for byte in part)


def _anywhere(part: bytes) -> bytes:
    return rb"(?>[^\x00]*?" + part + rb")" if part else b""


class Interned:
    """Distinct texts with small numbers, for texts that repeat from play to play."""

    def __init__(self) -> None:
        self._codes: dict[str | None, int] = {}
        self.texts = Texts()

    def __len__(self) -> int:
        return len(self._codes)

    def codes(self, texts: Iterable[str | None]) -> list[int]:
        """The number of each text; new texts get the next ones."""
        known = self._codes
        found = [known.setdefault(text, len(known)) for text in texts]
        if len(known) > len(self.texts):
            self.texts.extend(list(known)[len(self.texts) :])
        return found

    def all(self) -> list[str | None]:
        """The texts in the order of their numbers."""
        return list(self._codes)

    def flags(self, wanted: Iterable[str | None]) -> Array:
        """For each number, whether its text is one of those."""
        found = np.zeros(len(self._codes), np.bool_)
        found[[code for text in wanted if (code := self._codes.get(text)) is not None]] = True
        return found
