"""What the address of the statistics page asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.errors import InputError
from watchkeeper.features.statistics import Scope
from watchkeeper.texts import N_
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.address import accounts_of, day_of, one_of, stated, whole_numbers

PATH = "/statistics"
TABS = (
    ("overview", N_("Overview")),
    ("media", N_("Media")),
    ("people", N_("People")),
    ("playback", N_("Playback")),
    ("library", N_("Library")),
    ("places", N_("Places")),
)
RANGES = (
    ("7", N_("7 days")),
    ("30", N_("30 days")),
    ("90", N_("90 days")),
    ("365", N_("365 days")),
    ("all", N_("All time")),
)
USUAL_RANGE = "30"
COMPARED = (("previous", N_("The time before")), ("year", N_("The same time last year")))
NAMES = (
    *("tab", "range", "after", "before", "compare", "metric", "account", "section_id"),
    *("server_id", "ungrouped", "with", "map"),
)
MOST_COMPARED = 5


class Metric(StrEnum):
    """Which number the charts show."""

    PLAYS = "plays"
    TIME = "time"
    PEOPLE = "people"


METRICS = (
    (Metric.PLAYS, N_("Plays")),
    (Metric.TIME, N_("Watch time")),
    (Metric.PEOPLE, N_("People")),
)


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsAsked:
    """The address, read."""

    values: Mapping[str, str]
    tab: str
    range: str  # one of RANGES, "" for days of its own
    metric: Metric
    compare: str
    after: date | None
    before: date | None
    scope: Scope  # without days
    chosen_people: tuple[tuple[int, int], ...]  # to be compared

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> StatsAsked:
        """Read it.

        Raises:
            InputError: something that means nothing; `field` names it.
        """
        values = stated(sent, NAMES)
        after, before = day_of(values, "after"), day_of(values, "before")
        if after and before and after > before:
            raise InputError("The first day is after the last one.", field="after")
        chosen = accounts_of(values.get("with", ""), "with")
        if len(chosen) > MOST_COMPARED:
            raise InputError(
                "At most %(most)s people can be compared.", most=MOST_COMPARED, field="with"
            )
        is_own = bool(after or before)
        return cls(
            values=values,
            tab=_choice(values, "tab", TABS, "overview"),
            range="" if is_own else _choice(values, "range", RANGES, USUAL_RANGE),
            metric=Metric(_choice(values, "metric", METRICS, "plays")),
            compare=_choice(values, "compare", (("", ""), *COMPARED), ""),
            after=after,
            before=before,
            scope=Scope(filter=_filter(values), grouped=not values.get("ungrouped")),
            chosen_people=chosen,
        )

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def address(self, **changes: object) -> str:
        """This page's address with some values changed; an empty value leaves the name out."""
        changed = {**self.values, **changes}
        defaults = {"tab": "overview", "metric": "plays", "range": USUAL_RANGE}
        shown = {name: value for name, value in changed.items() if value != defaults.get(name)}
        return with_query(PATH, shown)

    def span(self, today: date, first_day: date | None) -> Span:
        """The days that are meant; `first_day` is that of the oldest play."""
        if self.after or self.before:
            last = self.before or max(today, self.after or today)
            first = self.after or min(first_day or last, last)
            return Span(first, last)
        if self.range == "all":
            return Span(min(first_day or today, today), today)
        return Span(today - timedelta(days=int(self.range) - 1), today)

    def compared(self, span: Span) -> Span | None:
        """The days that are compared with; none for all time."""
        if not self.compare or self.range == "all":
            return None
        if self.compare == "year":
            first = _year_before(span.first)
            return Span(first, first + timedelta(days=span.days - 1))
        return Span(span.first - timedelta(days=span.days), span.first - timedelta(days=1))


def _filter(values: Mapping[str, str]) -> HistoryFilter:
    return HistoryFilter(
        accounts=accounts_of(values.get("account", "")),
        section_ids=whole_numbers(values, "section_id"),
        server_ids=whole_numbers(values, "server_id"),
    )


def _choice(
    values: Mapping[str, str], name: str, known: tuple[tuple[str, str], ...], usual: str
) -> str:
    return one_of(values, name, (str(word) for word, _ in known), usual)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
