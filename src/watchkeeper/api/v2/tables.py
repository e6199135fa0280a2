"""Table commands: what a DataTables client asks for, and lists searched, sorted and cut for it.

The meaning of search and order is SQLite's, since that is what callers are used to: only ASCII
letters fold their case, `%` and `_` in a search are wildcards, nothing sorts before numbers and
numbers before text, equal keys keep their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any, TypeAlias

import orjson

from watchkeeper.api.v2.params import Number, Text, texts
from watchkeeper.errors import InputError

Row: TypeAlias = dict[str, Any]  # Any: whatever JSON can hold
SMALL_LETTERS = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableParams:
    """What every table command takes."""

    order_column: Text = ""
    order_dir: Text = ""
    start: Number = 0
    length: Number = 25
    search: Text = ""
    json_data: Text = ""


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a table that can be sorted by and searched in, and its usual order.

    Callers may write the names of sortable columns in any case.
    """

    sortable: Mapping[str, str]  # from the name in small letters to the name itself
    searchable: tuple[str, ...]
    usual: str

    @classmethod
    def of(cls, *sortable: str, searchable: tuple[str, ...], usual: str) -> TableColumns:
        """Columns by their names."""
        return cls({name.lower(): name for name in sortable}, searchable, usual)


@dataclass(frozen=True, slots=True)
class TableRequest:
    """What part of a table is wanted. `start` and `length` cut as a Python slice does."""

    order: tuple[tuple[str, bool], ...]  # column, whether descending; first counts most
    start: int
    length: int
    search: str
    searchable: tuple[str, ...]
    draw: int = 1

    def cut(self, count: int) -> tuple[int, int]:
        """Where the page begins and how long it is, of `count` rows."""
        begin, end, _ = slice(self.start, self.start + self.length).indices(count)
        return begin, max(0, end - begin)


def table_request(params: TableParams, columns: TableColumns) -> TableRequest:
    """The request that the parameters state, plainly or as a whole in `json_data`.

    Raises:
        InputError: `json_data` is no DataTables request.
    """
    if params.json_data:
        return _native(params.json_data, columns)
    names = texts(params.order_column) or (columns.usual,)
    directions = texts(params.order_dir)
    return TableRequest(
        order=tuple(
            (columns.sortable[name.lower()], direction.lower() != "asc")
            for name, direction in zip_longest(names, directions[: len(names)], fillvalue="desc")
            if name.lower() in columns.sortable
        ),
        start=params.start,
        length=params.length,
        search=params.search,
        searchable=columns.searchable,
    )


def _native(text: str, columns: TableColumns) -> TableRequest:
    try:
        asked = orjson.loads(text)
        listed = asked["columns"]
        order = [(str(listed[by["column"]]["data"]), by["dir"] != "asc") for by in asked["order"]]
        return TableRequest(
            order=tuple(
                (columns.sortable[name.lower()], last)
                for name, last in order
                if name.lower() in columns.sortable
            ),
            start=int(asked["start"]),
            length=int(asked["length"]),
            search=str(asked["search"]["value"]),
            searchable=tuple(
                column["data"]
                for column in listed
                if column["searchable"] and column["data"] in columns.searchable
            ),
            draw=int(asked["draw"]),
        )
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise InputError("No DataTables request.", field="json_data") from error


def table(request: TableRequest, rows: Sequence[Row], total: int) -> Row:
    """The answer: of all rows those found, sorted and cut; `total` counts the base table."""
    found = ordered(searched(rows, request.search, request.searchable), request.order)
    begin, length = request.cut(len(found))
    return page(found[begin : begin + length], filtered=len(found), total=total, draw=request.draw)


def page(rows: Sequence[Row], *, filtered: int, total: int, draw: int) -> Row:
    """The answer of a table command."""
    return {"recordsFiltered": filtered, "recordsTotal": total, "data": rows, "draw": draw}


def empty_table() -> Row:
    """The answer of a table command that cannot be carried out."""
    return page([], filtered=0, total=0, draw=0)


def searched(rows: Iterable[Row], search: str, names: Sequence[str]) -> list[Row]:
    """The rows in which one of the named columns contains the text."""
    if not search:
        return list(rows)
    contains = containing(search)
    return [row for row in rows if any(contains(row.get(name)) for name in names)]


def ordered(rows: list[Row], order: Sequence[tuple[str, bool]]) -> list[Row]:
    """The rows by the columns in turn; rows with equal keys keep their order."""
    for name, is_descending in reversed(order):
        rows.sort(key=lambda row: sort_key(row.get(name)), reverse=is_descending)
    return rows


def sort_key(value: object) -> tuple[int, Any]:  # Any: a number or a text
    """Where a value stands: nothing first, then numbers, then text without ASCII case.

    Examples:
        >>> sorted(["b", None, "A", 2], key=sort_key)
        [None, 2, 'A', 'b']
    """
    if value is None:
        return (0, 0)
    if isinstance(value, str):
        return (2, value.translate(SMALL_LETTERS))
    return (1, value)


@lru_cache(maxsize=256)
def containing(search: str) -> Callable[[object], bool]:
    """A test for values that contain the text; nothing contains it when there is no value.

    Examples:
        >>> containing("a_c")("xABCx"), containing("É")("é"), containing("1")(210)
        (True, False, True)
    """
    wanted = search.translate(SMALL_LETTERS)
    if "%" not in wanted and "_" not in wanted:
        return lambda value: value is not None and wanted in str(value).translate(SMALL_LETTERS)
    wildcards: Mapping[str, str] = {"%": ".*", "_": "."}
    pattern = re.compile("".join(wildcards.get(c) or re.escape(c) for c in wanted), re.DOTALL)
    return lambda value: (
        value is not None and pattern.search(str(value).translate(SMALL_LETTERS)) is not None
    )
