"""What all charts with an axis share: grid lines, words on the axis, and marks as links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from watchkeeper.texts import _
from watchkeeper.web.charts.chart import Category, Chart, Mark, Series, style_of, words_of
from watchkeeper.web.charts.scale import Scale, tick_text, worded
from watchkeeper.web.charts.svg import element, patterns, percent, text

HEIGHT = 200
FOOT = 26
UNIT_ABOVE = -8
NARROW = 10
"""Per cent of the width below which the last word would stand out over the end."""


def whole(chart: Chart, content: Iterable[Markup], height: float) -> Markup:
    """The SVG element. All widths in it are per cent: it fits any width without losing its type."""
    styles = [style_of(one, place) for place, one in enumerate(chart.series)]
    return element(
        "svg",
        (patterns(chart.id, styles), *content),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"plot plot-{chart.kind}",
        width="100%",
        height=height,
        role="group",
        aria_label=chart.title,
    )


def link(
    chart: Chart,
    place: tuple[int, int],
    named: tuple[Category, Series | None, Mark],
    *shapes: Markup,
) -> Markup:
    """A mark that can be pointed at, focused and followed; `place` is category and series."""
    category, series, mark = named
    words: dict[str, str | float] = {
        "class_": "mark",
        "data_at": f"{place[0]} {place[1]}",
        "tabindex": -1,
        "aria_label": words_of(chart, category, series, mark),
    }
    if mark.href:
        return element("a", shapes, href=mark.href, **words)
    return element("g", shapes, role="img", **words)


def grid(scale: Scale) -> Markup:
    """Lines across, with their numbers in the margin and the unit above."""
    made = []
    for tick in scale.ticks:
        y = scale.y(tick * scale.unit.per)
        made.append(element("line", class_="grid", x1=0, x2="100%", y1=y, y2=y))
        made.append(text(tick_text(tick), class_="tick", x=-8, y=y + 4, text_anchor="end"))
    made.append(text(_(scale.unit.name), class_="tick", x=0, y=UNIT_ABOVE))
    return Markup("").join(made)


def words_below(categories: Sequence[Category], height: float) -> Markup:
    """The words of the axis, so many that they never meet."""
    step = 100 / max(1, len(categories))
    longest = max((len(category.short) for category in categories), default=1)
    made = []
    for place, is_always in worded(len(categories), max(1, longest)).items():
        if place == len(categories) - 1 and step < NARROW:
            continue
        attributes = {"class_": "tick" if is_always else "tick roomy", "text_anchor": "middle"}
        x = percent((place + 0.5) * step)
        made.append(text(categories[place].short, x=x, y=height + 18, **attributes))
    return Markup("").join(made)


def bands(chart: Chart, height: float) -> Markup:
    """Hatched bands where collection stood still."""
    step = 100 / max(1, len(chart.categories))
    return Markup("").join(
        element(
            "rect",
            class_="gap",
            x=percent(place * step),
            y=0,
            width=percent(step),
            height=height,
        )
        for place, category in enumerate(chart.categories)
        if category.is_gap
    )
