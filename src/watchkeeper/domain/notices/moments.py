"""Instants as texts write them: with the owner's pattern, or with one of the text's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import TypeAlias

from watchkeeper.dates import (
    month_name,
    short_month_name,
    short_weekday_name,
    weekday_name,
)
from watchkeeper.values import dataclass

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Tokens: TypeAlias = Mapping[str, Callable[[datetime], str]]

_TOKEN = re.compile(
    r"\[([^\]]*)\]|YYYY|YY|MM?M?M?|Do|DD?D?D?|dddd|ddd|d|HH?|hh?|mm?|ss?|S{1,6}|ZZ?Z?|a|A|X|x|W"
)
_WRITTEN: Tokens = MappingProxyType(
    {
        "YYYY": lambda at: f"{at.year:04d}",
        "YY": lambda at: f"{at.year % 100:02d}",
        "MMMM": lambda at: MONTHS[at.month - 1],
        "MMM": lambda at: MONTHS[at.month - 1][:3],
        "MM": lambda at: f"{at.month:02d}",
        "M": lambda at: str(at.month),
        "DDDD": lambda at: f"{at.timetuple().tm_yday:03d}",
        "DDD": lambda at: str(at.timetuple().tm_yday),
        "DD": lambda at: f"{at.day:02d}",
        "D": lambda at: str(at.day),
        "Do": lambda at: ordinal(at.day),
        "dddd": lambda at: WEEKDAYS[at.weekday()],
        "ddd": lambda at: WEEKDAYS[at.weekday()][:3],
        "d": lambda at: str(at.isoweekday()),
        "HH": lambda at: f"{at.hour:02d}",
        "H": lambda at: str(at.hour),
        "hh": lambda at: f"{_of_twelve(at.hour):02d}",
        "h": lambda at: str(_of_twelve(at.hour)),
        "mm": lambda at: f"{at.minute:02d}",
        "m": lambda at: str(at.minute),
        "ss": lambda at: f"{at.second:02d}",
        "s": lambda at: str(at.second),
        "a": lambda at: "am" if at.hour < 12 else "pm",
        "A": lambda at: "AM" if at.hour < 12 else "PM",
        "ZZZ": lambda at: at.tzname() or "",
        "ZZ": lambda at: _offset(at, ":"),
        "Z": lambda at: _offset(at, ""),
        "X": lambda at: str(int(at.timestamp())),
        "x": lambda at: str(round(at.timestamp() * 1_000_000)),
        "W": lambda at: f"{at.isocalendar()[0]:04d}-W{at.isocalendar()[1]:02d}-{at.isoweekday()}",
    }
)
_TOLD: Tokens = MappingProxyType(
    {
        **_WRITTEN,
        "MMMM": lambda at: month_name(at.month),
        "MMM": lambda at: short_month_name(at.month),
        "dddd": lambda at: weekday_name(at.weekday()),
        "ddd": lambda at: short_weekday_name(at.weekday()),
    }
)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in the owner's zone; as text it follows `pattern`.

    Examples:
        >>> from datetime import UTC
        >>> day = Moment(1_393_632_000, UTC, "YYYY-MM-DD")
        >>> f"{day}", f"{day:dddd, MMM Do [of] YYYY}"
        ('2014-03-01', 'Saturday, Mar 1st of 2014')
    """

    at: float  # UTC seconds
    zone: tzinfo
    pattern: str

    @property
    def local(self) -> datetime:
        """The instant on the owner's clock."""
        return datetime.fromtimestamp(self.at, self.zone)

    @property
    def told(self) -> str:
        """By the pattern too, with names of the spoken language; messages have English ones."""
        return written(self.local, self.pattern, _TOLD)

    def __str__(self) -> str:
        return written(self.local, self.pattern)

    def __format__(self, pattern: str) -> str:
        return written(self.local, pattern or self.pattern)


def written(at: datetime, pattern: str, tokens: Tokens = _WRITTEN) -> str:
    """An instant by a pattern of Arrow's tokens; what is in brackets, and no token, stays."""
    return _TOKEN.sub(lambda match: _token(at, match, tokens), pattern)


def ordinal(number: int) -> str:
    """A day with its ending.

    Examples:
        >>> [ordinal(day) for day in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31)]
        ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '23rd', '31st']
    """
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _token(at: datetime, match: re.Match[str], tokens: Tokens) -> str:
    token = match[0]
    if match[1] is not None:
        return match[1]
    if token.startswith("S"):
        return f"{at.microsecond:06d}"[: len(token)]
    return tokens[token](at)


def _of_twelve(hour: int) -> int:
    return hour % 12 or 12


def _offset(at: datetime, separator: str) -> str:
    minutes = round((at.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}{separator}{rest:02d}"


def current_values(at: float, zone: tzinfo) -> dict[str, int]:
    """The parameters `current_year` to `current_week` of an instant (UTC seconds) in a zone."""
    local = datetime.fromtimestamp(at, zone)
    return {
        "current_year": local.year,
        "current_month": local.month,
        "current_day": local.day,
        "current_hour": local.hour,
        "current_minute": local.minute,
        "current_second": local.second,
        "current_weekday": local.isoweekday(),
        "current_week": local.isocalendar().week,
    }
