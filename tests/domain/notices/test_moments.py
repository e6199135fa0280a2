"""Instants as texts write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.notices.moments import Moment

AT = datetime(2026, 3, 5, 14, 7, 9, 123456, tzinfo=UTC).timestamp()
NIGHT = datetime(2026, 11, 22, 0, 30, 0, tzinfo=UTC).timestamp()
VIENNA = ZoneInfo("Europe/Vienna")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("YYYY YY", "2026 26"),
        ("MMMM MMM MM M", "March Mar 03 3"),
        ("DDDD DDD DD D Do", "064 64 05 5 5th"),
        ("dddd ddd d", "Thursday Thu 4"),
        ("HH H hh h", "15 15 03 3"),
        ("mm m ss s", "07 7 09 9"),
        ("S SS SSS SSSSSS", "1 12 123 123456"),
        ("a A", "pm PM"),
        ("ZZZ ZZ Z", "CET +01:00 +0100"),
        ("X x", "1772719629 1772719629123456"),
        ("W", "2026-W10-4"),
        ("[at] HH:mm [o'clock YYYY]", "at 15:07 o'clock YYYY"),
        ("", ""),
    ],
)
def test_every_token_of_a_pattern_is_written(pattern: str, text: str) -> None:
    assert str(Moment(AT, VIENNA, pattern)) == text


def test_midnight_is_twelve_on_a_clock_of_twelve_hours() -> None:
    assert f"{Moment(NIGHT, UTC, ''):h:mm a, hh A}" == "12:30 am, 12 AM"


def test_a_zone_west_of_greenwich_has_a_minus() -> None:
    assert f"{Moment(AT, ZoneInfo('America/St_Johns'), ''):Z}" == "-0330"


def test_a_format_of_its_own_stands_above_the_pattern() -> None:
    moment = Moment(AT, VIENNA, "YYYY-MM-DD")
    assert f"{moment}" == "2026-03-05"
    assert f"{moment:MMM D, YYYY}" == "Mar 5, 2026"


@given(st.text(max_size=40), st.integers(min_value=0, max_value=4_000_000_000))
def test_any_pattern_is_written(pattern: str, at: int) -> None:
    assert isinstance(str(Moment(at, VIENNA, pattern)), str)
