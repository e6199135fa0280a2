"""From a chart to what the template `parts/chart.html` shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from markupsafe import Markup

from watchkeeper.values import dataclass
from watchkeeper.web.charts.bars import bars
from watchkeeper.web.charts.chart import Chart, Kind, style_of
from watchkeeper.web.charts.heat import SHADES, heat
from watchkeeper.web.charts.lines import lines
from watchkeeper.web.charts.ranked import ranked
from watchkeeper.web.charts.svg import element, paint, patterns
from watchkeeper.web.charts.table import Table, table_of

DRAWN_BY: Mapping[Kind, Callable[[Chart], Markup]] = MappingProxyType(
    {
        Kind.BARS: bars,
        Kind.LINES: lines,
        Kind.STEPS: lines,
        Kind.RANKED: ranked,
        Kind.HEAT: heat,
    }
)


SWATCH = 16


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend."""

    name: str
    swatch: Markup


@dataclass(frozen=True, slots=True)
class Shades:
    """What the shades of a grid mean: the darkest stands for `most`."""

    swatches: Markup
    most: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart, its picture, its legend, and its numbers as a table."""

    chart: Chart
    svg: Markup
    keys: tuple[Key, ...]
    table: Table
    shades: Shades | None = None  # of a grid

    @property
    def has_gaps(self) -> bool:
        """Whether collection stood still somewhere in it."""
        return any(category.is_gap for category in self.chart.categories)

    @property
    def is_incomplete(self) -> bool:
        """Whether its last stretch of time is not over."""
        return any(category.is_incomplete for category in self.chart.categories)


def draw(chart: Chart) -> Drawn:
    """Draw it."""
    return Drawn(chart, DRAWN_BY[chart.kind](chart), _keys(chart), table_of(chart), _shades(chart))


def _keys(chart: Chart) -> tuple[Key, ...]:
    if not chart.has_legend:
        return ()
    shown = [(one.name, style_of(one, place)) for place, one in enumerate(chart.series)]
    keys = [Key(name, _swatch(chart, style)) for name, style in shown]
    if chart.before:
        stroke = element("line", class_="before", x1=0, x2="100%", y1=6, y2=6)
        keys.append(Key(chart.before.name, _small((stroke,))))
    return tuple(keys)


def _shades(chart: Chart) -> Shades | None:
    marks = [mark for one in chart.series for mark in one.marks if mark]
    if chart.kind is not Kind.HEAT or not marks:
        return None
    cells = [
        element(
            "rect", class_=f"cell h{shade}", x=shade * SWATCH, width=SWATCH - 2, height=12, rx=2
        )
        for shade in range(SHADES + 1)
    ]
    width = (SHADES + 1) * SWATCH
    drawn = element("svg", cells, class_="swatch", width=width, height=12, aria_hidden="true")
    return Shades(drawn, max(marks, key=lambda mark: mark.value).text)


def _swatch(chart: Chart, style: str) -> Markup:
    if chart.kind in {Kind.LINES, Kind.STEPS}:
        line = element("path", class_=f"line {style}", d="M0 6H18")
        return _small((line,))
    name = f"{chart.id}-key"
    shape = element("rect", width="100%", height=12, rx=2, **paint(name, style))
    return _small((patterns(name, (style,)), shape))


def _small(content: tuple[Markup, ...]) -> Markup:
    return element("svg", content, class_="swatch", width=18, height=12, aria_hidden="true")
