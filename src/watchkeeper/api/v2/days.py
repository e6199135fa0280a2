"""Local days in parameters: text is compared with text, so any text has its place among days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

UNMATCHED_DAY = date.min
"""Stands for a day on which nothing was played: the caller asked for one that cannot be."""
ORDINALS = range(1, date.max.toordinal() + 1)


def day_named(text: str) -> date:
    """The day that is written so; `UNMATCHED_DAY` when none is.

    Examples:
        >>> day_named("2024-02-29"), day_named("20240229") == UNMATCHED_DAY
        (datetime.date(2024, 2, 29), True)
    """
    first = first_day_from(text)
    return first if first.isoformat() == text else UNMATCHED_DAY


def first_day_from(text: str) -> date:
    """The first day that is not written before the text.

    Examples:
        >>> first_day_from("2024-02-30"), first_day_from("20240101")
        (datetime.date(2024, 3, 1), datetime.date(2025, 1, 1))
    """
    place = bisect_left(ORDINALS, text, key=_written)
    return date.fromordinal(ORDINALS[place]) if place < len(ORDINALS) else date.max


def last_day_until(text: str) -> date:
    """The last day that is not written after the text.

    Examples:
        >>> last_day_until("2024-02-30"), last_day_until("1") == UNMATCHED_DAY
        (datetime.date(2024, 2, 29), False)
    """
    place = bisect_right(ORDINALS, text, key=_written)
    return date.fromordinal(ORDINALS[place - 1]) if place else UNMATCHED_DAY


def _written(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
