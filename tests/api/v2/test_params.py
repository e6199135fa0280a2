"""The grammar of parameters."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.api.v2 import params
from watchkeeper.api.v2.params import (
    UNMATCHED,
    DayCounts,
    Flag,
    Grammar,
    Key,
    Keys,
    Number,
    Text,
    Texts,
)
from watchkeeper.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    user_id: Key
    length: Number = 25
    grouping: Flag | None = None
    user: Text = ""
    media_type: Texts = ()
    section_id: Keys = ()
    query_days: DayCounts = (1, 7, 30, 0)


GRAMMAR = Grammar.of(Example)


def test_values_arrive_in_the_types_of_the_fields() -> None:
    read = GRAMMAR.read(
        {
            "user_id": " 7 ",
            "length": "5",
            "grouping": "True",
            "user": "ravi",
            "media_type": "movie, episode",
            "section_id": "1,2",
            "query_days": "365,0",
        }
    )
    assert read == Example(
        user_id=7,
        length=5,
        grouping=True,
        user="ravi",
        media_type=("movie", "episode"),
        section_id=(1, 2),
        query_days=(365, 0),
    )


def test_unknown_parameters_are_ignored() -> None:
    assert GRAMMAR.read({"user_id": "7", "since": "3"}) == Example(user_id=7)


def test_empty_values_count_as_absent() -> None:
    assert GRAMMAR.read({"user_id": "7", "length": "", "media_type": ""}) == Example(user_id=7)


def test_an_empty_flag_is_a_no() -> None:
    assert GRAMMAR.read({"user_id": "7", "grouping": ""}) == Example(user_id=7, grouping=False)


@pytest.mark.parametrize("sent", [{}, {"user_id": ""}, {"length": "5"}])
def test_without_a_needed_parameter_nothing_is_read(sent: dict[str, str]) -> None:
    assert GRAMMAR.read(sent) is None


@pytest.mark.parametrize("text", ["abc", "1.5", "1e3", "0x10", "9" * 40, "1 2"])
def test_a_number_must_be_one(text: str) -> None:
    with pytest.raises(InputError):
        GRAMMAR.read({"user_id": "7", "length": text})


def test_a_repeated_parameter_is_refused() -> None:
    with pytest.raises(InputError, match="repeated"):
        GRAMMAR.read({"user_id": ["7", "8"]})


def test_a_repeated_unknown_parameter_is_ignored() -> None:
    assert GRAMMAR.read({"user_id": "7", "_": ["1", "2"]}) == Example(user_id=7)


@pytest.mark.parametrize("text", ["abc", "12abc", "1.5", "١a"])
def test_a_key_that_cannot_be_one_finds_nothing(text: str) -> None:
    assert params.key(text) == UNMATCHED
    assert params.keys(f"5,{text}") == (5, UNMATCHED)


def test_a_key_beyond_all_numbers_is_the_largest_one() -> None:
    assert params.keys(f"{'9' * 40},-{'9' * 40}") == (params.LARGEST, -params.LARGEST)


@given(st.text())
def test_lists_never_hold_blanks_or_commas(text: str) -> None:
    for piece in params.texts(text):
        assert piece
        assert piece == piece.strip()
        assert "," not in piece


@given(st.lists(st.integers(min_value=-(2**53), max_value=2**53)))
def test_numbers_survive_the_way_through_a_list(numbers: list[int]) -> None:
    assert params.keys(" , ".join(map(str, numbers))) == tuple(numbers)


@given(st.dictionaries(st.sampled_from([*Example.__dataclass_fields__, "x"]), st.text()))
def test_any_text_is_read_or_refused(sent: dict[str, str]) -> None:
    try:
        read = GRAMMAR.read(sent)
    except InputError:
        return
    assert read is None or isinstance(read, Example)


def test_the_grammar_documents_itself() -> None:
    documented = {found.name: found for found in GRAMMAR.parameters}
    assert documented["user_id"].is_needed
    assert not documented["length"].is_needed
    assert documented["length"].default == 25
    assert documented["media_type"].word == "text list"


def test_a_field_that_does_not_say_how_it_is_read_is_a_mistake() -> None:
    @dataclass(frozen=True)
    class Wrong:
        size: int = 0

    with pytest.raises(TypeError, match="size"):
        Grammar.of(Wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenExample:
    """Takes whatever comes."""

    name: params.Text = ""
    others: params.OtherParams = field(default_factory=dict)


def test_what_is_not_named_can_be_taken_together() -> None:
    sent: params.Parameters = {
        "name": "a",
        "webhook_hook": "x",
        "blank": "",
        "to": ["1", "2"],
        "others": "y",
    }
    read = Grammar.of(OpenExample).read(sent)
    assert read == OpenExample(
        name="a", others={"webhook_hook": "x", "blank": "", "to": ["1", "2"], "others": "y"}
    )


def test_days_that_nobody_can_count_mean_all_time() -> None:
    assert params.day_counts(f"7,{'9' * 40},x") == (7, 0, 0)
