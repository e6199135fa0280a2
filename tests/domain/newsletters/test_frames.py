"""How far back issues look, and when they are too late."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.newsletters.frames import Frame, is_worth_sending, start_of
from watchkeeper.errors import InputError

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp())


@pytest.mark.parametrize(
    ("end", "frame", "start"),
    [
        ("2026-11-21T09:00", Frame(7, "days"), "2026-11-14T09:00"),
        ("2026-03-30T09:00", Frame(7, "days"), "2026-03-23T09:00"),  # an hour shorter by seconds
        ("2026-03-30T09:00", Frame(168, "hours"), "2026-03-23T08:00"),
        ("2026-03-31T09:00", Frame(1, "months"), "2026-02-28T09:00"),
        ("2026-01-15T09:00", Frame(2, "months"), "2025-11-15T09:00"),
    ],
)
def test_a_frame_goes_by_the_clock_on_the_wall(end: str, frame: Frame, start: str) -> None:
    assert start_of(at(end), frame, BERLIN) == at(start)


@given(
    st.integers(at("2000-01-01T00:00"), at("2040-01-01T00:00")),
    st.integers(1, 60),
    st.sampled_from(("hours", "days", "months")),
)
def test_a_frame_begins_before_it_ends_and_is_about_as_long(
    end: int, number: int, unit: str
) -> None:
    seconds = {"hours": 3600, "days": 86_400, "months": 30.44 * 86_400}[unit]
    length = end - start_of(end, Frame(number, unit), BERLIN)
    assert abs(length - number * seconds) <= (4 * 86_400 if unit == "months" else 3600)


@given(st.integers(at("2020-01-01T00:00"), at("2040-01-01T00:00")))
def test_frames_of_a_day_follow_each_other_without_a_gap(end: int) -> None:
    frame = Frame(1, "days")
    midnight = at(f"{datetime.fromtimestamp(end, BERLIN):%Y-%m-%d}T00:00")
    before = start_of(midnight, frame, BERLIN)
    assert f"{datetime.fromtimestamp(before, BERLIN):%H:%M}" == "00:00"


@pytest.mark.parametrize(
    ("number", "unit", "field"),
    [
        (0, "days", "time_frame"),
        (None, "days", "time_frame"),
        (10**9, "hours", "time_frame"),
        (7, "weeks", "time_frame_units"),
    ],
)
def test_a_frame_that_cannot_be_is_refused(number: int | None, unit: str, field: str) -> None:
    with pytest.raises(InputError) as raised:
        Frame.read(number, unit)
    assert raised.value.field == field


def test_an_issue_is_worth_sending_for_a_day() -> None:
    assert is_worth_sending(0, 86_400)
    assert not is_worth_sending(0, 86_401)
