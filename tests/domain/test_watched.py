"""When a play counts as watched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.watched import (
    LIVE,
    Length,
    WatchedRule,
    is_watched,
    percent_complete,
    progress,
    watched_limit,
    watched_status,
)

HOUR = 3_600_000
MARKED = Length(duration=HOUR, credits_first=3_000_000, credits_final=3_300_000)
LATE_CREDITS = Length(duration=HOUR, credits_first=3_400_000, credits_final=3_500_000)
UNMARKED = Length(duration=HOUR)


@pytest.mark.parametrize(
    ("marker", "length", "limit"),
    [
        (0, MARKED, 3_060_000),
        (1, MARKED, 3_300_000),
        (1, UNMARKED, 3_060_000),
        (2, MARKED, 3_000_000),
        (2, UNMARKED, 3_060_000),
        (3, MARKED, 3_000_000),
        (3, LATE_CREDITS, 3_060_000),
        (3, UNMARKED, 3_060_000),
    ],
)
def test_the_limit_is_the_percentage_or_a_credits_marker(
    marker: int, length: Length, limit: int
) -> None:
    assert watched_limit("movie", length, WatchedRule(marker=marker)) == limit


@pytest.mark.parametrize(
    ("media_type", "limit"),
    [("movie", 0.5 * HOUR), ("episode", 0.6 * HOUR), ("clip", 0.6 * HOUR), ("track", 0.7 * HOUR)],
)
def test_each_media_type_has_its_own_percentage(media_type: str, limit: float) -> None:
    rule = WatchedRule(movie_percent=50, tv_percent=60, music_percent=70)
    assert watched_limit(media_type, UNMARKED, rule) == pytest.approx(limit)


@pytest.mark.parametrize(("media_type", "length"), [("photo", UNMARKED), ("movie", Length())])
def test_what_has_no_length_or_no_percentage_is_never_watched(
    media_type: str, length: Length
) -> None:
    limit = watched_limit(media_type, length, WatchedRule())
    assert not is_watched(10 * HOUR, limit)


def test_the_limit_itself_counts_as_watched() -> None:
    assert is_watched(3_060_000, 3_060_000)
    assert not is_watched(3_059_999, 3_060_000)


@pytest.mark.parametrize(
    ("percent", "status"),
    [(0.0, 0), (21.2, 0), (21.25, 0.25), (42.5, 0.5), (63.75, 0.75), (99.0, 0.75)],
)
def test_the_way_to_watched_is_told_in_quarters(percent: float, status: float) -> None:
    assert watched_status(percent, 85, is_done=False) == status


def test_a_photo_is_never_below_three_quarters() -> None:
    assert progress("photo", 0, Length(), WatchedRule())[1] == 0.75


def test_live_tv_is_always_watched_whole() -> None:
    assert progress(LIVE, None, Length(), WatchedRule()) == (100.0, 1)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_never_negative_and_whole_at_the_end(offset: int, duration: int) -> None:
    assert percent_complete(offset, duration) >= 0
    assert percent_complete(duration, duration) == 100


@given(st.integers(0, 2 * HOUR), st.integers(0, 3))
def test_watching_on_never_takes_watched_away(offset: int, marker: int) -> None:
    rule = WatchedRule(marker=marker)
    before = progress("movie", offset, MARKED, rule)[1]
    assert progress("movie", offset + 1, MARKED, rule)[1] >= before
