"""What a chart says, before it is drawn."""

from __future__ import annotations

from enum import StrEnum
from itertools import zip_longest

from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass


class Kind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"  # upright, series on top of each other
    LINES = "lines"
    STEPS = "steps"  # a filled staircase for each series, one behind the other
    RANKED = "ranked"  # lying bars with the name over each
    HEAT = "heat"  # a grid: categories are columns, series are rows


@dataclass(frozen=True, slots=True)
class Unit:
    """What the axis counts: `per` of the values' own unit make one of these.

    `name` is a text marked for translation: it is translated where it is shown.
    """

    name: str
    per: float = 1


HOURS = Unit(N_("hours"), 3600)
"""For values in seconds."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: in words, and the address (with base path) of the plays behind it."""

    value: float
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """One place on the axis.

    `is_gap`: collection stood still in it, wholly or partly. `is_incomplete`: it is not over.
    """

    short: str
    text: str
    is_gap: bool = False
    is_incomplete: bool = False
    total: Mark | None = None  # of all series together, where that is a number of its own


@dataclass(frozen=True, slots=True)
class Series:
    """Values by category; None where nothing is known.

    `style` names a look of its own (direct-play, copy, transcode, before); "" goes by the place.
    """

    name: str
    marks: tuple[Mark | None, ...]
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A whole chart. `id` is unique on its page, `title` a sentence that says what is shown."""

    id: str
    kind: Kind
    title: str
    unit: Unit
    categories: tuple[Category, ...]
    series: tuple[Series, ...]
    head: str = ""  # what the categories are, over the first column of the table
    summary: Mark | None = None  # the figure of the whole, shown while no mark is pointed at
    before: Series | None = None  # what is compared with, as a stroke over each bar
    word: str = ""  # of the definition (web.definitions) that explains the figure
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(mark and mark.value for one in self.series for mark in one.marks)

    @property
    def rows(self) -> list[tuple[Category, tuple[Mark | None, ...]]]:
        """The marks by category, one for each series."""
        columns = zip_longest(*(one.marks for one in self.series))
        return list(zip(self.categories, columns, strict=False))

    @property
    def headline(self) -> Mark | None:
        """The figure of the whole, else the highest of all."""
        if self.summary is not None or self.is_empty:
            return self.summary
        found = [
            (mark, category, series)
            for category, marks in self.rows
            for mark, series in (
                ((category.total, None),)
                if category.total
                else zip(marks, self.series, strict=True)
            )
            if mark is not None
        ]
        mark, category, series = max(found, key=lambda one: one[0].value)
        return Mark(mark.value, words_of(self, category, series, mark), mark.href)

    @property
    def has_legend(self) -> bool:
        """Whether series must be told apart by a legend."""
        return self.kind is not Kind.HEAT and (len(self.series) > 1 or self.before is not None)


def style_of(series: Series, place: int) -> str:
    """The class of a series' marks."""
    return series.style or f"s{place % 6 + 1}"


def words_of(chart: Chart, category: Category, series: Series | None, mark: Mark) -> str:
    """A mark in words, e.g. "Tuesday 3 November, Films: 12 plays" ("Monday, 14:00" in a grid)."""
    is_named = series is not None and (len(chart.series) > 1 or series is chart.before)
    if series is not None and chart.kind is Kind.HEAT:
        return f"{series.name}, {category.text}: {mark.text}"
    name = f", {series.name}" if series is not None and is_named else ""
    words = f"{category.text}{name}: {mark.text}"
    if category.is_incomplete:
        words = _("%(value)s (not over yet)", value=words)
    return _("%(value)s (with a gap in collection)", value=words) if category.is_gap else words
