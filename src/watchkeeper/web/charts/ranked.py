"""Lying bars: the name over each, the value at its end."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup

from watchkeeper.web.charts import frame
from watchkeeper.web.charts.chart import Category, Chart, Mark, style_of
from watchkeeper.web.charts.svg import element, paint, percent, text

ROW = 40
TEXT = 14
THICK = 10
ROOM = 44
"""Characters of name and value that have room side by side on a phone."""
LEAST = 14
UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc"})
"""Categories of Unicode that take no room of their own."""
WIDE = {"W": 1.7, "M": 1.5, "m": 1.5, "w": 1.3, "@": 1.6}
THINNEST = 0.6
"""Per cent of the width that every part has at least."""


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
    value_words = _whole(category, marks).text
    name = _name(category.short, y + TEXT, max(LEAST, ROOM - len(value_words)))
    value = text(value_words, class_="value", x="100%", y=y + TEXT)
    room = element("rect", class_="room", x=0, y=y, width="100%", height=ROW - 4)
    rail = element("rect", class_="m-rail", x=0, y=y + 20, width="100%", height=THICK, rx=2)
    made, left = [rail], 0.0
    widths = _widths(marks, highest)
    for at, mark in enumerate(marks):
        if mark is not None and mark.value > 0:
            width = widths[at]
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


def _widths(marks: tuple[Mark | None, ...], highest: float) -> list[float]:
    """Per cent of the width by mark: none too thin to be seen, and together never over the end."""
    values = [mark.value if mark else 0 for mark in marks]
    widths = [max(THINNEST, value / highest * 100) if value > 0 else 0.0 for value in values]
    over = sum(widths) - max(THINNEST * len(marks), min(100, sum(values) / highest * 100))
    widest = max(range(len(widths)), key=lambda at: widths[at])
    widths[widest] -= max(0.0, over)
    return widths


def _name(words: str, y: float, room: int) -> Markup:
    """The name, and a shorter one for where there is little room."""
    whole, short = shortened(words, ROOM), shortened(words, room)
    if whole == short:
        return text(whole, class_="name", x=0, y=y)
    return text(whole, class_="name roomy", x=0, y=y) + text(
        short, class_="name tight", x=0, y=y, aria_hidden="true"
    )


def shortened(name: str, room: int) -> str:
    """A name that fits; the whole is read out and stands in the table.

    `room` counts letters of usual width; wide ones take more, and marks over letters nothing.

    Examples:
        >>> shortened("Short", 20), shortened("The long name", 9), shortened("WWWWWWWWWW", 8)
        ('Short', 'The lon…', 'WWWW…')
    """
    if sum(map(_width, name)) <= room:
        return name
    taken, kept = 1.0, []
    for letter in name:
        taken += _width(letter)
        if taken > room:
            break
        kept.append(letter)
    return f"{''.join(kept).rstrip()}…"


def _width(letter: str) -> float:
    """How many letters of usual width have the room of this one."""
    if unicodedata.category(letter) in UNSEEN:
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return WIDE.get(letter, 1.15 if letter.isupper() else 1)
