"""What plays refer to: items and players by their number, people, libraries and words by code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil
from typing import TypeVar

import numpy as np

from watchkeeper.columns.store.changes import ItemFacts, PlayerNames, UserName
from watchkeeper.columns.store.growing import Array, Growing
from watchkeeper.columns.store.texts import Interned, Texts
from watchkeeper.columns.store.works import Works
from watchkeeper.domain.identity import guid_digest
from watchkeeper.domain.watched import LIVE, Length, WatchedRule, watched_limit

Row = TypeVar("Row", ItemFacts, PlayerNames)

UNKNOWN = -1
NEVER = np.iinfo(np.int32).max
LAST_YEAR = 9999


class Items:
    """Item descriptions, at the position of their number."""

    NUMBERS = (
        "rating_key",
        "parent_rating_key",
        "grandparent_rating_key",
        "duration",
        "duration_order",
        "marker_credits_first",
        "marker_credits_final",
    )

    def __init__(self) -> None:
        self.numbers = {name: Growing(np.int64) for name in self.NUMBERS}
        self.media_types = Interned()
        self.media_type = Growing(np.uint8)
        self.is_live = Growing(np.bool_)
        self.kinds = Interned()  # media types, `live` for Live TV of any
        self.kind = Growing(np.uint8)
        self.full_title = Texts()
        self.guid = Texts()
        self.works = Works()
        self.year = Growing(np.int16)  # 0: not known
        self.genres = Interned()  # texts with ";" between the genres
        self.genre_set = Growing(np.int32)
        self._least_offsets: dict[WatchedRule, Growing] = {}
        self._digests = Growing(np.int64)

    def __len__(self) -> int:
        return len(self.is_live)

    def extend(self, facts: Sequence[ItemFacts]) -> None:
        """Add descriptions whose numbers follow; numbers that are left out stay empty."""
        rows = list(_without_gaps(facts, len(self), _empty_item))
        for name, column in self.numbers.items():
            column.extend(_whole_numbers([getattr(row, name) for row in rows]))
        codes = self.media_types.codes([row.media_type for row in rows])
        self.media_type.extend(np.array(codes, np.uint8))
        self.is_live.extend(np.array([row.live for row in rows], np.bool_))
        kinds = self.kinds.codes(LIVE if row.live else row.media_type for row in rows)
        self.kind.extend(np.array(kinds, np.uint8))
        self.full_title.extend([row.full_title for row in rows])
        self.guid.extend([row.guid for row in rows])
        self.works.extend(rows)
        self.year.extend(np.array([_year(row.year) for row in rows], np.int16))
        self.genre_set.extend(np.array(self.genres.codes(row.genres for row in rows), np.int32))

    def of_types(self, media_types: Iterable[str]) -> Array:
        """For each item, whether it is of one of the types; `live` means any Live TV."""
        wanted = frozenset(media_types)
        is_type = self.media_types.flags(wanted)[self.media_type.view]
        live = self.is_live.view
        return np.where(live, LIVE in wanted, is_type)

    def guid_digests(self) -> Array:
        """For each item, the number of its guid (see `domain.identity`)."""
        known = len(self._digests)
        if known < len(self):
            new = self.guid.lowered()[known:]
            self._digests.extend(np.array([guid_digest(guid) for guid in new], np.int64))
        return self._digests.view

    def least_offsets(self, rule: WatchedRule) -> Array:
        """For each item, the least view offset (ms) that counts as watched; 0 for Live TV."""
        known = self._least_offsets.setdefault(rule, Growing(np.int32))
        if len(known) < len(self):
            known.extend(self._least_offsets_from(len(known), rule))
        return known.view

    def needed_percent(self, rule: WatchedRule) -> Array:
        """For each item, the percentage from which on it counts as watched."""
        by_type = [rule.percent(text or "") for text in self.media_types.all()]
        return np.array(by_type or [0], np.float64)[self.media_type.view]

    def length(self, number: int) -> Length:
        """How long an item is and where its credits begin."""
        names = ("duration", "marker_credits_first", "marker_credits_final")
        return _length(*(int(self.numbers[name].view[number]) for name in names))

    def _least_offsets_from(self, start: int, rule: WatchedRule) -> Array:
        names = ("duration", "marker_credits_first", "marker_credits_final")
        columns = [self.numbers[name].view[start:].tolist() for name in names]
        types = [text or "" for text in self.media_types.all()]
        kinds = [types[code] for code in self.media_type.view[start:].tolist()]
        limits = [
            watched_limit(kind, _length(*numbers), rule)
            for kind, *numbers in zip(kinds, *columns, strict=True)
        ]
        least = np.array([NEVER if limit is None else min(ceil(limit), NEVER) for limit in limits])
        return np.where(self.is_live.view[start:], 0, least)


class Players:
    """Player descriptions, at the position of their number."""

    def __init__(self) -> None:
        self.names: list[PlayerNames] = []
        self.player = Texts()
        self.product = Texts()
        self.platform = Texts()
        self.platforms = Interned()  # their names as players call them
        self.platform_code = Growing(np.int32)

    def __len__(self) -> int:
        return len(self.player)

    def extend(self, names: Sequence[PlayerNames]) -> None:
        """Add descriptions whose numbers follow; numbers that are left out stay empty."""
        rows = list(_without_gaps(names, len(self), _empty_player))
        self.names.extend(rows)
        self.player.extend([row.player for row in rows])
        self.product.extend([row.product for row in rows])
        self.platform.extend([row.platform for row in rows])
        codes = self.platforms.codes(row.platform for row in rows)
        self.platform_code.extend(np.array(codes, np.int32))


class Pairs:
    """Something that a server numbers itself (people, libraries): small codes for the pairs."""

    def __init__(self) -> None:
        self._codes: dict[tuple[int, int | None], int] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def codes(self, pairs: Iterable[tuple[int, int | None]]) -> list[int]:
        """The code of each (server, number); new ones get the next codes."""
        known = self._codes
        return [known.setdefault(pair, len(known)) for pair in pairs]

    def all(self) -> list[tuple[int, int | None]]:
        """The pairs in the order of their codes."""
        return list(self._codes)

    def flags(self, servers: Iterable[int] = (), numbers: Iterable[int] = ()) -> Array:
        """For each code, whether its server and its number are among those; none means any."""
        by_server, by_number = frozenset(servers), frozenset(numbers)
        return np.array(
            [
                (not by_server or server in by_server) and (not by_number or number in by_number)
                for server, number in self._codes
            ],
            np.bool_,
        )

    def among(self, pairs: Iterable[tuple[int, int | None]]) -> Array:
        """For each code, whether it stands for one of the pairs."""
        wanted = frozenset(pairs)
        return np.array([pair in wanted for pair in self._codes], np.bool_)


class People:
    """Users of all servers and how they are called today."""

    def __init__(self) -> None:
        self.pairs = Pairs()
        self.names: dict[tuple[int, int | None], str | None] = {}  # by (server, user)
        self._texts: Texts | None = None
        self._linked: dict[tuple[int, int | None], tuple[int, int | None]] = {}
        self._persons: Array | None = None

    def codes(self, pairs: Iterable[tuple[int, int | None]]) -> list[int]:
        """The code of each (server, user)."""
        before = len(self.pairs)
        found = self.pairs.codes(pairs)
        if len(self.pairs) > before:
            self._texts = self._persons = None
        return found

    def link(self, people: Iterable[Sequence[tuple[int, int]]]) -> None:
        """Set which accounts are one person."""
        self._linked = {account: one[0] for one in people for account in one}
        self._persons = None

    @property
    def persons(self) -> Array:
        """For each code, the code that stands for the whole person: `persons[plays["user"]]`."""
        if self._persons is None:
            standing: dict[tuple[int, int | None], int] = {}
            places = [
                standing.setdefault(self._linked.get(pair, pair), code)
                for code, pair in enumerate(self.pairs.all())
            ]
            self._persons = np.array(places, np.int64)
        return self._persons

    def rename(self, names: Sequence[UserName]) -> None:
        """Set the names of everybody."""
        wanted: dict[tuple[int, int | None], str | None] = {
            (one.server_id, one.user_id): one.name for one in names
        }
        if wanted != self.names:
            self.names, self._texts = wanted, None

    @property
    def texts(self) -> Texts:
        """The display names by code; None for somebody unknown."""
        if self._texts is None:
            self._texts = Texts(self.names.get(pair) for pair in self.pairs.all())
        return self._texts


def _without_gaps(rows: Iterable[Row], start: int, empty: Callable[[int], Row]) -> Iterator[Row]:
    """The rows from number `start` on, with empty ones for numbers that are missing."""
    for row in sorted(rows, key=lambda one: one.id):
        yield from map(empty, range(start, row.id))
        if row.id >= start:
            yield row
            start = row.id + 1


def _empty_item(number: int) -> ItemFacts:
    return ItemFacts(number, "", False, None, None, None, "", "", None, None, None, None)


def _empty_player(number: int) -> PlayerNames:
    return PlayerNames(number, None, None, None)


def _year(year: int | None) -> int:
    return year if year is not None and 0 < year <= LAST_YEAR else 0


def _whole_numbers(values: list[int | None]) -> Array:
    return np.array([UNKNOWN if value is None else value for value in values], np.int64)


def _length(duration: int, first: int, final: int) -> Length:
    return Length(
        duration=None if duration == UNKNOWN else duration,
        credits_first=None if first == UNKNOWN else first,
        credits_final=None if final == UNKNOWN else final,
    )
