"""Table commands: searching, sorting and cutting as SQLite and DataTables do."""

from __future__ import annotations

import sqlite3

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.api.v2.tables import (
    Row,
    TableColumns,
    TableParams,
    TableRequest,
    containing,
    ordered,
    sort_key,
    table,
    table_request,
)
from watchkeeper.errors import InputError

COLUMNS = TableColumns.of(
    "friendly_name",
    "plays",
    "titleSort",
    searchable=("friendly_name", "plays"),
    usual="plays",
    also=("year",),
)
ROWS: list[Row] = [
    {"friendly_name": "anna", "plays": 3},
    {"friendly_name": "Bert", "plays": 1},
    {"friendly_name": "Ćiril", "plays": 3},
    {"friendly_name": None, "plays": None},
]


def shown(**sent: object) -> list[object]:
    rows = table(asked(TableParams(**sent)), ROWS, 9)["data"]  # type: ignore[arg-type]  # any field
    return [row["friendly_name"] for row in rows]


def asked(params: TableParams) -> TableRequest:
    request = table_request(params, COLUMNS)
    assert request is not None
    return request


def test_the_usual_order_is_descending_and_ties_stay() -> None:
    assert shown() == ["anna", "Ćiril", "Bert", None]


def test_order_takes_several_columns_and_directions() -> None:
    assert shown(order_column="plays,friendly_name", order_dir="asc,desc") == [
        None,
        "Bert",
        "Ćiril",
        "anna",
    ]


@pytest.mark.parametrize("direction", ["", "desc", "sideways", "DESC"])
def test_any_direction_but_asc_is_descending(direction: str) -> None:
    assert shown(order_column="plays", order_dir=direction)[-1] is None


def test_unknown_columns_are_skipped() -> None:
    assert shown(order_column="bogus") == ["anna", "Bert", "Ćiril", None]
    assert shown(order_column="bogus,plays", order_dir="desc,asc")[0] is None


def test_names_of_columns_are_told_apart_by_case() -> None:
    assert asked(TableParams(order_column="TITLESORT")).order == ()


def test_a_blank_order_sorts_by_nothing() -> None:
    assert shown(order_column="") == ["anna", "Bert", "Ćiril", None]


def test_columns_and_directions_are_paired_by_place() -> None:
    request = asked(TableParams(order_column="bogus, plays,friendly_name", order_dir="asc,,asc"))
    assert request.order == (("plays", True), ("friendly_name", False))


def test_columns_for_native_requests_alone_sort_nothing_else() -> None:
    assert asked(TableParams(order_column="year")).order == ()


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        (0, 2, ["anna", "Ćiril"]),
        (3, 5, [None]),
        (9, 5, []),
        (0, 0, []),
        (0, -1, ["anna", "Ćiril", "Bert"]),
        (-1, 5, [None]),
        (-9, 5, []),
        (-2, 1, ["Bert"]),
    ],
)
def test_pages_are_cut_as_python_slices(start: int, length: int, expected: list[object]) -> None:
    assert shown(start=str(start), length=str(length)) == expected


def test_a_place_beyond_all_numbers_is_an_empty_page() -> None:
    assert shown(start="9" * 30) == []


@pytest.mark.parametrize("text", ["abc", "1.5", "nan"])
def test_a_place_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        table_request(TableParams(start=text), COLUMNS)


def test_the_answer_counts_what_was_found_and_the_whole_table() -> None:
    answer = table(asked(TableParams(search="e", length="0")), ROWS, 9)
    assert answer == {"recordsFiltered": 1, "recordsTotal": 9, "data": [], "draw": 1}


def native(**changes: object) -> str:
    asked: dict[str, object] = {
        "draw": 7,
        "columns": [{"data": "friendly_name", "searchable": True, "orderable": True}],
        "order": [{"column": 0, "dir": "asc"}],
        "start": 1,
        "length": 2,
        "search": {"value": "r"},
    }
    return orjson.dumps(asked | changes).decode()


def test_a_native_request_is_taken_as_a_whole() -> None:
    request = asked(TableParams(json_data=native(), start="abc", search="x"))
    assert (request.draw, request.start, request.length, request.search) == (7, 1, 2, "r")
    assert request.order == (("friendly_name", False),)
    assert request.searchable == ("friendly_name",)


def test_a_native_request_may_name_every_column_in_any_case() -> None:
    columns = [{"data": "Year", "searchable": True}, {"data": "bogus", "searchable": True}]
    order = [{"column": 1, "dir": "asc"}, {"column": "0", "dir": "desc"}]
    request = asked(TableParams(json_data=native(columns=columns, order=order)))
    assert request.order == (("year", True),)
    assert request.searchable == ("year",)


def test_a_native_request_falls_only_by_the_word_desc() -> None:
    order = [{"column": 0, "dir": "DESC"}]
    assert asked(TableParams(json_data=native(order=order))).order == (("friendly_name", False),)


def test_a_search_in_no_column_finds_everything() -> None:
    columns = [{"data": "friendly_name", "searchable": False}]
    assert shown(json_data=native(columns=columns, start=0, length=9)) == [
        None,
        "anna",
        "Bert",
        "Ćiril",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "{}",
        "[]",
        "null",
        "1.5",
        native(columns=None),
        native(order=[{"column": 9, "dir": "asc"}]),
        native(start="1"),
        native(search="x"),
        native(length=None),
    ],
)
def test_what_is_no_native_request_is_none(text: str) -> None:
    assert table_request(TableParams(json_data=text), COLUMNS) is None


def sqlite_value(statement: str, *values: object) -> object:
    with sqlite3.connect(":memory:") as connection:
        found = connection.execute(statement, values).fetchone()[0]
    connection.close()
    return found


PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
SEARCHES = st.text(st.sampled_from("aAéÉ%_1. \n"), max_size=5)


@given(SEARCHES, st.text(st.sampled_from("aAéÉ%_1. \nx"), max_size=8))
def test_searching_is_what_sqlite_calls_like(search: str, value: str) -> None:
    expected = bool(sqlite_value("SELECT ? LIKE ?", value, f"%{search}%"))
    assert containing(search)(value) == expected


@given(st.lists(st.none() | st.integers(-5, 5) | PLAIN, max_size=12), st.booleans())
def test_sorting_is_what_sqlite_does(values: list[object], descending: bool) -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v)")
        connection.executemany("INSERT INTO t (v) VALUES (?)", [(value,) for value in values])
        direction = "DESC" if descending else "ASC"
        expected = connection.execute(
            f"SELECT v FROM t ORDER BY v COLLATE NOCASE {direction}, id"
        ).fetchall()
    connection.close()
    rows = ordered([{"v": value} for value in values], [("v", descending)])
    assert [(row["v"],) for row in rows] == expected


def test_numbers_are_searched_as_text_and_nothing_is_never_found() -> None:
    assert containing("1")(210)
    assert not containing("")(None)
    assert sort_key(None) < sort_key(0) < sort_key("")
