"""Schedules: read as Tautulli reads them, and due at the owner's clock, also when it is changed."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.newsletters.cron import Cron
from watchkeeper.errors import InputError

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")


def at(text: str, zone: tzinfo = UTC) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


def told(instant: int, zone: tzinfo = UTC) -> str:
    return f"{datetime.fromtimestamp(instant, zone):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("cron", "after", "due"),
    [
        ("0 9 * * *", "2026-11-21T08:59:59", "Sat 2026-11-21 09:00"),
        ("0 9 * * *", "2026-11-21T09:00:00", "Sun 2026-11-22 09:00"),
        ("0 0 * * 0", "2026-11-21T12:00:00", "Sun 2026-11-22 00:00"),  # one digit: 0 is Sunday
        ("0 0 * * 7", "2026-11-21T12:00:00", "Sun 2026-11-22 00:00"),
        ("0 0 * * 1", "2026-11-21T12:00:00", "Mon 2026-11-23 00:00"),
        ("0 0 * * 6", "2026-11-21T12:00:00", "Sat 2026-11-28 00:00"),
        ("0 0 * * 0,2", "2026-11-21T12:00:00", "Mon 2026-11-23 00:00"),  # in lists 0 is Monday
        ("0 0 * * 0-2", "2026-11-21T12:00:00", "Mon 2026-11-23 00:00"),
        ("0 0 * * 5-6", "2026-11-20T12:00:00", "Sat 2026-11-21 00:00"),
        ("0 0 * * sun", "2026-11-21T12:00:00", "Sun 2026-11-22 00:00"),
        ("0 0 * * MON,fri", "2026-11-21T12:00:00", "Mon 2026-11-23 00:00"),
        ("*/20 8 * * *", "2026-11-21T08:21:00", "Sat 2026-11-21 08:40"),
        ("5/20 8 * * *", "2026-11-21T08:26:00", "Sat 2026-11-21 08:45"),
        ("0 0 31 * *", "2026-11-21T12:00:00", "Thu 2026-12-31 00:00"),
        ("0 0 29 feb *", "2026-11-21T12:00:00", "Tue 2028-02-29 00:00"),
        ("0 0 29 2 mon", "2026-11-21T12:00:00", "Mon 2044-02-29 00:00"),  # both must hold
        ("0 0 1 1-3 *", "2026-11-21T12:00:00", "Fri 2027-01-01 00:00"),
    ],
)
def test_a_schedule_is_due_next(cron: str, after: str, due: str) -> None:
    assert told(Cron.read(cron).next_after(at(after), UTC)) == due


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-03-28T12:00:00", "Sun 2026-03-29 03:30"),  # 02:30 does not come: as much later
        ("2026-03-29T12:00:00", "Mon 2026-03-30 02:30"),
        ("2026-10-24T12:00:00", "Sun 2026-10-25 02:30"),
    ],
)
def test_a_time_that_the_clock_skips_is_as_much_later(after: str, due: str) -> None:
    cron = Cron.read("30 2 * * *")
    assert told(cron.next_after(at(after, BERLIN), BERLIN), BERLIN) == due


def test_a_time_that_comes_twice_counts_once() -> None:
    cron = Cron.read("30 2 * * *")
    first = cron.next_after(at("2026-10-25T00:00:00", BERLIN), BERLIN)
    assert told(cron.next_after(first, BERLIN), BERLIN) == "Mon 2026-10-26 02:30"


@pytest.mark.parametrize(
    ("cron", "reason"),
    [
        ("daily", "five fields"),
        ("", "five fields"),
        ("0 9 * *", "five fields"),
        ("60 9 * * *", '"60" is no minute'),
        ("0 24 * * *", '"24" is no hour'),
        ("0 9 0 * *", '"0" is no day'),
        ("0 9 * foo *", '"foo" is no month'),
        ("0 9 * * 8", '"8" is no weekday'),
        ("0 9 * * 5-1", '"5-1" is no weekday'),
        ("*/0 9 * * *", '"*/0" is no minute'),
        ("0 9 * * <script>", "no weekday"),
        ("0 9 31 2 *", "No day fits"),
        ("0 9 31 4,6 *", "No day fits"),
        ("1,,2 9 * * *", '"" is no minute'),
        ("٣ 9 * * *", "no minute"),
        ("0 9 " + "1," * 99 + "1 * *", "five fields"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(cron: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason.replace("*", r"\*")) as raised:
        Cron.read(cron)
    assert raised.value.field == "cron"


minutes, hours = st.integers(0, 59), st.integers(0, 23)
weekdays = st.sets(st.sampled_from(("mon", "wed", "fri", "sun")), min_size=1)
instants = st.integers(at("2020-01-01T00:00:00"), at("2035-01-01T00:00:00"))


@given(minutes, hours, weekdays, instants, st.sampled_from((UTC, BERLIN, NEW_YORK)))
def test_the_next_time_is_later_fits_and_leaves_none_out(
    minute: int, hour: int, days: set[str], after: int, zone: tzinfo
) -> None:
    cron = Cron.read(f"{minute} {hour} * * {','.join(sorted(days))}")
    due = cron.next_after(after, zone)
    assert after < due <= after + 8 * 86_400
    local = datetime.fromtimestamp(due, zone)
    assert f"{local:%a}".lower() in days
    assert local.minute == minute
    assert (local.hour - hour) in {0, 1}  # one hour later where the clock skips it
    assert cron.next_after(due - 1, zone) == due


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        Cron.read(text).next_after(0, BERLIN)
