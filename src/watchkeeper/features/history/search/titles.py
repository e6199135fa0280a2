"""All titles of the record in memory, found by parts of words within milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from watchkeeper.columns.store.growing import Array, Growing
from watchkeeper.columns.store.texts import Blob
from watchkeeper.features.history.search.found import FoundKind
from watchkeeper.features.history.search.words import plain
from watchkeeper.values import dataclass

KINDS = tuple(FoundKind)
FEW = 2000  # titles that are looked at one by one sooner than all at once
LEVELS = 3  # an item is itself, and belongs to up to two others
NOT_PLAYED = NONE = -1


class ItemWords(NamedTuple):
    """What an item is called, with the numbers of what it belongs to."""

    id: int
    media_type: str
    live: bool
    rating_key: int | None
    parent_rating_key: int | None
    grandparent_rating_key: int | None
    title: str
    parent_title: str
    grandparent_title: str
    original_title: str
    year: int | None


class Title(NamedTuple):
    """Something that has a name: a film, a show, an artist, an episode ..."""

    kind: FoundKind
    title: str
    second: str
    year: int | None


NAMELESS = Title(FoundKind.OTHER, "", "", None)


@dataclass(frozen=True, slots=True)
class Share:
    """What some of the plays have of the titles: how often each, and its newest item among them."""

    plays: Array
    items: Array  # -1: never played among them


class Titles:
    """Distinct titles, each with the item that was added last, and how often it was played.

    What a title is called in full stays in the database: here is what it is found by, and the
    number of an item of it.
    """

    def __init__(self) -> None:
        self.items = Growing(np.int32)  # for each title, the number of the newest item
        self._digests = Digests()
        self._text = Blob()  # each begins with a blank, so that words begin alike
        self._kinds = Growing(np.uint8)
        self._of_item = [Growing(np.int32) for _ in range(LEVELS)]  # -1: none
        self._plays: Array = np.empty(0, np.int64)

    @property
    def known_items(self) -> int:
        """All items up to this number are in."""
        return len(self._of_item[0]) - 1

    def __len__(self) -> int:
        return len(self.items)

    def extend(self, items: Iterable[ItemWords]) -> None:
        """Add items whose numbers follow; numbers may be missing."""
        known = [
            (item.id, level, title)
            for item in items
            for level, (title, _key) in enumerate(titles_of(item) or [(NAMELESS, None)])
        ]
        if not known:
            return
        numbers, levels, titles = (list(column) for column in zip(*known, strict=True))
        codes = np.full(len(titles), NONE, np.int64)
        named = np.array([title is not NAMELESS for title in titles], np.bool_)
        codes[named] = self._codes([title for title in titles if title is not NAMELESS])
        self.items.view[codes[named]] = np.array(numbers)[named]
        first = len(self._of_item[0])
        for level, column in enumerate(self._of_item):
            at = np.array(levels) == level
            added = np.full(numbers[-1] + 1 - first, NONE, np.int32)
            added[np.array(numbers)[at] - first] = codes[at]
            column.extend(added)

    def kind(self, code: int) -> FoundKind:
        """What a title is."""
        return KINDS[int(self._kinds.view[code])]

    def count(self, items: Array) -> None:
        """Take the items of all plays: how often each title was played."""
        self._plays = self.share(items).plays

    def share(self, items: Array) -> Share:
        """What plays of these items have of the titles."""
        size = len(self._of_item[0])
        by_item = np.bincount(items, minlength=size)[:size]
        played = np.flatnonzero(by_item)
        plays, newest = np.zeros(len(self), np.int64), np.full(len(self), NOT_PLAYED, np.int64)
        for column in self._of_item:
            codes = column.view[played]
            has_one = codes >= 0
            np.add.at(plays, codes[has_one], by_item[played[has_one]])
            np.maximum.at(newest, codes[has_one], played[has_one])
        return Share(plays, newest)

    def plays(self, code: int) -> int:
        """How often a title was played."""
        return int(self._plays[code]) if code < len(self._plays) else 0

    def find(self, wanted: Sequence[bytes], limit: int, share: Share | None = None) -> list[int]:
        """The best titles of each kind, at most `limit` of each, by how well they fit and plays.

        With `share` only titles that it has, by its plays.
        """
        if not wanted or not len(self):
            return []
        hits = np.ones(len(self), np.bool_) if share is None else share.items != NOT_PLAYED
        for word in wanted:
            hits &= self._text.containing(word)
        starts = self._starting(wanted, hits)
        begins = self._text.starting(b" " + b" ".join(wanted))
        known = self._plays if share is None else share.plays
        plays = np.pad(known, (0, len(self) - len(known)))
        chosen = []
        for kind in range(len(KINDS)):
            where = np.flatnonzero(hits & (self._kinds.view == kind))
            order = np.lexsort((-plays[where], ~starts[where], ~begins[where]))
            chosen += where[order[:limit]].tolist()
        return chosen

    def _starting(self, wanted: Sequence[bytes], hits: Array) -> Array:
        """For each title that was hit, whether a word of it begins with each wanted one."""
        starts = hits.copy()
        where = np.flatnonzero(hits)
        if len(where) > FEW:
            for word in wanted:
                starts &= self._text.containing(b" " + word)
            return starts
        texts = [self._text.get(code) for code in where.tolist()]
        starts[where] = [all(b" " + word in text for word in wanted) for text in texts]
        return starts

    def of_items(self, numbers: Iterable[int]) -> list[int]:
        """The titles that stand for these items: of an episode its show, of a track its artist."""
        found: dict[int, None] = {}
        for number in numbers:
            codes = [int(column.view[number]) for column in self._of_item]
            found[codes[1] if codes[1] >= 0 else codes[0]] = None
        return list(found)

    def _codes(self, titles: Sequence[Title]) -> Array:
        """The code of each title; new ones are taken in."""
        before = len(self)
        codes, new = self._digests.codes(np.array([_digest(one) for one in titles], np.int64))
        added = [titles[at] for at in new.tolist()]
        self._text.extend([b" " + plain(f"{one.title} {one.second}") for one in added])
        self._kinds.extend(np.array([KINDS.index(one.kind) for one in added], np.uint8))
        self.items.replace_from(before, np.zeros(len(added), np.int32))
        return codes


class Digests:
    """Numbers that stand for texts, and the code of each in the order in which they came."""

    def __init__(self) -> None:
        self._ascending: Array = np.empty(0, np.int64)
        self._codes: Array = np.empty(0, np.int32)

    def codes(self, digests: Array) -> tuple[Array, Array]:
        """The code of each, and the first place of each that is new, in the order of codes."""
        known, codes = self._ascending, self._codes
        different, firsts, inverse = np.unique(digests, return_index=True, return_inverse=True)
        at = np.searchsorted(known, different)
        is_new = np.append(known, 0)[at] != different
        is_new |= at == len(known)
        found = np.append(codes, 0)[at]
        order = np.argsort(firsts[is_new])
        fresh = np.empty(len(order), codes.dtype)
        fresh[order] = len(known) + np.arange(len(order))
        found[is_new] = fresh
        self._ascending = np.insert(known, at[is_new], different[is_new])
        self._codes = np.insert(codes, at[is_new], fresh)
        return found[inverse], firsts[is_new][order]


def _digest(title: Title) -> int:
    """A number that no other title has, but by a chance of one in billions."""
    text = "\0".join((title.kind, title.title, title.second, str(title.year)))
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def titles_of(item: ItemWords) -> list[tuple[Title, int | None]]:
    """What an item is, then what it belongs to; what has no name is left out."""
    own, parent, grandparent = item.rating_key, item.parent_rating_key, item.grandparent_rating_key
    second = item.grandparent_title
    kinds: list[tuple[Title, int | None]]
    if item.live:
        kinds = [(Title(FoundKind.OTHER, item.title or second, second, item.year), None)]
    elif item.media_type == "movie":
        kinds = [(Title(FoundKind.MOVIE, item.title, "", item.year), own)]
    elif item.media_type == "episode":
        kinds = [
            (Title(FoundKind.EPISODE, item.title, second, None), own),
            (Title(FoundKind.SHOW, second, "", None), grandparent),
        ]
    elif item.media_type == "track":
        artist = item.original_title or second
        kinds = [
            (Title(FoundKind.TRACK, item.title, artist, None), own),
            (Title(FoundKind.ARTIST, second, "", None), grandparent),
            (Title(FoundKind.ALBUM, item.parent_title, second, None), parent),
        ]
    else:
        kinds = [(Title(FoundKind.OTHER, item.title, second, item.year), own)]
    return [(title, key) for title, key in kinds if title.title.strip()]
