"""Dates as the spoken language writes them: its order, its names of months and weekdays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from watchkeeper.texts import N_, _

MONTHS = (
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July")),
    *(N_("August"), N_("September"), N_("October"), N_("November"), N_("December")),
)
WEEKDAYS = (
    *(N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday")),
    *(N_("Saturday"), N_("Sunday")),
)
SHORT_MONTHS = (
    *(N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"), N_("Jul"), N_("Aug")),
    *(N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")),
)
SHORT_WEEKDAYS = (*(N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")),)
FORMS = frozenset(
    {
        N_("%b"),
        N_("%b ’%y"),
        N_("%B %Y"),
        N_("%-d %b"),
        N_("%-d %b %Y"),
        N_("%-d %B"),
        N_("%-d %B %Y"),
        N_("%-d %B, %H:%M"),
        N_("%A, %-d %B"),
        N_("%A, %-d %B %Y"),
        N_("%A %-d %B %Y"),
        N_("%A, %Y-%m-%d %H:%M"),
        N_("%H:%M"),
        N_("%Y-%m-%d"),
        N_("%Y-%m-%d %H:%M"),
        N_("%Y-%m-%d %H:%M:%S"),
    }
)
"""As English writes dates, in the signs of strftime; each is a text with translations."""


def month_name(number: int) -> str:
    """January is 1."""
    return _(MONTHS[number - 1])


def short_month_name(number: int) -> str:
    """Jan is 1."""
    return _(SHORT_MONTHS[number - 1])


def weekday_name(number: int) -> str:
    """Monday is 0."""
    return _(WEEKDAYS[number])


def short_weekday_name(number: int) -> str:
    """Mon is 0."""
    return _(SHORT_WEEKDAYS[number])


def dated(day: date, form: str) -> str:
    """A day, or an instant in the zone that is meant, in one of the `FORMS`.

    Examples:
        >>> dated(date(2026, 3, 12), "%A, %-d %B %Y")
        'Thursday, 12 March 2026'
    """
    named = NAME.sub(lambda sign: NAMES[sign[0]](day), _(form))
    return day.strftime(named)


NAME = re.compile("%[ABab]")
NAMES: Mapping[str, Callable[[date], str]] = {
    "%A": lambda day: weekday_name(day.weekday()),
    "%a": lambda day: short_weekday_name(day.weekday()),
    "%B": lambda day: month_name(day.month),
    "%b": lambda day: short_month_name(day.month),
}
