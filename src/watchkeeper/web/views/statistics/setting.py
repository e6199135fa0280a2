"""What all charts of the statistics page share, and the shapes that several of them have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date

from watchkeeper.dates import dated
from watchkeeper.features.statistics import Figures, Table
from watchkeeper.texts import _, number
from watchkeeper.values import dataclass
from watchkeeper.web.charts import Category, Chart, Drawn, Kind, Mark, Series, draw
from watchkeeper.web.views.statistics.asked import Span, StatsAsked
from watchkeeper.web.views.statistics.marks import NOTHING, Marks
from watchkeeper.web.views.statistics.periods import Axis, Period, week_from

MOST_ROWS = 10
MOST_TOTALS = 62
"""With more periods than these a mark for the whole of each would only be in the way."""

Account = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The time that is compared with: its periods stand side by side with those of the page."""

    span: Span
    axis: Axis
    name: str  # e.g. "1 Sep to 30 Sep 2026"
    total: Figures
    by_period: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The page: what was asked, and what is known of names."""

    asked: StatsAsked
    span: Span
    axis: Axis
    marks: Marks
    today: date
    total: Figures
    gaps: Sequence[float] = ()
    week: Sequence[int] = week_from(is_monday_first=False)
    before: Before | None = None
    people: Mapping[Account, str] = field(default_factory=dict)
    accounts_of: Callable[[int, int], tuple[Account, ...]] = lambda server, user: ((server, user),)
    libraries: Mapping[Account, str] = field(default_factory=dict)

    def person(self, key: object) -> str:
        """How a person is called."""
        server, user = _pair(key)
        return self.people.get((server, user), "") or _("Person %(number)s", number=user)

    def accounts(self, key: object) -> str:
        """All accounts of a person as an address has them."""
        server, user = _pair(key)
        return ",".join(f"{one}-{other}" for one, other in self.accounts_of(server, user))

    def library(self, key: object) -> str:
        """How a library is called."""
        return self.libraries.get(_pair(key), "") or _("Unknown library")

    @property
    def when(self) -> str:
        """The time of the page in words."""
        if self.asked.range == "all":
            return _("of all time")
        if self.asked.range:
            return _("in the last %(days)s days", days=self.asked.range)
        return _("from %(days)s", days=span_text(self.span))

    @property
    def summary(self) -> Mark:
        """The whole, in the page's metric."""
        return self.marks.mark(self.total)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a ranking: the name, its figures, and what the history must be asked for.

    A value of None there means that the history cannot tell these plays apart.
    """

    name: str
    figures: Figures
    asks: Mapping[str, object] = field(default_factory=dict)
    parts: tuple[Figures, ...] = ()  # for each series, where there are several


def span_text(span: Span) -> str:
    """Days in words, e.g. "1 Sep to 30 Sep 2026"."""
    if span.first == span.last:
        return dated(span.first, "%-d %b %Y")
    form = "%-d %b" if span.first.year == span.last.year else "%-d %b %Y"
    first, last = dated(span.first, form), dated(span.last, "%-d %b %Y")
    return _("%(first)s to %(last)s", first=first, last=last)


def in_time(
    setting: Setting,
    totals: Table | None,
    axis: Axis | None = None,
    keys: Sequence[object] | None = None,
) -> tuple[Category, ...]:
    """The periods as categories, with the figure of each whole period where there is one."""
    axis = axis or setting.axis
    gaps = setting.gaps if axis is setting.axis else ()
    made = []
    for place, period in enumerate(axis.periods):
        figures = (totals or {}).get(place if keys is None else keys[place], NOTHING)
        made.append(
            Category(
                short=period.short,
                text=period.text,
                is_gap=bool(gaps and gaps[place]),
                is_incomplete=period.last >= setting.today,
                total=setting.marks.within(figures, period.first, period.last)
                if totals is not None and len(axis.periods) <= MOST_TOTALS
                else None,
            )
        )
    return tuple(made)


def marks_in_time(
    setting: Setting, table: Callable[[int], Figures], **asks: object
) -> tuple[Mark | None, ...]:
    """The marks of a series; None where collection stood still all the time."""
    made: list[Mark | None] = []
    for place, period in enumerate(setting.axis.periods):
        figures = table(place)
        is_lost = bool(setting.gaps) and setting.gaps[place] >= 0.99
        if is_lost and not figures.plays:
            made.append(None)
        else:
            made.append(setting.marks.within(figures, period.first, period.last, **asks))
    return tuple(made)


def before_in_time(setting: Setting) -> Series | None:
    """What is compared with, period by period."""
    before = setting.before
    if before is None:
        return None
    pairs = zip(setting.axis.periods, before.axis.periods, strict=False)
    marks = [
        _named(setting, before.by_period.get(place, NOTHING), period)
        for place, (__, period) in enumerate(pairs)
    ]
    return Series(before.name, tuple(marks), "before")


def in_period(table: Table, key: object) -> Callable[[int], Figures]:
    """The figures by (period, key) of one key, by the place of the period."""
    return lambda place: table.get((place, key), NOTHING)


def of_key(table: Table, key: object) -> Callable[[int], Figures]:
    """The same of a table by (key, period)."""
    return lambda place: table.get((key, place), NOTHING)


def _named(setting: Setting, figures: Figures, period: Period) -> Mark:
    mark = setting.marks.within(figures, period.first, period.last)
    return Mark(mark.value, f"{mark.text} ({period.text})", mark.href)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Lying bars, the highest first. `series`: name, style, and what the history is asked for."""

    id: str
    title: str
    rows: Sequence[Row]
    head: str
    word: str = ""
    series: Sequence[tuple[str, str, Mapping[str, object]]] = ()
    limit: int = MOST_ROWS
    notes: tuple[str, ...] = ()


def ranking(setting: Setting, asked: Ranking) -> Drawn:
    """Draw a ranking in the page's metric."""
    marks, notes = setting.marks, asked.notes
    found = sorted(asked.rows, key=lambda row: (-marks.value(row.figures), row.name))
    rows = [row for row in found if marks.value(row.figures)]
    if len(rows) > asked.limit:
        notes = (*notes, _("And %(num)s more.", num=number(len(rows) - asked.limit)))
    rows = rows[: asked.limit]
    categories = tuple(
        Category(row.name, row.name, total=marks.mark(row.figures, **row.asks)) for row in rows
    )
    series = [
        Series(
            _(name),
            tuple(marks.mark(row.parts[place], **row.asks, **asks) for row in rows),
            style,
        )
        for place, (name, style, asks) in enumerate(asked.series)
    ]
    totals = tuple(category.total for category in categories)
    return draw(
        Chart(
            id=asked.id,
            kind=Kind.RANKED,
            title=asked.title,
            unit=marks.unit,
            categories=categories,
            series=tuple(series) or (Series(marks.subject, totals),),
            head=asked.head,
            word=asked.word or marks.word,
            notes=notes,
        )
    )


def _pair(key: object) -> Account:
    server, one = key if isinstance(key, tuple) else (0, 0)
    return int(server), int(one or 0)
