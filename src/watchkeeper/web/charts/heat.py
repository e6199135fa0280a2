"""A grid of shades: categories across, series down."""

from __future__ import annotations

from math import ceil

from markupsafe import Markup

from watchkeeper.web.charts import frame
from watchkeeper.web.charts.chart import Chart
from watchkeeper.web.charts.svg import element, percent, text

ROW = 24
SHADES = 6


def heat(chart: Chart) -> Markup:
    """The chart as an SVG."""
    values = [mark.value for one in chart.series for mark in one.marks if mark]
    highest = max(values, default=0)
    height = ROW * max(1, len(chart.series))
    parts = [
        text(one.name, class_="tick", x=-8, y=row * ROW + 16, text_anchor="end")
        for row, one in enumerate(chart.series)
    ]
    parts += [_row(chart, row, highest) for row in range(len(chart.series))]
    parts.append(frame.words_below(chart.categories, height))
    return frame.whole(chart, parts, height + frame.FOOT)


def _row(chart: Chart, row: int, highest: float) -> Markup:
    step = 100 / max(1, len(chart.categories))
    series, made = chart.series[row], []
    for place, (category, mark) in enumerate(zip(chart.categories, series.marks, strict=False)):
        if mark is not None:
            cell = element(
                "rect",
                class_=f"cell h{shade(mark.value, highest)}",
                x=percent((place + 0.04) * step),
                y=row * ROW + 1,
                width=percent(step * 0.92),
                height=ROW - 2,
                rx=2,
            )
            made.append(frame.link(chart, (place, row), (category, series, mark), cell))
    return Markup("").join(made)


def shade(value: float, highest: float) -> int:
    """Which shade a value gets: 0 for nothing, else 1 to 6.

    Examples:
        >>> [shade(value, 60) for value in (0, 1, 30, 60)]
        [0, 1, 3, 6]
    """
    return min(SHADES, max(1, ceil(value / highest * SHADES))) if value > 0 else 0
