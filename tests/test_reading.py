"""Reading what was told into values: what is taken, and what is said of the rest."""

from __future__ import annotations

from dataclasses import field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.reading import (
    Reader,
    UnfitError,
    one_of,
    read_fields,
    switch,
    text,
    texts,
    told_by,
    whole,
    within,
)
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Two fields that are read."""

    size: int = field(default=1, metadata=told_by(within(1, 9)))
    name: str = field(default="", metadata=told_by(text, help="What it is called."))


@pytest.mark.parametrize(
    ("read", "told", "value"),
    [
        (text, " a b ", "a b"),
        (text, "", ""),
        (texts, "a, b,,c ", ("a", "b", "c")),
        (texts, ["a", 1], ("a", "1")),
        (texts, "", ()),
        (switch, True, True),
        (switch, "Yes", True),
        (switch, " off ", False),
        (switch, 0, False),
        (whole, "90", 90),
        (whole, " -9 ", -9),
        (whole, "90.0", 90),
        (whole, 2.0, 2),
        (within(1, 9), "9", 9),
        (one_of(("a", "b")), " b", "b"),
    ],
)
def test_what_fits_becomes_a_value(read: Reader, told: object, value: object) -> None:
    assert read(told) == value
    assert type(read(told)) is type(value)


@pytest.mark.parametrize(
    ("read", "told", "said"),
    [
        (text, 5, "a text"),
        (text, None, "a text"),
        (texts, 5, "a list of texts"),
        (texts, None, "a list of texts"),
        (switch, "perhaps", "yes or no"),
        (switch, 2, "yes or no"),
        (switch, None, "yes or no"),
        (whole, "many", "a whole number"),
        (whole, "1.5", "a whole number"),
        (whole, "٣", "a whole number"),
        (whole, 1.5, "a whole number"),
        (whole, float("nan"), "a whole number"),
        (whole, True, "a whole number"),
        (whole, None, "a whole number"),
        (whole, "9" * 5000, "a whole number"),
        (within(1, 9), 0, "1 or more"),
        (within(1, 9), "10", "9 or less"),
        (one_of(("a", "b")), "c", "one of a, b"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    read: Reader, told: object, said: str
) -> None:
    with pytest.raises(ValueError, match=f"^The value must be {said}\\.$"):
        read(told)


@given(st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1))
def test_a_whole_number_is_read_as_it_was_written(number: int) -> None:
    assert whole(str(number)) == whole(number) == number


def test_fields_are_read_by_their_own_readers() -> None:
    assert read_fields(Sheet, {"size": "3", "name": " x "}) == {"size": 3, "name": "x"}


@pytest.mark.parametrize(("name", "value"), [("size", "hush"), ("unheard_of", "hush")])
def test_what_does_not_fit_is_named_without_its_value(name: str, value: str) -> None:
    with pytest.raises(UnfitError) as refused:
        read_fields(Sheet, {name: value})

    assert refused.value.field == name
    assert "hush" not in str(refused.value)


def test_a_refusal_can_be_told_in_another_language() -> None:
    with pytest.raises(UnfitError) as refused:
        read_fields(Sheet, {"size": 0})

    assert isinstance(refused.value.args[0], Sentence)
