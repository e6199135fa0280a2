"""Dates in the spoken language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.dates import FORMS, dated, short_weekday_name, weekday_name
from watchkeeper.runtime.languages import Languages
from watchkeeper.texts import speaking

DAY = datetime(2026, 3, 5, 20, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "english", "german"),
    [
        ("%-d %b", "5 Mar", "5. März"),
        ("%-d %b %Y", "5 Mar 2026", "5. März 2026"),
        ("%A, %-d %B %Y", "Thursday, 5 March 2026", "Donnerstag, 5. März 2026"),
        ("%Y-%m-%d %H:%M", "2026-03-05 20:07", "05.03.2026 20:07"),
        ("%B %Y", "March 2026", "März 2026"),
    ],
)
def test_a_date_is_written_in_the_order_and_with_the_names_of_the_language(
    form: str, english: str, german: str
) -> None:
    assert dated(DAY, form) == english
    with speaking(Languages().named("de")):
        assert dated(DAY, form) == german


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(FORMS)))
def test_english_is_what_strftime_writes(day: date, form: str) -> None:
    at = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)
    assert dated(at, form) == at.strftime(form)


def test_weekdays_follow_each_other_from_monday() -> None:
    week = [date(2026, 3, 2) + timedelta(days=number) for number in range(7)]
    assert [weekday_name(number) for number in range(7)] == [f"{day:%A}" for day in week]
    assert [short_weekday_name(number) for number in range(7)] == [f"{day:%a}" for day in week]
