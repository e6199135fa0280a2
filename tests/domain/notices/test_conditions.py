"""Which events a notifier tells of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.notices.conditions import Condition, Conditions, read_conditions
from watchkeeper.domain.notices.logic import Logic, read_logic
from watchkeeper.domain.notices.operators import NUMBER_TESTS, TEXT_TESTS
from watchkeeper.errors import InputError

TITLE = "North Coast - Harbour"


def one(parameter: str, operator: str, *values: str | float) -> Condition:
    sent = {"parameter": parameter, "operator": operator, "value": list(values)}
    return read_conditions([sent])[0]


@pytest.mark.parametrize(
    ("operator", "values", "holds"),
    [
        ("contains", ["coast"], True),
        ("contains", ["river", "HARB"], True),
        ("contains", ["river"], False),
        ("does not contain", ["river", "lake"], True),
        ("does not contain", ["river", "coast"], False),
        ("is", ["river", " NORTH coast - harbour "], True),
        ("is", ["north coast"], False),
        ("is not", ["river", "lake"], True),
        ("is not", ["river", "north coast - harbour"], False),
        ("begins with", ["south", "north"], True),
        ("begins with", ["coast"], False),
        ("does not begin with", ["south", "coast"], True),
        ("does not begin with", ["south", "north"], False),
        ("ends with", ["coast", "harbour"], True),
        ("ends with", ["coast"], False),
        ("does not end with", ["coast", "north"], True),
        ("does not end with", ["coast", "harbour"], False),
    ],
)
def test_a_text_is_compared(operator: str, values: Sequence[str], holds: bool) -> None:
    assert one("title", operator, *values).holds({"title": f"  {TITLE} "}) is holds


@pytest.mark.parametrize(
    ("operator", "values", "holds"),
    [
        ("is", [6, 7], True),
        ("is", [8], False),
        ("is not", [6, 8], True),
        ("is not", [7, 8], False),
        ("is greater than", [9, 6], True),
        ("is greater than", [7], False),
        ("is less than", [1, 8], True),
        ("is less than", [7], False),
    ],
)
@pytest.mark.parametrize("known", [7, "7", " 7 "])
def test_a_number_is_compared(
    operator: str, values: Sequence[int], holds: bool, known: object
) -> None:
    assert one("season_num", operator, *values).holds({"season_num": known}) is holds
    assert one("rating", operator, *values).holds({"rating": known}) is holds


def test_every_operator_is_in_a_table() -> None:
    assert len(TEXT_TESTS) == 8
    assert len(NUMBER_TESTS) == 4


@pytest.mark.parametrize(("known", "holds"), [("", True), (" ", True), (None, True), ("x", False)])
def test_a_tilde_means_the_empty_text(known: object, holds: bool) -> None:
    assert one("studio", "is", "~").holds({"studio": known}) is holds
    assert one("studio", "is not", "~").holds({"studio": known}) is not holds


def test_values_stay_as_they_were_sent_and_are_compared_by_type() -> None:
    (condition,) = read_conditions(
        [{"parameter": "year", "operator": "is", "value": ["2001", 2002, "~"]}]
    )
    assert condition.as_stored()["value"] == ["2001", 2002, "~"]
    assert condition.compared == (2001, 2002, 0)
    (condition,) = read_conditions([{"parameter": "title", "operator": "is", "value": ["x", 1]}])
    assert (condition.values, condition.compared) == (("x", 1), ("x", "1"))


def test_the_empty_text_in_a_list_is_a_value() -> None:
    assert one("studio", "is", "").holds({"studio": " "})
    assert not one("studio", "is not", "", "Apex").holds({"studio": ""})
    assert one("year", "is", "").holds({"year": ""})


def test_a_tilde_means_zero_among_numbers() -> None:
    assert one("year", "is", "~").holds({"year": ""})
    assert not one("year", "is", "~").holds({"year": 2014})


@pytest.mark.parametrize("known", ["", "1,3-5", None, "abc", [], "inf", float("inf")])
def test_what_is_no_number_counts_as_zero(known: object) -> None:
    assert one("season_num", "is", 0).holds({"season_num": known})


def test_a_value_that_the_event_has_not_counts_as_blank() -> None:
    assert one("studio", "is", "~").holds({})
    assert one("year", "is", 0).holds({})
    assert not one("studio", "contains", "a").holds({})


@pytest.mark.parametrize(
    "sent",
    [
        {"parameter": "", "operator": "is", "value": ["x"]},
        {"parameter": "title", "operator": "", "value": ["x"]},
        {"parameter": "title", "operator": "is", "value": []},
        {"parameter": "title", "operator": "is", "value": ""},
        {"parameter": "title", "operator": "is", "value": None},
        {"parameter": "title", "operator": "is"},
        {"parameter": "title"},
        {},
    ],
)
def test_a_blank_condition_always_holds(sent: dict[str, object]) -> None:
    assert read_conditions([sent])[0].holds({"title": "y"})


def test_names_and_operators_are_read_in_any_case_and_a_sent_type_is_ignored() -> None:
    sent = '[{"parameter": "Media_Type", "operator": "IS", "value": "show", "type": "int"}]'
    (condition,) = read_conditions(sent)
    assert condition == Condition("media_type", "is", ("show",), "str")
    assert read_conditions([condition.as_stored()]) == (condition,)


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("{", "The conditions are no JSON"),
        ("[" * 100_000, "The conditions are no JSON"),
        ({"a": 1}, "Conditions are a list"),
        (["x"], "Condition 1: it is no object"),
        ([{"parameter": 5}], "Condition 1: its parameter is no text"),
        ([{"parameter": "title", "operator": ["is"]}], "Condition 1: its operator is no text"),
        (
            [{"parameter": "title", "operator": "is", "value": {"a": 1}}],
            "Condition 1: its values are texts or numbers",
        ),
        (
            [{"parameter": "", "operator": ""}, {"parameter": "x", "operator": "", "value": ""}],
            'Condition 2: there is no parameter "x"',
        ),
        (
            [{"parameter": "year", "operator": "contains", "value": 1}],
            'Condition 1: "contains" is none of: is, is not',
        ),
        (
            [{"parameter": "year", "operator": "is", "value": "abc"}],
            'Condition 1: "abc" is no whole number',
        ),
        (
            [{"parameter": "rating", "operator": "is", "value": "nan"}],
            'Condition 1: "nan" is no number',
        ),
        (
            [{"parameter": "title", "operator": "is", "value": [[1]]}],
            "Condition 1: its values are texts or numbers",
        ),
    ],
)
def test_a_condition_that_cannot_be_is_refused_by_number(sent: object, reason: str) -> None:
    with pytest.raises(InputError, match="^" + reason.replace("(", r"\(")) as refused:
        read_conditions(sent)
    assert refused.value.field == "custom_conditions"


@pytest.mark.parametrize(
    ("logic", "outcome"),
    [
        ("", "all"),
        ("  ", "all"),
        ("{1} and {2} and {3}", "all"),
        ("{1} or {2} or {3}", "any"),
        ("{1} or {2} and {3}", "a or (b and c)"),
        ("{1} AND {2} Or {3}", "(a and b) or c"),
        ("({1} or {2}) and {3}", "(a or b) and c"),
        ("{1} and ({2} or {3})", "a and (b or c)"),
        ("(({1}))", "a"),
        ("{3}and{1}", "c and a"),
    ],
)
def test_a_logic_hangs_conditions_together(logic: str, outcome: str) -> None:
    read = read_logic(logic, 3)
    for a, b, c in product([True, False], repeat=3):
        expected = {
            "all": a and b and c,
            "any": a or b or c,
            "a or (b and c)": a or (b and c),
            "(a and b) or c": (a and b) or c,
            "(a or b) and c": (a or b) and c,
            "a and (b or c)": a and (b or c),
            "a": a,
            "c and a": c and a,
        }[outcome]
        assert read.holds([a, b, c]) is expected


@pytest.mark.parametrize(
    ("logic", "message"),
    [
        ("{0}", "character 2: there is no condition 0"),
        ("{1} and {4}", "character 10: there is no condition 4"),
        ("{1} {2}", "character 6: and, or, or a closing parenthesis belongs here"),
        ("{1} and", "character 8: a condition is missing"),
        ("or {1}", "character 1: a condition belongs here"),
        ("({1}", "character 1: this parenthesis is not closed"),
        ("{1})", "character 4: this parenthesis was not opened"),
        ("{1} xor {2}", "character 5: a condition in braces"),
        ("{x}", "character 1: a condition in braces"),
        ("()", "character 2: a condition belongs here"),
        ("{1} android {2}", "character 5: a condition in braces"),
        ("(" * 3000, "character 2001: it is longer"),
        ("__import__('os')", "character 1: a condition in braces"),
    ],
)
def test_a_broken_logic_is_refused_with_its_place(logic: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        read_logic(logic, 3)
    assert refused.value.field == "custom_conditions_logic"


@given(st.text(alphabet="{}()123 andor", max_size=60))
def test_any_logic_is_read_or_refused(logic: str) -> None:
    try:
        read = read_logic(logic, 3)
    except InputError:
        return
    assert read.holds([True, True, True])
    assert not read.holds([False, False, False])


@pytest.mark.parametrize("logic", ["", " ", "and", " AND "])
def test_a_logic_that_names_no_condition_wants_all(logic: str) -> None:
    assert read_logic(logic, 2) == Logic()
    assert read_logic(logic, 0) == Logic()


def test_all_conditions_must_hold_where_no_logic_says_otherwise() -> None:
    both = (one("title", "contains", "coast"), one("year", "is greater than", 2000))
    known = {"title": TITLE, "year": 1999}
    assert not Conditions(both).hold(known)
    assert Conditions(both, read_logic("{1} or {2}", 2)).hold(known)
    assert Conditions().hold({})
    assert Conditions((), Logic()).hold(known)


@given(
    operator=st.sampled_from(sorted(TEXT_TESTS)),
    known=st.one_of(st.none(), st.text(), st.integers(), st.floats()),
    values=st.lists(st.text(min_size=1), min_size=1),
)
def test_any_text_condition_has_an_outcome_and_its_opposite(
    operator: str, known: object, values: list[str]
) -> None:
    opposites = {
        "contains": "does not contain",
        "is": "is not",
        "begins with": "does not begin with",
        "ends with": "does not end with",
    }
    opposites |= {other: first for first, other in opposites.items()}
    sent = {"title": known}
    holds = one("title", operator, *values).holds(sent)
    assert holds is not one("title", opposites[operator], *values).holds(sent)


@given(
    operator=st.sampled_from(sorted(NUMBER_TESTS)),
    known=st.one_of(st.none(), st.text(), st.integers(), st.floats()),
    values=st.lists(st.integers(min_value=-(2**53), max_value=2**53), min_size=1),
)
def test_any_number_condition_has_an_outcome(
    operator: str, known: object, values: list[int]
) -> None:
    assert one("year", operator, *values).holds({"year": known}) in {True, False}
    assert one("rating", operator, *values).holds({"rating": known}) in {True, False}


PLAIN = st.none() | st.booleans() | st.floats() | st.integers() | st.text()
NAMES = st.sampled_from(["parameter", "operator", "value", "title", "is"])


@given(st.recursive(PLAIN, lambda each: st.lists(each) | st.dictionaries(NAMES, each)))
def test_any_json_is_read_or_refused(sent: object) -> None:
    for each in (sent, [sent], json.dumps(sent)):
        with suppress(InputError):
            read_conditions(each)
