"""When a message goes out: quiet hours, digests, rate limits, and what is told once."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.features.notifications.notifiers.options import Digest, Once, Options, QuietThen
from watchkeeper.features.notifications.outbox.pacing import (
    NOW,
    Pace,
    Turn,
    digest_at,
    once_tag,
    pace,
    quiet_until,
)

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Options(quiet_from=22 * 60, quiet_until=7 * 60)
NOON = Options(quiet_from=12 * 60, quiet_until=13 * 60)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp())


def turn(now: int, **more: int) -> Turn:
    return Turn(**{"occurred_at": now, "now": now, **more})


@pytest.mark.parametrize(
    ("options", "now", "end"),
    [
        (NIGHT, "2026-05-01 21:59", None),
        (NIGHT, "2026-05-01 22:00", "2026-05-02 07:00"),
        (NIGHT, "2026-05-02 06:59", "2026-05-02 07:00"),
        (NIGHT, "2026-05-02 07:00", None),
        (NOON, "2026-05-01 12:30", "2026-05-01 13:00"),
        (NOON, "2026-05-01 13:00", None),
        (Options(), "2026-05-01 12:30", None),
        (Options(quiet_from=60, quiet_until=60), "2026-05-01 01:00", None),
        # The night in which the clock springs from 2 to 3, and the one in which it falls back.
        (NIGHT, "2026-03-29 00:30", "2026-03-29 07:00"),
        (NIGHT, "2026-10-25 00:30", "2026-10-25 07:00"),
    ],
)
def test_quiet_hours_follow_the_clock_on_the_wall(
    options: Options, now: str, end: str | None
) -> None:
    assert quiet_until(options, at(now), BERLIN) == (None if end is None else at(end))


@pytest.mark.parametrize(
    ("options", "occurred", "due"),
    [
        (Options(), "2026-05-01 10:07", "2026-05-01 10:07"),
        (
            Options(digest=Digest.GROUPED, digest_minutes=10),
            "2026-05-01 10:07",
            "2026-05-01 10:17",
        ),
        (Options(digest=Digest.HOURLY), "2026-05-01 10:07", "2026-05-01 11:00"),
        (Options(digest=Digest.HOURLY, digest_at=30), "2026-05-01 10:07", "2026-05-01 10:30"),
        (Options(digest=Digest.HOURLY, digest_at=7), "2026-05-01 10:07", "2026-05-01 11:07"),
        (Options(digest=Digest.DAILY, digest_at=540), "2026-05-01 10:07", "2026-05-02 09:00"),
        (Options(digest=Digest.DAILY, digest_at=540), "2026-05-01 08:59", "2026-05-01 09:00"),
    ],
)
def test_a_digest_goes_out_at_its_time(options: Options, occurred: str, due: str) -> None:
    assert digest_at(options, at(occurred), BERLIN) == at(due)


def test_in_quiet_hours_messages_are_held_or_dropped() -> None:
    now = at("2026-05-01 23:00")
    assert pace(NIGHT, turn(now), BERLIN) == Pace(at("2026-05-02 07:00"), reason="quiet hours")
    dropping = Options(quiet_from=22 * 60, quiet_until=7 * 60, quiet_then=QuietThen.DROP)
    assert pace(dropping, turn(now), BERLIN).is_dropped
    assert pace(dropping, turn(at("2026-05-01 12:00")), BERLIN) == NOW


def test_no_more_are_sent_than_the_rate_allows() -> None:
    options, now = Options(rate_count=3, rate_seconds=60), at("2026-05-01 12:00")
    assert pace(options, turn(now), BERLIN) == NOW
    assert pace(options, turn(now, limiting_at=now - 60), BERLIN) == NOW
    assert pace(options, turn(now, limiting_at=now - 20), BERLIN).until == now + 40


def test_a_digest_of_yesterday_goes_out_now() -> None:
    options, now = Options(digest=Digest.DAILY, digest_at=540), at("2026-05-03 12:00")
    assert pace(options, turn(now, occurred_at=at("2026-05-01 12:00")), BERLIN) == NOW


@pytest.mark.parametrize(
    ("once", "tag"), [(Once.NO, ""), (Once.ITEM, "imdb://tt1"), (Once.PERSON, "imdb://tt1 7")]
)
def test_what_is_told_once_is_known_by_title_and_perhaps_person(once: Once, tag: str) -> None:
    assert once_tag(Options(once=once), "imdb://tt1", 7) == tag
    assert once_tag(Options(once=once), "", 7) == ""


@given(
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.integers(at("2026-01-01 00:00"), at("2027-01-01 00:00")),
)
def test_what_is_held_goes_out_after_the_quiet_hours_within_a_day(
    start: int, end: int, now: int
) -> None:
    options = Options(quiet_from=start, quiet_until=end)
    until = quiet_until(options, now, BERLIN)
    if until is not None:
        assert now < until <= now + 25 * 3600
        assert quiet_until(options, until, BERLIN) is None
