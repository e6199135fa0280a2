"""Texts that are searched and sorted as a whole."""

from __future__ import annotations

import sqlite3
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.columns.store.texts import Interned, Texts

LETTERS = st.text(alphabet="aAbBéÉß %_\\.*千", max_size=6)
OPTIONAL = st.lists(st.one_of(st.none(), LETTERS), max_size=12)


def sql(question: str, text: str | None, *values: str) -> object:
    with sqlite3.connect(":memory:") as conn:
        return conn.execute(question, (text, *values)).fetchone()[0]


@given(OPTIONAL, LETTERS)
def test_like_means_what_it_means_in_sqlite(texts: list[str | None], wanted: str) -> None:
    found = Texts(texts).like(wanted).tolist()
    assert found == [bool(sql("select ? like ?", text, f"%{wanted}%")) for text in texts]


@given(OPTIONAL, LETTERS)
def test_a_prefix_means_what_it_means_in_sqlite(texts: list[str | None], wanted: str) -> None:
    found = Texts(texts).like(wanted, is_prefix=True).tolist()
    assert found == [bool(sql("select ? like ?", text, f"{wanted}%")) for text in texts]


@given(st.text(alphabet="ab千", max_size=12), st.text(alphabet="ab千%_", max_size=8), st.booleans())
def test_many_wildcards_mean_what_they_mean_in_sqlite(
    text: str, wanted: str, is_prefix: bool
) -> None:
    (found,) = Texts([text]).like(wanted, is_prefix=is_prefix).tolist()
    pattern = f"{wanted}%" if is_prefix else f"%{wanted}%"
    assert found == bool(sql("select ? like ?", text, pattern))


@pytest.mark.parametrize(
    "wanted", ["%e" * 40 + "~", "%" * 40_000, "%_" * 40 + "~", "e%" * 40 + "~"]
)
@pytest.mark.parametrize("is_prefix", [True, False])
def test_no_wildcards_take_for_ever(wanted: str, is_prefix: bool) -> None:
    texts = Texts(["we see the sea between the trees " * 8] * 50)

    before = time.process_time()
    texts.like(wanted, is_prefix=is_prefix)

    assert time.process_time() - before < 5  # seconds; some hundredths, or else for ever


@given(OPTIONAL, OPTIONAL)
def test_ranks_sort_as_nocase_does_however_the_texts_came(
    first: list[str | None], later: list[str | None]
) -> None:
    texts = Texts(first)
    texts.ranks()
    for text in later:
        texts.extend([text])
    with sqlite3.connect(":memory:") as conn:
        conn.execute("create table t (at integer, text text)")
        conn.executemany("insert into t values (?, ?)", enumerate([*first, *later]))
        query = "select at, dense_rank() over (order by text collate nocase) from t order by at"
        wanted = [rank for _, rank in conn.execute(query)]
    ranks = texts.ranks().tolist()
    assert [sorted(set(ranks)).index(rank) + 1 for rank in ranks] == wanted


@given(OPTIONAL, LETTERS)
def test_a_text_from_elsewhere_finds_its_place(texts: list[str | None], other: str) -> None:
    known = Texts(texts)
    place = known.place(other)
    whole = Texts([*texts, other])
    rank = whole.ranks()[-1]
    for text, before, after in zip(texts, known.ranks(), whole.ranks(), strict=False):
        assert (before < place) == (after < rank), text
        assert (before == place) == (after == rank), text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Amélie", "AMELIE"), ("AMELIE", "amélie"), ("Straße", "STRASSE"), ("千年の森", "年の")],
)
def test_our_own_search_ignores_case_and_accents(text: str, wanted: str) -> None:
    assert Texts(["something else", text]).containing(wanted).tolist() == [False, True]


def test_wildcards_are_plain_characters_in_our_own_search() -> None:
    assert Texts(["100% Wolf", "100 Wolves"]).containing("0% w").tolist() == [True, False]


def test_no_search_finds_what_is_not_known() -> None:
    texts = Texts([None, ""])
    assert texts.like("").tolist() == [False, True]
    assert texts.containing("").tolist() == [False, True]


def test_interned_texts_keep_their_numbers() -> None:
    words = Interned()
    assert words.codes(["lan", None, "lan", "wan"]) == [0, 1, 0, 2]
    assert words.codes(["wan", ""]) == [2, 3]
    assert words.all() == ["lan", None, "wan", ""]
    assert words.flags(["wan", "unheard of"]).tolist() == [False, False, True, False]
