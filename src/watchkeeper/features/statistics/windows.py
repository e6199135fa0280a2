"""Which plays a number of days back from now means, on cards and in graphs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.values import dataclass

DAY = 86_400
LONGEST_DAYS = 36_525
"""A hundred years: no window reaches back farther, and no graph has more days."""
LONGEST_MONTHS = 1_200


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The last so many days, by the second; or around dates.

    A play belongs to the last N days when it stopped at most N times 86,400 seconds ago: one day
    is the last 24 hours, not today.
    With `before` or `after` it must have started on or before (after) that local day. With only
    `before` it must also have stopped at most so many days before the midnight with which that
    day begins, with only `after` at most so many days after it; in both cases the last days from
    now count too. With both, the number of days does not matter.
    """

    days: int = 30
    before: date | None = None
    after: date | None = None

    def applied(self, wanted: HistoryFilter, now: int, zone: tzinfo) -> HistoryFilter:
        """The filter within the window; `now` in UTC seconds."""
        days = max(-LONGEST_DAYS, min(self.days, LONGEST_DAYS))
        wanted = replace(wanted, after_day=self.after, before_day=self.before)
        if self.before and self.after:
            return wanted
        since, until = now - days * DAY, None
        if self.before:
            since = max(since, midnight(self.before, zone) - days * DAY)
        if self.after:
            until = midnight(self.after, zone) + days * DAY
        return replace(wanted, stopped_from=since, stopped_to=until)


def midnight(day: date, zone: tzinfo) -> int:
    """The first second (UTC) of a local day."""
    try:
        return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
    except (OverflowError, ValueError):  # at the ends of the calendar
        return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def last_days(count: int, today: date) -> list[date]:
    """So many days, oldest first; the last is today."""
    held = max(0, min(count, LONGEST_DAYS))
    last = today.toordinal()
    return list(map(date.fromordinal, range(last - held + 1, last + 1)))


def last_months(count: int, today: date) -> list[date]:
    """The first days of so many months (at least one), oldest first; the last is this month.

    Examples:
        >>> [f"{day:%Y-%m}" for day in last_months(3, date(2026, 1, 31))]
        ['2025-11', '2025-12', '2026-01']
    """
    held = max(1, min(count, LONGEST_MONTHS))
    this = today.year * 12 + today.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(this - held + 1, this + 1)]


def months_since(count: int, now: int) -> int:
    """The first second (UTC) of the UTC month that lies so many months before this one."""
    this = datetime.fromtimestamp(now, UTC)
    held = max(-LONGEST_MONTHS, min(count, LONGEST_MONTHS))
    at = this.year * 12 + this.month - 1 - held
    return int(datetime(at // 12, at % 12 + 1, 1, tzinfo=UTC).timestamp())
