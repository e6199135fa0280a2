"""Reading the three history tables of a Tautulli database at the speed of SQLite.

A row has some 140 values, of which a play needs few: what describes its item and its stream is
mostly known from an earlier row. SQLite therefore packs every row into three lines of JSON, and
all rows of a batch into one text: it does so without holding up Python, and only the first of
equal descriptions is ever unpacked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial

import orjson

from watchkeeper.db.foreign import ForeignFile, quoted
from watchkeeper.domain.facts import Fact, PackedFacts
from watchkeeper.features.importers.plays import HistoryColumns, StoredRow
from watchkeeper.features.importers.queries.tautulli import HISTORY, ITEM, STREAM
from watchkeeper.values import dataclass

PLAIN = ("media_type", "section_id", "live", "last_viewed_at")
"""Words of an item that every play needs."""
VOLATILE = ("last_viewed_at",)
"""Words that differ from play to play: left out of the packed text, so that equal items are."""
MOST_PACKED = 100  # values that SQLite packs at once; its own limit is 127


@dataclass(frozen=True, slots=True)
class Source:
    """One of the three tables."""

    alias: str
    table: str
    columns: tuple[str, ...]

    def value(self, name: str) -> str:
        """A column as SQL names it."""
        return f"{self.alias}.{quoted(name)}"

    def values(self) -> list[str]:
        """All of its columns, but those that differ from play to play."""
        is_item = self.table == ITEM
        return [
            "NULL" if is_item and name in VOLATILE else self.value(name) for name in self.columns
        ]


@dataclass(frozen=True, slots=True)
class PackedRows:
    """Some consecutive rows, packed."""

    last_id: int
    lines: list[str]  # three a row: history, item, stream


class HistoryRows:
    """Reads the history of a file, in the order of its ids."""

    def __init__(self, file: ForeignFile, columns: HistoryColumns) -> None:
        self._file = file
        self._history = Source("h", HISTORY, columns.history)
        self._item = Source("m", ITEM, columns.item)
        self._stream = Source("s", STREAM, columns.stream)
        self._plain = tuple(name for name in PLAIN if name in columns.item)
        sources = (self._history, self._item, self._stream)
        self._is_packable = max(len(source.columns) for source in sources) <= MOST_PACKED
        self._from = (
            f" FROM {HISTORY} h"
            f" LEFT JOIN {_companion(file, ITEM)} m ON m.id = h.id"
            f" LEFT JOIN {_companion(file, STREAM)} s ON s.id = h.id"
            " WHERE h.id > ? ORDER BY h.id LIMIT ?"
        )
        self._odd = _odd_values(file, sources)

    def after(self, row_id: int, limit: int) -> PackedRows | None:
        """The next `limit` rows above an id, None after the last.

        Raises:
            InputError: the file is damaged there.
        """
        lines = self._packed_lines(row_id, limit) if self._is_packable else None
        if lines is None:
            lines = list(self._plain_lines(row_id, limit))
        if not lines:
            return None
        return PackedRows(orjson.loads(lines[-3])[self._history.columns.index("id")], lines)

    def unpack(self, packed: PackedRows) -> list[StoredRow]:
        """The rows; what their companions say stays packed until it is needed."""
        lines = iter(packed.lines)
        return [self._stored(*row) for row in zip(lines, lines, lines, strict=True)]

    def _packed_lines(self, row_id: int, limit: int) -> list[str] | None:
        """Lines that SQLite packs; None when there is a value that it cannot pack exactly."""
        texts = (
            _array([*self._history.values(), *self._own_values()]),
            _array(self._item.values()),
            _array(self._stream.values()),
        )
        line = " || char(10) || ".join(texts)
        found = self._file.rows_if_possible(
            "SELECT GROUP_CONCAT(line, char(10)), MAX(is_odd)"  # noqa: S608  # names are quoted
            f" FROM (SELECT {line} AS line, {self._odd} AS is_odd{self._from})",
            (row_id, limit),
        )
        if found is None or found[0][1]:
            return None
        text = found[0][0]
        return [] if text is None else str(text).split("\n")

    def _plain_lines(self, row_id: int, limit: int) -> Iterator[str]:
        """The same lines, packed here."""
        parts = (
            [*self._history.values(), *self._own_values()],
            self._item.values(),
            self._stream.values(),
        )
        wanted = ", ".join(value for part in parts for value in part)
        for row in self._file.rows(f"SELECT {wanted}{self._from}", (row_id, limit)):
            start = 0
            for part in parts:
                yield orjson.dumps(row[start : start + len(part)]).decode()
                start += len(part)

    def _own_values(self) -> list[str]:
        """What follows the columns of a history line."""
        return ["m.id", "s.id", *map(self._item.value, self._plain)]

    def _stored(self, history: str, item: str, stream: str) -> StoredRow:
        columns = self._history.columns
        values = orjson.loads(history)
        words = dict(zip(columns, values, strict=False))
        item_id, stream_id, *plain = values[len(columns) :]
        known = dict(zip(self._plain, plain, strict=True))
        return StoredRow(
            history=words,
            item=None if item_id is None else _facts(self._item, item, known),
            stream=None if stream_id is None else _facts(self._stream, stream, {}),
        )


def _facts(source: Source, line: str, plain: dict[str, Fact]) -> PackedFacts:
    form = hashlib.blake2b(line.encode(), digest_size=16).digest()
    return PackedFacts(form, plain, partial(_unpacked, source.columns, line, plain))


def _unpacked(columns: tuple[str, ...], line: str, plain: dict[str, Fact]) -> dict[str, Fact]:
    words: dict[str, Fact] = dict(zip(columns, orjson.loads(line), strict=True))
    words.update(plain)
    return words


def _array(values: Iterable[str]) -> str:
    return f"json_array({', '.join(values)})"


def _odd_values(file: ForeignFile, sources: Iterable[Source]) -> str:
    """SQL for: has the row a number with a fraction? SQLite packs 15 digits of those."""
    kinds = [
        f"typeof({source.value(name)})"
        for source in sources
        for name in file.untyped_columns(source.table)
        if name in source.columns
    ]
    return f"'real' IN ({', '.join(kinds)})" if kinds else "0"


def _companion(file: ForeignFile, table: str) -> str:
    return table if file.columns(table) else "(SELECT NULL AS id)"
