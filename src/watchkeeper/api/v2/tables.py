"""Table commands: what a DataTables client asks for, and lists searched, sorted and cut for it.

The meaning of search and order is SQLite's, since that is what callers are used to: only ASCII
letters fold their case, `%` and `_` in a search are wildcards, nothing sorts before numbers and
numbers before text, equal keys keep their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Annotated, Any, TypeAlias

import orjson

from watchkeeper.api.v2.params import LARGEST, GivenText, Reads, Text
from watchkeeper.domain.facts import number_of_any_size
from watchkeeper.errors import InputError
from watchkeeper.values import dataclass

Row: TypeAlias = dict[str, Any]  # Any: whatever JSON can hold
SMALL_LETTERS = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


Place: TypeAlias = Annotated[str, Reads("number", str)]
"""Where a page begins or how long it is: read only where `json_data` does not say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableParams:
    """What every table command takes; with `json_data` nothing else of it matters."""

    order_column: GivenText | None = None
    order_dir: Text = ""
    start: Place = "0"
    length: Place = "25"
    search: Text = ""
    json_data: Text = ""


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a table that can be sorted by and searched in, and its usual order.

    A request in `json_data` may name every column, in any case of letters, and decides itself in
    which of them it searches.
    """

    sortable: frozenset[str]
    searchable: tuple[str, ...]
    usual: str
    every: Mapping[str, str]  # from the name in small letters to the name itself

    @classmethod
    def of(
        cls, *sortable: str, searchable: tuple[str, ...], usual: str, also: tuple[str, ...] = ()
    ) -> TableColumns:
        """Columns by their names; `also` are those that only `json_data` may name."""
        every = {name.lower(): name for name in (*sortable, *also)}
        return cls(frozenset(sortable), searchable, usual, every)

    def known(self, names: Iterable[object]) -> Iterable[str]:
        """Those of the names that are columns, as they are written here."""
        return (name for each in names if (name := self.every.get(str(each).lower())) is not None)


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


def table_request(params: TableParams, columns: TableColumns) -> TableRequest | None:
    """The request that the parameters state, plainly or as a whole in `json_data`.

    None when `json_data` is no DataTables request: the answer is an empty table then.

    Raises:
        InputError: `start` or `length` is no number.
    """
    if params.json_data:
        return _native(params.json_data, columns)
    names = _pieces(columns.usual if params.order_column is None else params.order_column)
    directions = _pieces(params.order_dir)[: len(names)]
    return TableRequest(
        order=tuple(
            (name, direction.lower() != "asc")
            for name, direction in zip_longest(names, directions, fillvalue="")
            if name in columns.sortable
        ),
        start=_place(params.start, "start"),
        length=_place(params.length, "length"),
        search=params.search,
        searchable=columns.searchable,
    )


def _pieces(text: str) -> list[str]:
    """The pieces between commas, empty ones too: columns and directions are paired by place."""
    return [piece.strip() for piece in text.split(",")]


def _place(text: str, name: str) -> int:
    found = number_of_any_size(text)
    if found is None:
        raise InputError(f"Not a whole number: {text!r}.", field=name)
    return max(-LARGEST, min(found, LARGEST))


def _native(text: str, columns: TableColumns) -> TableRequest | None:
    try:
        asked = orjson.loads(text)
        listed = asked["columns"]
        order = [(listed[int(by["column"])]["data"], by["dir"] == "desc") for by in asked["order"]]
        return TableRequest(
            order=tuple((each, falls) for name, falls in order for each in columns.known([name])),
            start=_index(asked["start"]),
            length=_index(asked["length"]),
            search=str(asked["search"]["value"] or ""),
            searchable=tuple(
                columns.known(column["data"] for column in listed if column["searchable"])
            ),
            draw=int(asked["draw"]),
        )
    except (ValueError, TypeError, KeyError, IndexError):
        return None


def _index(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError
    return max(-LARGEST, min(value, LARGEST))


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
    """The rows in which one of the named columns contains the text; no names, no search."""
    if not search or not names:
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
