"""Which plays a number of days means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.features.statistics.windows import (
    DAY,
    LONGEST_DAYS,
    Window,
    last_days,
    last_months,
    midnight,
    months_since,
)

ZONE = ZoneInfo("America/New_York")
NOW = 1_774_401_463  # 2026-03-24 21:17:43 there, the 25th in UTC
MARCH = date(2026, 3, 1)
MIDNIGHT = midnight(MARCH, ZONE)
ANY = HistoryFilter(user_ids=(7,))


@pytest.mark.parametrize(
    ("window", "wanted"),
    [
        (Window(days=1), {"stopped_from": NOW - DAY}),
        (Window(days=0), {"stopped_from": NOW}),
        (Window(days=-5), {"stopped_from": NOW + 5 * DAY}),
        (Window(days=10**30), {"stopped_from": NOW - LONGEST_DAYS * DAY}),
        (Window(days=-(10**30)), {"stopped_from": NOW + LONGEST_DAYS * DAY}),
        (
            Window(days=3, before=MARCH),
            {"before_day": MARCH, "stopped_from": NOW - 3 * DAY},
        ),
        (
            Window(days=60, before=date(2027, 1, 1)),
            {
                "before_day": date(2027, 1, 1),
                "stopped_from": midnight(date(2027, 1, 1), ZONE) - 60 * DAY,
            },
        ),
        (
            Window(days=3, after=MARCH),
            {
                "after_day": MARCH,
                "stopped_from": NOW - 3 * DAY,
                "stopped_to": MIDNIGHT + 3 * DAY,
            },
        ),
        (
            Window(days=3, before=MARCH, after=MARCH),
            {"before_day": MARCH, "after_day": MARCH},
        ),
    ],
)
def test_a_window_is_a_filter(window: Window, wanted: dict[str, object]) -> None:
    assert window.applied(ANY, NOW, ZONE) == replace(ANY, **wanted)  # type: ignore[arg-type]  # a table of fields


def test_the_last_days_end_today() -> None:
    assert last_days(3, MARCH) == [date(2026, 2, 27), date(2026, 2, 28), MARCH]
    assert last_days(-7, MARCH) == []
    assert len(last_days(10**30, MARCH)) == LONGEST_DAYS


def test_the_last_months_end_with_this_one() -> None:
    assert last_months(2, date(2026, 1, 31)) == [date(2025, 12, 1), date(2026, 1, 1)]
    assert last_months(-7, MARCH) == [MARCH]


def test_months_are_counted_back_in_utc() -> None:
    assert months_since(12, NOW) == 1_740_787_200  # 2025-03-01 00:00 UTC
    assert months_since(10**30, NOW) < 0
    assert months_since(-1, NOW) > NOW


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_have_a_midnight(day: date) -> None:
    assert abs(midnight(day, ZONE) - midnight(day, ZoneInfo("UTC"))) <= DAY
