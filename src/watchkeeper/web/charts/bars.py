"""Upright bars, series on top of each other."""

from __future__ import annotations

from markupsafe import Markup

from watchkeeper.web.charts import frame
from watchkeeper.web.charts.chart import Category, Chart, Mark, style_of
from watchkeeper.web.charts.scale import Scale
from watchkeeper.web.charts.svg import element, paint, percent

SHARE = 0.78  # of the room of a category that its bar takes


def bars(chart: Chart) -> Markup:
    """The chart as an SVG."""
    scale = Scale.of(_highest(chart), chart.unit, frame.HEIGHT)
    parts = [frame.grid(scale), frame.bands(chart, frame.HEIGHT)]
    for place, (category, marks) in enumerate(chart.rows):
        parts.append(_bar(chart, scale, place, category, marks))
    parts.append(_before(chart, scale))
    parts.append(frame.words_below(chart.categories, frame.HEIGHT))
    return frame.whole(chart, parts, frame.HEIGHT + frame.FOOT)


def _highest(chart: Chart) -> float:
    sums = [sum(mark.value for mark in marks if mark) for _, marks in chart.rows]
    compared = [mark.value for mark in chart.before.marks if mark] if chart.before else []
    return max([*sums, *compared], default=0)


def _bar(
    chart: Chart, scale: Scale, place: int, category: Category, marks: tuple[Mark | None, ...]
) -> Markup:
    step = 100 / len(chart.categories)
    x, width = percent((place + (1 - SHARE) / 2) * step), percent(step * SHARE)
    room = element(
        "rect",
        class_="room",
        x=percent(place * step),
        y=0,
        width=percent(step),
        height=scale.height,
    )
    made, top = [], scale.height
    for at, mark in enumerate(marks):
        if mark is not None and mark.value > 0:
            length = scale.length(mark.value)
            top -= length
            look = paint(chart.id, style_of(chart.series[at], at))
            look["class_"] += " so-far" if category.is_incomplete else ""
            shape = element("rect", x=x, y=top, width=width, height=length, rx=1.5, **look)
            shapes = (room, shape) if len(chart.series) == 1 else (shape,)
            made.append(frame.link(chart, (place, at), (category, chart.series[at], mark), *shapes))
    if len(chart.series) > 1 and category.total is not None:
        whole = frame.link(chart, (place, len(marks)), (category, None, category.total), room)
        made.insert(0, whole)
    return Markup("").join(made)


def _before(chart: Chart, scale: Scale) -> Markup:
    """A stroke over each bar at the value it is compared with."""
    if chart.before is None:
        return Markup("")
    step, made = 100 / max(1, len(chart.categories)), []
    pairs = zip(chart.categories, chart.before.marks, strict=False)
    for place, (category, mark) in enumerate(pairs):
        if mark is not None:
            y = scale.y(mark.value)
            x1, x2 = percent((place + 0.04) * step), percent((place + 0.96) * step)
            stroke = element("line", class_="before", x1=x1, x2=x2, y1=y, y2=y)
            named = (category, chart.before, mark)
            made.append(frame.link(chart, (place, len(chart.series) + 1), named, stroke))
    return Markup("").join(made)
