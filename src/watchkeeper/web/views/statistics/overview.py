"""Overview: plays by time, by month, by weekday and hour."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.dates import short_weekday_name
from watchkeeper.features.statistics import By, Table, Wanted
from watchkeeper.texts import _
from watchkeeper.web.charts import Category, Chart, Drawn, Kind, Mark, Series, draw
from watchkeeper.web.views.history.asked import KINDS
from watchkeeper.web.views.statistics.asked import Metric
from watchkeeper.web.views.statistics.marks import NOTHING
from watchkeeper.web.views.statistics.periods import months_of
from watchkeeper.web.views.statistics.setting import (
    Setting,
    before_in_time,
    in_period,
    in_time,
    marks_in_time,
)

WANTED = (
    Wanted(by=By.PERIOD),
    Wanted(by=By.PERIOD, split=By.KIND),
    Wanted(by=By.MONTH),
    Wanted(by=By.WEEKDAY_HOUR),
)
LAST_DAYS_WANTED = WANTED[:2]
EPOCH_YEAR = 1970
LEAST_MONTH_DAYS = 62


def overview(setting: Setting, tables: Sequence[Table]) -> list[Drawn]:
    """The charts of the tab."""
    totals, by_kind, months, hours = tables
    charts = [_by_period(setting, totals, by_kind)]
    if setting.span.days > LEAST_MONTH_DAYS and setting.axis.unit != "month":
        charts.append(_by_month(setting, months))
    charts.append(_by_hour(setting, hours))
    return [draw(chart) for chart in charts]


def last_days(setting: Setting, tables: Sequence[Table]) -> Drawn:
    """The first of them alone, for pages of people and libraries."""
    totals, by_kind = tables
    return draw(_by_period(setting, totals, by_kind))


def _by_period(setting: Setting, totals: Table, by_kind: Table) -> Chart:
    marks = setting.marks
    if marks.metric is Metric.PEOPLE:  # one person may watch of every kind
        all_of = marks_in_time(setting, lambda place: totals.get(place, NOTHING))
        series = [Series(marks.subject, all_of)]
    else:
        series = [
            Series(_(name), marks_in_time(setting, in_period(by_kind, kind), kind=kind))
            for kind, name in KINDS
            if any(key[1] == kind for key in by_kind if isinstance(key, tuple))
        ]
        if any(key[1] is None for key in by_kind if isinstance(key, tuple)):
            series.append(
                Series(_("Other"), marks_in_time(setting, in_period(by_kind, None), kind=None))
            )
    return Chart(
        id="by-period",
        kind=Kind.BARS,
        title=_(
            "%(subject)s by %(unit)s %(when)s",
            subject=marks.subject,
            unit=setting.axis.unit_words,
            when=setting.when,
        ),
        unit=marks.unit,
        categories=in_time(setting, totals),
        series=tuple(series) or (Series(marks.subject, ()),),
        head=setting.axis.head,
        summary=setting.summary,
        before=before_in_time(setting),
        word=marks.word,
    )


def _by_month(setting: Setting, months: Table) -> Chart:
    marks, axis = setting.marks, months_of(setting.span)
    keys = [(one.first.year - EPOCH_YEAR) * 12 + one.first.month - 1 for one in axis.periods]
    values = [
        marks.within(months.get(key, NOTHING), period.first, period.last)
        for key, period in zip(keys, axis.periods, strict=True)
    ]
    return Chart(
        id="by-month",
        kind=Kind.BARS,
        title=_("%(subject)s by month %(when)s", subject=marks.subject, when=setting.when),
        unit=marks.unit,
        categories=in_time(setting, months, axis, keys),
        series=(Series(marks.subject, tuple(values)),),
        head=_("Month"),
        summary=setting.summary,
        word=marks.word,
    )


def _by_hour(setting: Setting, hours: Table) -> Chart:
    marks = setting.marks
    rows = [
        Series(
            short_weekday_name((day - 1) % 7),
            tuple(_at(setting, hours, day, hour) for hour in range(24)),
        )
        for day in setting.week
    ]
    return Chart(
        id="by-hour",
        kind=Kind.HEAT,
        title=_(
            "%(subject)s by weekday and hour %(when)s", subject=marks.subject, when=setting.when
        ),
        unit=marks.unit,
        categories=tuple(Category(f"{hour:02}", f"{hour:02}:00") for hour in range(24)),
        series=tuple(rows),
        head=_("Hour"),
        summary=setting.summary,
        word=marks.word,
    )


def _at(setting: Setting, hours: Table, day: int, hour: int) -> Mark:
    return setting.marks.mark(hours.get(day * 24 + hour, NOTHING), weekday=day, hour=hour)
