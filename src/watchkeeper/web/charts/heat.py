"""A grid of shades: categories across, series down."""

from __future__ import annotations

from math import ceil

from markupsafe import Markup

from watchkeeper.web.charts import frame
from watchkeeper.web.charts.chart import Chart, Mark
from watchkeeper.web.charts.scale import tick_text
from watchkeeper.web.charts.svg import element, percent, text

ROW = 24
SHADES = 6
ROOMY = 8
"""Columns of which each has room for its number."""
DARK = 4
"""The shade from which a number is written in the colour of the page."""


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
            shapes = (cell, *_number(chart, mark, ((place + 0.5) * step, row), highest))
            is_roomy = len(chart.categories) <= ROOMY
            named = (category, series, mark)
            made.append(frame.link(chart, (place, row), named, *shapes[: 2 if is_roomy else 1]))
    return Markup("").join(made)


def _number(chart: Chart, mark: Mark, at: tuple[float, int], highest: float) -> tuple[Markup, ...]:
    """The value inside its cell, in the unit of the chart; nothing for none."""
    if not mark.value:
        return ()
    is_dark = shade(mark.value, highest) >= DARK
    x, row = at
    words = tick_text(round(mark.value / chart.unit.per, 1))
    number = text(
        words,
        class_=f"cell-number{' on-dark' if is_dark else ''}{' roomy' if len(words) > 3 else ''}",
        x=percent(x),
        y=row * ROW + 16,
        text_anchor="middle",
        aria_hidden="true",
    )
    return (number,)


def shade(value: float, highest: float) -> int:
    """Which shade a value gets: 0 for nothing, else 1 to 6.

    Examples:
        >>> [shade(value, 60) for value in (0, 1, 30, 60)]
        [0, 1, 3, 6]
    """
    return min(SHADES, max(1, ceil(value / highest * SHADES))) if value > 0 else 0
