"""Schedules as cron writes them, read as Tautulli reads them (it hands them to APScheduler).

Five fields: minute, hour, day of the month, month, weekday; all of them must hold. A field is `*`,
numbers, ranges and steps, parted by commas; months and weekdays have names too. A weekday that is
one digit counts from Sunday (0); in ranges and lists digits count from Monday (0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo

from watchkeeper.errors import InputError
from watchkeeper.texts import N_, Sentence
from watchkeeper.values import dataclass

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = 200
"""Characters of a schedule."""
FARTHEST_DAYS = 366 * 41
"""Every weekday falls on every date at least once within 40 years."""

_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One of the five: which numbers it may have."""

    name: str
    least: int
    most: int
    names: Mapping[str, int]


FIELDS = (
    Field(N_("minute"), 0, 59, {}),
    Field(N_("hour"), 0, 23, {}),
    Field(N_("day"), 1, 31, {}),
    Field(N_("month"), 1, 12, {name: number for number, name in enumerate(MONTHS, 1)}),
    Field(N_("weekday"), 0, 6, {name: number for number, name in enumerate(WEEKDAYS)}),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """A schedule; weekdays count from Monday (0)."""

    source: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @classmethod
    def read(cls, source: str) -> Cron:
        """A schedule as it was written.

        Raises:
            InputError: it cannot be read, or will never be due; place and reason are named.
        """
        parts = source.split()
        if len(parts) != len(FIELDS) or len(source) > LONGEST:
            raise InputError(
                "A schedule has five fields: minute, hour, day, month and weekday.", field="cron"
            )
        parts[4] = _from_monday(parts[4])
        chosen = [_numbers(part, field) for part, field in zip(parts, FIELDS, strict=True)]
        cron = cls(source, *chosen)
        if not any(cron._days(date(2000, 1, 1))):
            raise InputError("No day fits this schedule: it would never be due.", field="cron")
        return cron

    def next_after(self, at: int, zone: tzinfo) -> int:
        """When it is due next after an instant; both in UTC seconds.

        A time that the clock skips in spring is as much later; one that comes twice in autumn
        counts once, the first time.
        """
        first = datetime.fromtimestamp(at, zone).date()
        for day in self._days(first):
            due = [moment for moment in self._moments(day, zone) if moment > at]
            if due:
                return min(due)
        raise InputError("This schedule is never due again.", field="cron")

    def next_times(self, at: int, zone: tzinfo, count: int) -> list[int]:
        """The next so many times after an instant, in UTC seconds."""
        found: list[int] = []
        for _ in range(count):
            at = self.next_after(at, zone)
            found.append(at)
        return found

    def _days(self, first: date) -> Iterator[date]:
        for offset in range(FARTHEST_DAYS):
            day = first + timedelta(days=offset)
            is_date = day.month in self.months and day.day in self.days
            if is_date and day.weekday() in self.weekdays:
                yield day

    def _moments(self, day: date, zone: tzinfo) -> Iterator[int]:
        for hour in self.hours:
            for minute in self.minutes:
                local = datetime.combine(day, time(hour, minute), zone)
                yield int(local.timestamp())


def _from_monday(part: str) -> str:
    """The field of weekdays with a single digit, which counts from Sunday, turned to Monday's."""
    if len(part) == 1 and part in "01234567":
        return str((int(part) - 1) % 7)
    return part


def _numbers(text: str, field: Field) -> frozenset[int]:
    found: set[int] = set()
    for part in text.lower().split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise _unreadable(part, field)
        found.update(_part(match, field))
    return frozenset(found)


def _part(match: re.Match[str], field: Field) -> range:
    step = int(match["step"] or 1)
    if match["first"] == "*":
        first, last = field.least, field.most
        if match["last"]:
            raise _unreadable(match[0], field)
    else:
        first = _number(match["first"], field)
        last = _number(match["last"], field) if match["last"] else first
        if match["step"] and not match["last"]:
            last = field.most
    if step < 1 or first > last:
        raise _unreadable(match[0], field)
    return range(first, last + 1, step)


def _number(text: str, field: Field) -> int:
    if text in field.names:
        return field.names[text]
    number = int(text) if text.isdecimal() and len(text) < 4 else -1
    if not field.least <= number <= field.most:
        raise _unreadable(text, field)
    return number


def _unreadable(text: str, field: Field) -> InputError:
    bounds = Sentence("%(least)s to %(most)s", least=field.least, most=field.most)
    return InputError(
        '"%(text)s" is no %(name)s: use * or %(bounds)s, such as 3, 1-5, */2 or 1,4.',
        text=text[:40],
        name=Sentence(field.name),
        bounds=bounds,
        field="cron",
    )
