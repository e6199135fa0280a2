"""The stretches of time along the axis of a chart: days, weeks, months or years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from watchkeeper.dates import dated
from watchkeeper.features.statistics import Gap
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.views.statistics.asked import Span

MOST_DAYS = 92
MOST_WEEK_DAYS = 560
MOST_MONTH_DAYS = 12 * 366
UNITS = {
    "day": (N_("day"), N_("Day")),
    "week": (N_("week"), N_("Week")),
    "month": (N_("month"), N_("Month")),
    "year": (N_("year"), N_("Year")),
}
GAP_SECONDS = 3600
GAP_SHARE = 0.02
"""A period is marked when collection stood still for an hour, and for that part of it."""


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both included, and how they are called."""

    first: date
    last: date
    short: str
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The periods of a span, and what one of them is called."""

    unit: str  # day, week, month, year
    periods: tuple[Period, ...]

    @property
    def unit_words(self) -> str:
        """The unit within a sentence."""
        return _(UNITS[self.unit][0])

    @property
    def head(self) -> str:
        """The unit over a column."""
        return _(UNITS[self.unit][1])

    @property
    def starts(self) -> list[date]:
        """Where each begins."""
        return [period.first for period in self.periods]


def axis_of(span: Span) -> Axis:
    """As fine as can be drawn: never more than some hundred periods."""
    if span.days <= MOST_DAYS:
        return Axis("day", tuple(_days(span)))
    if span.days <= MOST_WEEK_DAYS:
        return Axis("week", tuple(_weeks(span)))
    if span.days <= MOST_MONTH_DAYS:
        return months_of(span)
    return Axis("year", tuple(_years(span)))


def week_from(*, is_monday_first: bool) -> tuple[int, ...]:
    """The days of a week in their order; Sunday is 0.

    Examples:
        >>> week_from(is_monday_first=True)
        (1, 2, 3, 4, 5, 6, 0)
    """
    days = tuple(range(7))
    return (*days[1:], days[0]) if is_monday_first else days


def months_of(span: Span) -> Axis:
    """The months of a span; the first and the last may be cut by it."""
    starts = [span.first]
    while (following := _next_month(starts[-1])) <= span.last:
        starts.append(following)
    return Axis(
        "month",
        tuple(
            Period(first, last, dated(first, "%b ’%y"), dated(first, "%B %Y"))
            for first, last in _ends(starts, span.last)
        ),
    )


def gaps_in(periods: Sequence[Period], gaps: Sequence[Gap], zone: tzinfo) -> list[float]:
    """For each period, which part of it (0 to 1) collection stood still, 0 for hardly any."""
    shares = []
    for period in periods:
        first, last = _edges(period, zone)
        lost = sum(max(0, min(last, gap.to_at) - max(first, gap.from_at)) for gap in gaps)
        is_worth_it = lost >= max(GAP_SECONDS, GAP_SHARE * (last - first))
        shares.append(min(1.0, lost / (last - first)) if is_worth_it else 0.0)
    return shares


def _edges(period: Period, zone: tzinfo) -> tuple[float, float]:
    edges = (period.first, period.last + timedelta(days=1))
    first, last = (
        datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC).timestamp()
        for day in edges
    )
    return first, last


def _days(span: Span) -> list[Period]:
    days = [span.first + timedelta(days=at) for at in range(span.days)]
    return [Period(day, day, dated(day, "%-d %b"), dated(day, "%A, %-d %B %Y")) for day in days]


def _weeks(span: Span) -> list[Period]:
    """Seven days each, counted back from the last one, so that the newest is whole."""
    count = -(-span.days // 7)
    starts = [span.last - timedelta(days=7 * at + 6) for at in reversed(range(count))]
    starts[0] = span.first
    return [
        Period(
            first,
            last,
            dated(first, "%-d %b"),
            _("%(first)s to %(last)s", first=dated(first, "%-d %b"), last=dated(last, "%-d %b %Y")),
        )
        for first, last in _ends(starts, span.last)
    ]


def _years(span: Span) -> list[Period]:
    starts = [span.first]
    starts += [date(year, 1, 1) for year in range(span.first.year + 1, span.last.year + 1)]
    return [
        Period(first, last, f"{first:%Y}", f"{first:%Y}")
        for first, last in _ends(starts, span.last)
    ]


def _ends(starts: Sequence[date], last: date) -> list[tuple[date, date]]:
    ends = [start - timedelta(days=1) for start in starts[1:]]
    return list(zip(starts, [*ends, last], strict=True))


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
