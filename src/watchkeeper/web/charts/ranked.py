"""Lying bars: the name over each, the value at its end."""

from __future__ import annotations

from markupsafe import Markup

from watchkeeper.web.charts import frame
from watchkeeper.web.charts.chart import Category, Chart, Mark, style_of
from watchkeeper.web.charts.svg import element, paint, percent, text

ROW = 40
TEXT = 14
THICK = 10
LONGEST = 34  # characters that have room beside the value on a phone


def ranked(chart: Chart) -> Markup:
    """The chart as an SVG."""
    sums = [_whole(category, marks) for category, marks in chart.rows]
    highest = max((mark.value for mark in sums), default=0) or 1
    parts = [
        _row(chart, place, (category, marks), highest)
        for place, (category, marks) in enumerate(chart.rows)
    ]
    return frame.whole(chart, parts, max(1, len(chart.categories)) * ROW)


def _whole(category: Category, marks: tuple[Mark | None, ...]) -> Mark:
    """What the row says in words; its bar is never shorter than its parts."""
    known = [mark for mark in marks if mark is not None]
    value = sum(mark.value for mark in known)
    if category.total is not None:
        return Mark(max(value, category.total.value), category.total.text, category.total.href)
    return known[0] if len(known) == 1 else Mark(value, "")


def _row(
    chart: Chart, place: int, row: tuple[Category, tuple[Mark | None, ...]], highest: float
) -> Markup:
    category, marks = row
    y = place * ROW
    name = text(shortened(category.short), class_="name", x=0, y=y + TEXT)
    value = text(_whole(category, marks).text, class_="value", x="100%", y=y + TEXT)
    room = element("rect", class_="room", x=0, y=y, width="100%", height=ROW - 4)
    rail = element("rect", class_="rail", x=0, y=y + 20, width="100%", height=THICK, rx=2)
    made, left = [rail], 0.0
    for at, mark in enumerate(marks):
        if mark is not None and mark.value > 0:
            width = max(0.6, mark.value / highest * 100)
            look = paint(chart.id, style_of(chart.series[at], at))
            shape = element(
                "rect", x=percent(left), y=y + 20, width=percent(width), height=THICK, rx=2, **look
            )
            left += width
            shapes = (room, shape) if len(chart.series) == 1 else (shape,)
            named = (category, chart.series[at], mark)
            made.append(frame.link(chart, (place, at), named, *shapes))
    if len(chart.series) > 1 and category.total is not None:
        named_whole = (category, None, category.total)
        made.insert(1, frame.link(chart, (place, len(marks)), named_whole, room))
    return Markup("").join((*made, name, value))


def shortened(name: str) -> str:
    """A name that fits; the whole is read out and stands in the table.

    Examples:
        >>> shortened("Short"), len(shortened("x" * 99))
        ('Short', 34)
    """
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
