"""The numbers of a chart as a table."""

from __future__ import annotations

from watchkeeper.texts import _, pgettext
from watchkeeper.values import dataclass
from watchkeeper.web.charts.chart import Category, Chart, Kind, Mark


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in words, as a plain number for other programs, and where its plays are."""

    text: str
    value: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The head, and for each category its cells after its name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def table_of(chart: Chart) -> Table:
    """The same numbers, and for stacked series their total."""
    with_total = any(category.total for category in chart.categories) and len(chart.series) > 1
    if chart.kind is Kind.HEAT:
        with_total = False
    head = [chart.head, *(one.name for one in chart.series)]
    head += [pgettext("total", "All")] if with_total else []
    head += [chart.before.name] if chart.before else []
    rows = []
    for place, (category, marks) in enumerate(chart.rows):
        cells = [_cell(mark) for mark in marks]
        cells += [_cell(category.total)] if with_total else []
        cells += [_cell(chart.before.marks[place])] if chart.before else []
        rows.append((_name(category), tuple(cells)))
    return Table(tuple(head), tuple(rows))


def _name(category: Category) -> str:
    words = category.text
    if category.is_incomplete:
        words = _("%(value)s (not over yet)", value=words)
    return _("%(value)s (gap in collection)", value=words) if category.is_gap else words


def _cell(mark: Mark | None) -> Cell:
    return Cell(_("not known")) if mark is None else Cell(mark.text, f"{mark.value:g}", mark.href)
