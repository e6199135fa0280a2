"""Spans of time in words."""

from __future__ import annotations

import pytest

from watchkeeper.api.v2.durations import human_duration


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0"),
        (1, "1 sec"),
        (59, "59 secs"),
        (60, "1 min"),
        (3661, "1 hr 1 min 1 sec"),
        (6195, "1 hr 43 mins 15 secs"),
        (86_400, "1 day"),
        (299_999, "3 days 11 hrs 19 mins 59 secs"),
        (300_000, "3 days 11 hrs 20 mins"),
        (300_029, "3 days 11 hrs 20 mins"),
        (300_031, "3 days 11 hrs 21 mins"),
    ],
)
def test_spans_are_told_in_words(seconds: int, words: str) -> None:
    assert human_duration(seconds) == words
