"""People: who watches how much, how regularly, and side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from watchkeeper.columns.figures.habits import Streak
from watchkeeper.columns.store.local_time import EPOCH
from watchkeeper.features.statistics import By, Table, Wanted
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
        number = len(persons)
        note = f"{number:,} {'person' if number == 1 else 'people'} watched {setting.when}."
        return ranking(
            setting,
            Ranking(
                id="people", title=f"People {setting.when}", rows=[], head="Person", notes=(note,)
            ),
        )
    whole = sum(marks.value(one) for one in persons.values()) or 1
    rows = sorted(persons, key=lambda key: (-marks.value(persons[key]), setting.person(key)))
    made = []
    for key in rows[:MOST_PEOPLE]:
        mark = marks.mark(persons[key], account=setting.accounts(key))
        share = 100 * mark.value / whole
        text = f"{mark.text} · {share:.0f} %" if share >= 1 else mark.text
        name = setting.person(key)
        made.append((Category(name, name), Mark(mark.value, text, mark.href)))
    more = len(rows) - MOST_PEOPLE
    return draw(
        Chart(
            id="people",
            kind=Kind.RANKED,
            title=f"{marks.subject} by person, and their share, {setting.when}",
            unit=marks.unit,
            categories=tuple(category for category, _ in made),
            series=(Series(marks.subject, tuple(mark for _, mark in made)),),
            head="Person",
            word="share",
            notes=(f"And {more:,} more.",) if more > 0 else (),
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
        days = f"{one.longest:,} {'day' if one.longest == 1 else 'days'}"
        text = f"{days}, still going" if one.current == one.longest else days
        categories.append(Category(name, f"{name}, {first:%-d %b} to {last:%-d %b %Y}"))
        values.append(Mark(one.longest, text, href))
    return Chart(
        id="streaks",
        kind=Kind.RANKED,
        title=f"Longest streaks {setting.when}",
        unit=Unit("days"),
        categories=tuple(categories),
        series=(Series("Days", tuple(values)),),
        head="Person",
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
        title=f"{marks.subject} side by side, by {setting.axis.unit} {setting.when}",
        unit=marks.unit,
        categories=in_time(setting, totals),
        series=tuple(series),
        head=setting.axis.unit.capitalize(),
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
            tuple(by_kind.get((key, kind), NOTHING) for kind, _ in KINDS),
        )
        for key in compared
    ]
    return ranking(
        setting,
        Ranking(
            id="side-by-side-kinds",
            title=f"{setting.marks.subject} by person and kind {setting.when}",
            rows=rows,
            head="Person",
            series=[(name, "", {"kind": kind}) for kind, name in KINDS],
        ),
    )
