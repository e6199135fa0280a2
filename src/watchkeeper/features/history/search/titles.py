"""All titles of the record in memory, found by parts of words within milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from watchkeeper.columns.growing import Array, Growing
from watchkeeper.columns.texts import Blob
from watchkeeper.features.history.search.found import FoundKind
from watchkeeper.features.history.search.words import plain

KINDS = tuple(FoundKind)
FEW = 2000  # titles that are looked at one by one sooner than all at once
LEVELS = 3  # an item is itself, and belongs to up to two others
NOT_PLAYED = -1


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


@dataclass(frozen=True, slots=True)
class Share:
    """What some of the plays have of the titles: how often each, and its newest item among them."""

    plays: Array
    items: Array  # -1: never played among them


class Titles:
    """Distinct titles, each with the item that was added last, and how often it was played."""

    def __init__(self) -> None:
        self.titles: list[Title] = []
        self.items: list[int] = []  # for each title, the number of the newest item
        self.keys: list[int | None] = []  # for each title, its rating key
        self._known: dict[Title, int] = {}
        self._text = Blob()  # each begins with a blank, so that words begin alike
        self._kinds = Growing(np.uint8)
        self._of_item = [Growing(np.int32) for _ in range(LEVELS)]  # -1: none
        self._plays: Array = np.empty(0, np.int64)

    @property
    def known_items(self) -> int:
        """All items up to this number are in."""
        return len(self._of_item[0]) - 1

    def __len__(self) -> int:
        return len(self.titles)

    def extend(self, items: Iterable[ItemWords]) -> None:
        """Add items whose numbers follow; numbers may be missing."""
        before, codes = len(self), []
        at = len(self._of_item[0])
        for item in items:
            codes += [[-1] * LEVELS] * (item.id - at)
            codes.append([self._code(title, key, item.id) for title, key in _titles_of(item)])
            at = item.id + 1
        new = self.titles[before:]
        self._text.extend([b" " + plain(f"{one.title} {one.second}") for one in new])
        self._kinds.extend(np.array([KINDS.index(one.kind) for one in new], np.uint8))
        padded = [[*row, -1, -1, -1][:LEVELS] for row in codes]
        rows = np.array(padded, np.int32).reshape(-1, LEVELS)
        for level, column in enumerate(self._of_item):
            column.extend(rows[:, level])

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

    def texts(self) -> Iterator[str]:
        """Every title there is."""
        return (one.title for one in self.titles)

    def _code(self, title: Title, key: int | None, item: int) -> int:
        size = len(self.titles)
        code = self._known.setdefault(title, size)
        if code == size:
            self.titles.append(title)
            self.items.append(item)
            self.keys.append(key)
        else:
            self.items[code], self.keys[code] = item, key
        return code


def _titles_of(item: ItemWords) -> list[tuple[Title, int | None]]:
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
