"""Finding a person in texts, and freeing texts of them."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.db.tables import metadata
from watchkeeper.features.privacy.holdings import CONTENTS, HOLDINGS, Rule
from watchkeeper.features.privacy.traces import Traces

ADA = Traces.of([(1, 70012)], [70012], ["ada", "Ada Lovelace", "ada@x.org", "203.0.113.7", ""])


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Ada came by", True),
        ("adamant", False),
        ("mail ada@x.org now", True),
        ("from 203.0.113.7:443", True),
        ("from 203.0.113.71", False),
        ("user 70012 played", True),
        ("170012 plays", False),
        ("GET /users/1/70012?tab=places", True),
        ("nobody", False),
    ],
)
def test_a_trace_is_a_whole_word(text: str, is_found: bool) -> None:
    assert ADA.are_in(text) is is_found


@pytest.mark.parametrize("name", ["O'Neil (Bo)", "[x]", "Łódź", "名前", "a.b", "$1"])
def test_names_of_any_signs_are_found(name: str) -> None:
    traces = Traces.of([], [], [name])
    assert traces.blotted(f"by {name}.") == "by erased."


def test_a_small_number_is_found_only_beside_its_name() -> None:
    traces = Traces.of([(1, 7)], [7], [])
    assert traces.blotted('{"user_id":7,"plays":7}') == '{"user_id":0,"plays":7}'
    assert traces.are_in("play recorded user=7 item=3")
    assert not traces.are_in("7 plays")


def test_a_number_that_somebody_else_has_too_stays() -> None:
    traces = Traces.of([(1, 70012)], [], [])
    assert not traces.are_in('{"user_id":70012}')
    assert traces.name_account(1, 70012)
    assert not traces.name_account(2, 70012)
    assert not traces.name_account(None, 70012)


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_json_stays_json_and_clean_text_stays_as_it_is(content: dict[str, object]) -> None:
    text = orjson.dumps({**content, "who": "Ada Lovelace"}).decode() if _fits(content) else "{}"
    clean = ADA.blotted(text)
    orjson.loads(clean)
    assert not ADA.are_in(clean)
    assert ADA.blotted(clean) == clean


def _fits(content: dict[str, object]) -> bool:
    try:
        orjson.dumps(content)
    except (TypeError, ValueError):
        return False
    return True


def test_s23_every_table_is_known_to_the_erasure() -> None:
    assert set(HOLDINGS) == set(metadata.tables)


def test_s23_every_table_that_names_an_account_is_searched() -> None:
    for name, table in metadata.tables.items():
        if "user_id" in table.columns:
            assert HOLDINGS[name] not in {Rule.NOTHING, Rule.TEXT}, name
        if HOLDINGS[name] is Rule.ACCOUNT:
            assert {"server_id", "user_id"} <= set(table.columns.keys()), name
        if HOLDINGS[name] is Rule.CONTENT:
            assert set(CONTENTS[name]) <= set(table.columns.keys()), name
