"""People: who watches how much, how regularly, and side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from watchkeeper.columns.figures.habits import Streak
from watchkeeper.columns.store.local_time import EPOCH
from watchkeeper.dates import dated
from watchkeeper.features.statistics import By, Table, Wanted
from watchkeeper.texts import N_, _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.charts import Category, Chart, Drawn, Kind, Mark, Series, Unit, draw
from watchkeeper.web.views.history.asked import KINDS
from watchkeeper.web.views.statistics.asked import Metric
from watchkeeper.web.views.statistics.marks import NOTHING
from watchkeeper.web.views.statistics.setting import (
    MOST_ROWS,
    Ranking,
    Row,
    Setting,
    in_time,
    marks_in_time,
    of_key,
    ranking,
)

WANTED = (
    Wanted(by=By.PERSON),
    Wanted(by=By.PERSON, split=By.PERIOD),
    Wanted(by=By.PERSON, split=By.KIND),
    Wanted(by=By.PERIOD),
)
MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who can be compared."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What the tab shows."""

    tables: Sequence[Table]
    streaks: Mapping[tuple[int, int | None], Streak]


def people(setting: Setting, found: Found) -> list[Drawn]:
    """The charts of the tab."""
    persons, by_period, by_kind, totals = found.tables
    charts = [_who(setting, persons)]
    charts.append(draw(_streaks(setting, found.streaks)))
    compared = [key for key in setting.asked.chosen_people if key in persons]
    compared = compared or _most(setting, persons)
    if setting.marks.metric is not Metric.PEOPLE and len(compared) > 1:
        charts.append(draw(_side_by_side(setting, by_period, totals, compared)))
        charts.append(_kinds(setting, persons, by_kind, compared))
    return charts


def choices(setting: Setting, persons: Table) -> tuple[Choice, ...]:
    """Everybody with plays, the most active first."""
    chosen = set(setting.asked.chosen_people or _most(setting, persons))
    keys = sorted(persons, key=lambda key: (-persons[key].plays, setting.person(key)))
    return tuple(
        Choice(f"{key[0]}-{key[1]}", setting.person(key), key in chosen)
        for key in keys[:50]
        if isinstance(key, tuple)
    )


def _most(setting: Setting, persons: Table) -> list[tuple[int, int]]:
    """The three most active."""
    keys = sorted(persons, key=lambda key: (-persons[key].seconds, setting.person(key)))
    return [(key[0], key[1]) for key in keys[:3] if isinstance(key, tuple)]


def _who(setting: Setting, persons: Table) -> Drawn:
    """Everybody, with their part of the whole."""
    marks = setting.marks
    if marks.metric is Metric.PEOPLE:
        count = len(persons)
        note = ngettext(
            "%(num)s person watched %(when)s.",
            "%(num)s people watched %(when)s.",
            count,
            when=setting.when,
        )
        return ranking(
            setting,
            Ranking(
                id="people",
                title=_("People %(when)s", when=setting.when),
                rows=[],
                head=_("Person"),
                notes=(note,),
            ),
        )
    whole = sum(marks.value(one) for one in persons.values()) or 1
    rows = sorted(persons, key=lambda key: (-marks.value(persons[key]), setting.person(key)))
    made = []
    for key in rows[:MOST_PEOPLE]:
        mark = marks.mark(persons[key], account=setting.accounts(key))
        share = 100 * mark.value / whole
        text = mark.text
        if share >= 1:
            text = _("%(value)s · %(percent)s %%", value=text, percent=number(share))
        name = setting.person(key)
        made.append((Category(name, name), Mark(mark.value, text, mark.href)))
    more = len(rows) - MOST_PEOPLE
    return draw(
        Chart(
            id="people",
            kind=Kind.RANKED,
            title=_(
                "%(subject)s by person, and their share, %(when)s",
                subject=marks.subject,
                when=setting.when,
            ),
            unit=marks.unit,
            categories=tuple(category for category, __ in made),
            series=(Series(marks.subject, tuple(mark for __, mark in made)),),
            head=_("Person"),
            word="share",
            notes=(_("And %(num)s more.", num=number(more)),) if more > 0 else (),
        )
    )


def _streaks(setting: Setting, streaks: Mapping[tuple[int, int | None], Streak]) -> Chart:
    keys = sorted(streaks, key=lambda key: (-streaks[key].longest, setting.person(key)))
    categories, values = [], []
    for key in keys[:MOST_ROWS]:
        one, name = streaks[key], setting.person(key)
        last = EPOCH + timedelta(days=one.longest_until)
        first = last - timedelta(days=one.longest - 1)
        href = setting.marks.href(account=setting.accounts(key), after=first, before=last)
        days = ngettext("%(num)s day", "%(num)s days", one.longest)
        text = _("%(days)s, still going", days=days) if one.current == one.longest else days
        days_text = _(
            "%(first)s to %(last)s", first=dated(first, "%-d %b"), last=dated(last, "%-d %b %Y")
        )
        categories.append(Category(name, f"{name}, {days_text}"))
        values.append(Mark(one.longest, text, href))
    return Chart(
        id="streaks",
        kind=Kind.RANKED,
        title=_("Longest streaks %(when)s", when=setting.when),
        unit=Unit(N_("days")),
        categories=tuple(categories),
        series=(Series(_("Days"), tuple(values)),),
        head=_("Person"),
        word="streak",
    )


def _side_by_side(
    setting: Setting, by_period: Table, totals: Table, compared: Sequence[tuple[int, int]]
) -> Chart:
    marks = setting.marks
    series = []
    for key in compared:
        accounts = setting.accounts(key)
        values = marks_in_time(setting, of_key(by_period, key), account=accounts)
        series.append(Series(setting.person(key), values))
    return Chart(
        id="side-by-side",
        kind=Kind.LINES,
        title=_(
            "%(subject)s side by side, by %(unit)s %(when)s",
            subject=marks.subject,
            unit=setting.axis.unit_words,
            when=setting.when,
        ),
        unit=marks.unit,
        categories=in_time(setting, totals),
        series=tuple(series),
        head=setting.axis.head,
        word=marks.word,
    )


def _kinds(
    setting: Setting, persons: Table, by_kind: Table, compared: Sequence[tuple[int, int]]
) -> Drawn:
    rows = [
        Row(
            setting.person(key),
            persons[key],
            {"account": setting.accounts(key)},
            tuple(by_kind.get((key, kind), NOTHING) for kind, __ in KINDS),
        )
        for key in compared
    ]
    return ranking(
        setting,
        Ranking(
            id="side-by-side-kinds",
            title=_(
                "%(subject)s by person and kind %(when)s",
                subject=setting.marks.subject,
                when=setting.when,
            ),
            rows=rows,
            head=_("Person"),
            series=[(name, "", {"kind": kind}) for kind, name in KINDS],
        ),
    )
