"""Local days in parameters."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.api.v2.days import UNMATCHED_DAY, day_named, first_day_from, last_day_until


@given(st.dates())
def test_a_day_stands_for_itself(day: date) -> None:
    assert day_named(day.isoformat()) == day
    assert first_day_from(day.isoformat()) == day
    assert last_day_until(day.isoformat()) == day


@given(st.text(), st.dates())
def test_any_text_has_its_place_among_days(text: str, day: date) -> None:
    first, last = first_day_from(text), last_day_until(text)
    if first not in {date.max, UNMATCHED_DAY}:
        assert (day.isoformat() >= text) == (day >= first)
    if last not in {date.max, UNMATCHED_DAY}:
        assert (day.isoformat() <= text) == (day <= last)


@pytest.mark.parametrize("text", ["", "not-a-date", "2024-1-1", "20240101", "2024-02-30"])
def test_what_is_no_day_names_none(text: str) -> None:
    assert day_named(text) == UNMATCHED_DAY
