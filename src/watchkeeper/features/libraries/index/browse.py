"""Part of a library: filtered, sorted and cut, without reading its rows one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

import numpy as np

from watchkeeper.columns.items.item_states import ItemStates
from watchkeeper.columns.store.growing import Array
from watchkeeper.errors import InputError
from watchkeeper.features.libraries.index.item_index import UNKNOWN, ItemIndex
from watchkeeper.values import dataclass


class Seen(StrEnum):
    """How far an item was watched, by anybody or by the chosen people."""

    WATCHED = "watched"  # to the end; of what has episodes or tracks: all of them
    PARTLY = "partly"  # played, but not watched
    NEVER = "never"  # no play on record


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowseQuery:
    """Which items: each field that is set must hold."""

    text: str = ""
    seen: Seen | None = None
    genre: str = ""
    words: Mapping[str, str] | None = None  # by name: container, video_codec, ...; "?" is unknown
    year_from: int | None = None
    year_to: int | None = None
    size_from: int | None = None  # bytes
    size_to: int | None = None  # bytes
    added_from: int | None = None  # UTC seconds
    order: str = "title"
    descending: bool = False
    offset: int = 0
    limit: int = 60


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One item of an index, and its plays."""

    index: ItemIndex
    row: int
    plays: int
    last_started: int | None  # UTC seconds
    watched: int  # how many things of it were watched to the end
    seen: Seen

    def text(self, name: str) -> str:
        """Title, thumb, file or guid."""
        return self.index.text(name, self.row)

    def word(self, name: str) -> str:
        """One of the words of the index, e.g. container."""
        return self.index.words[name].at(self.row)

    def number(self, name: str) -> int | None:
        """One of the numbers of the index, e.g. year."""
        return self.index.number(name, self.row)

    @property
    def rating_key(self) -> int:
        return int(self.index.numbers["rating_key"][self.row])

    @property
    def leaves(self) -> int:
        """How many things it has that can be watched; 1 for one that has nothing below it."""
        return self.number("leaf_count") or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowsePage:
    """Part of an index."""

    rows: tuple[IndexRow, ...]
    total: int
    filtered: int
    filtered_size: int  # bytes of all that fit, where known
    sizes_unknown: int  # how many of those that fit have no known size
    read_at: int  # UTC seconds


UNKNOWN_WORD = "?"
RESOLUTION_LINES = {"4k": 2160, "8k": 4320, "sd": 480}

Key = Callable[[ItemIndex, ItemStates], Array]


def _number(name: str) -> Key:
    return lambda index, _states: index.numbers[name]


def _word(name: str) -> Key:
    return lambda index, _states: _ranks(index, name)


ORDERS: Mapping[str, Key] = {
    "title": lambda index, _states: np.arange(len(index)),
    "year": _number("year"),
    "added": _number("added_at"),
    "size": _number("total_size"),
    "bitrate": _number("bitrate"),
    "length": _number("duration"),
    "versions": _number("versions"),
    "leaves": _number("leaf_count"),
    "plays": lambda _index, states: states.plays,
    "played": lambda _index, states: states.last_started,
    "show": _word("grandparent_title"),
    "container": _word("container"),
    "codec": _word("video_codec"),
    "audio": _word("audio_codec"),
    "range": _word("dynamic_range"),
    "resolution": lambda index, _states: _lines(index),
}
"""What a library can be sorted by."""


def browse(index: ItemIndex, states: ItemStates, query: BrowseQuery) -> BrowsePage:
    """The wanted part of an index.

    Raises:
        InputError: it cannot be sorted by that.
    """
    seen = seen_of(index, states)
    mask = np.ones(len(index), np.bool_)
    for condition in _conditions(index, seen, query):
        mask &= condition
    found = np.flatnonzero(mask)
    ordered = _ordered(index, states, query, found)
    sizes = index.numbers["total_size"][found]
    return BrowsePage(
        rows=tuple(
            row_of(index, states, seen, at)
            for at in ordered[query.offset : query.offset + query.limit].tolist()
        ),
        total=len(index),
        filtered=len(found),
        filtered_size=int(sizes[sizes != UNKNOWN].sum()),
        sizes_unknown=int(np.count_nonzero(sizes == UNKNOWN)),
        read_at=index.read_at,
    )


def row_of(index: ItemIndex, states: ItemStates, seen: Array, at: int) -> IndexRow:
    """One row with its plays."""
    return IndexRow(
        index=index,
        row=at,
        plays=int(states.plays[at]),
        last_started=int(states.last_started[at]) or None,
        watched=int(states.watched[at]),
        seen=SEEN[int(seen[at])],
    )


SEEN = (Seen.NEVER, Seen.PARTLY, Seen.WATCHED)


def seen_of(index: ItemIndex, states: ItemStates) -> Array:
    """For each row, its place in `SEEN`."""
    leaves = np.maximum(index.numbers["leaf_count"], 1)
    done = states.watched >= leaves
    return np.where(done & (states.watched > 0), 2, np.where(states.plays > 0, 1, 0))


def _ordered(index: ItemIndex, states: ItemStates, query: BrowseQuery, found: Array) -> Array:
    if query.order not in ORDERS:
        raise InputError(
            "A library cannot be sorted by %(order)s.", order=query.order, field="order"
        )
    keys = ORDERS[query.order](index, states)[found].astype(np.int64)
    order = np.argsort(-keys if query.descending else keys, kind="stable")
    result: Array = found[order]
    return result


def _conditions(index: ItemIndex, seen: Array, query: BrowseQuery) -> Iterator[Array]:
    if query.text:
        yield index.containing(query.text)
    if query.seen is not None:
        yield seen == SEEN.index(query.seen)
    if query.genre:
        yield index.of_genre(query.genre)
    for name, word in (query.words or {}).items():
        yield index.words[name].flags({"" if word == UNKNOWN_WORD else word})
    yield from _ranges(index, query)


def _ranges(index: ItemIndex, query: BrowseQuery) -> Iterator[Array]:
    bounds = (
        ("year", query.year_from, query.year_to),
        ("total_size", query.size_from, query.size_to),
        ("added_at", query.added_from, None),
    )
    for name, low, high in bounds:
        column = index.numbers[name]
        if low is not None:
            yield column >= low
        if high is not None:
            yield (column <= high) & (column != UNKNOWN)


def _lines(index: ItemIndex) -> Array:
    words = index.words["video_resolution"]
    return np.array([_lines_of(word) for word in words.words] or [0], np.int64)[words.codes]


def _lines_of(word: str) -> int:
    lowered = word.lower().rstrip("ip")
    return RESOLUTION_LINES.get(lowered, int(lowered) if lowered.isdecimal() else 0)


def _ranks(index: ItemIndex, name: str) -> Array:
    words = index.words[name]
    ranks = {word: at for at, word in enumerate(sorted(words.words, key=str.casefold))}
    return np.array([ranks[word] for word in words.words] or [0], np.int64)[words.codes]
