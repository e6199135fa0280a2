"""CSV: lists become rows beside each other, names on the way down become dotted columns.

Which columns there are is known at the end alone, so rows go into a file of their own first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import orjson

from watchkeeper.features.exports.forms.form import Facts

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
FIRST = ("ratingKey", "title", "titleSort")

Row = dict[str, Any]  # Any: facts of several types


class CsvWriter:
    """Gathers rows, then writes them under all their columns."""

    def __init__(self, path: Path, *, is_safe: bool) -> None:
        """With `is_safe` no cell can begin a formula in a spreadsheet."""
        self._path = path
        self._is_safe = is_safe
        self._rows_path = path.with_name(f"{path.name}.rows")
        self._rows = self._rows_path.open("wb")
        self._columns: dict[str, None] = {}

    def add(self, item: Facts) -> None:
        for row in rows_of(item):
            self._columns.update(dict.fromkeys(row))
            self._rows.write(orjson.dumps(row, default=str) + b"\n")

    def finish(self) -> None:
        self._rows.close()
        columns = sorted(self._columns, key=_place)
        with (
            self._rows_path.open("rb") as rows,
            self._path.open("w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for line in rows:
                writer.writerow(self._cells(orjson.loads(line)))
        self._rows_path.unlink()

    def close(self) -> None:
        self._rows.close()

    def _cells(self, row: Row) -> Row:
        return {name: safe_cell(value) for name, value in row.items()} if self._is_safe else row


def safe_cell(value: object) -> object:
    """The value, so that no spreadsheet takes it for a formula (OWASP: CSV injection).

    Examples:
        >>> safe_cell("=1+1"), safe_cell("1+1"), safe_cell(-1)
        ("'=1+1", '1+1', -1)
    """
    is_formula = isinstance(value, str) and value.startswith(FORMULA_SIGNS)
    return f"'{value}" if is_formula else value


def rows_of(item: Facts) -> list[Row]:
    """The rows of one item: its own facts in the first, elements of its lists side by side.

    Examples:
        >>> rows_of({"title": "A", "genres": [{"tag": "x"}, {"tag": "y"}], "roles": [{"tag": "z"}]})
        [{'title': 'A', 'genres.tag': 'x', 'roles.tag': 'z'}, {'genres.tag': 'y'}]
    """
    return list(_rows(item, ""))


def _rows(facts: Facts, above: str) -> Iterator[Row]:
    own: Row = {}
    lists: list[list[Row]] = []
    for name, value in facts.items():
        column = f"{above}{name}"
        if isinstance(value, list):
            lists.append([row for each in value for row in _element(each, column)])
        else:
            own[column] = value
    for rows in zip_longest([own], *lists, fillvalue={}):
        yield {name: value for row in rows for name, value in row.items()}


def _element(value: object, column: str) -> Iterator[Row]:
    if isinstance(value, dict):
        yield from _rows(value, f"{column}.")
    else:
        yield {column: value}


def _place(column: str) -> tuple[int, int, str]:
    if column in FIRST:
        return 0, FIRST.index(column), ""
    return 1, column.count("."), column
