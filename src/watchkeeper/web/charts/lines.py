"""Lines, and filled staircases for what runs at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from watchkeeper.web.charts import frame
from watchkeeper.web.charts.chart import Category, Chart, Kind, Mark, Series, style_of
from watchkeeper.web.charts.scale import Scale
from watchkeeper.web.charts.svg import element, number, percent, viewbox

UNITS = 1000
"""The width of the layer in which paths are drawn, in its own units."""


def lines(chart: Chart) -> Markup:
    """The chart as an SVG."""
    shown = (*chart.series, *((chart.before,) if chart.before else ()))
    values = [mark.value for one in shown for mark in one.marks if mark]
    scale = Scale.of(max(values, default=0), chart.unit, frame.HEIGHT)
    paths = [
        element("g", (_path(chart, one, style_of(one, place), scale),), data_path=place)
        for place, one in reversed(list(enumerate(shown)))
    ]
    parts = [frame.grid(scale), frame.bands(chart, frame.HEIGHT), _unfinished(chart)]
    parts.append(viewbox(paths, UNITS, frame.HEIGHT))
    parts += [
        _column(chart, scale, place, category, marks)
        for place, (category, marks) in enumerate(chart.rows)
    ]
    parts.append(frame.words_below(chart.categories, frame.HEIGHT))
    return frame.whole(chart, parts, frame.HEIGHT + frame.FOOT)


def _unfinished(chart: Chart) -> Markup:
    """A dashed frame around what is not over."""
    step = 100 / max(1, len(chart.categories))
    return Markup("").join(
        element(
            "rect",
            class_="so-far-room",
            x=percent(place * step),
            y=0,
            width=percent(step),
            height=frame.HEIGHT,
        )
        for place, category in enumerate(chart.categories)
        if category.is_incomplete
    )


def _path(chart: Chart, series: Series, style: str, scale: Scale) -> Markup:
    count = max(1, len(chart.categories))
    runs = [
        _stairs(run, UNITS / count, scale)
        if chart.kind is Kind.STEPS
        else _points(run, UNITS / count, scale)
        for run in _runs(series.marks)
    ]
    drawn = [
        element(
            "path",
            class_=f"line {style}",
            d="M" + "L".join(run),
            vector_effect="non-scaling-stroke",
        )
        for run in runs
    ]
    if chart.kind is Kind.STEPS and series is chart.series[0]:
        floor = number(scale.height)
        drawn += [
            element(
                "path",
                class_=f"area {style}",
                d=f"M{run[0].split()[0]} {floor}L{'L'.join(run)}V{floor}Z",
            )
            for run in runs
        ]
    return Markup("").join(drawn)


def _runs(marks: Sequence[Mark | None]) -> Iterator[list[tuple[int, float]]]:
    """The stretches without a gap, as (place, value)."""
    run: list[tuple[int, float]] = []
    for place, mark in enumerate(marks):
        if mark is None:
            if run:
                yield run
            run = []
        else:
            run.append((place, mark.value))
    if run:
        yield run


def _points(run: list[tuple[int, float]], step: float, scale: Scale) -> list[str]:
    if len(run) == 1:  # alone between gaps: a short stroke
        place, value = run[0]
        y = number(scale.y(value))
        return [f"{number((place + at) * step)} {y}" for at in (0.3, 0.7)]
    return [f"{number((place + 0.5) * step)} {number(scale.y(value))}" for place, value in run]


def _stairs(run: list[tuple[int, float]], step: float, scale: Scale) -> list[str]:
    return [
        f"{number((place + end) * step)} {number(scale.y(value))}"
        for place, value in run
        for end in (0, 1)
    ]


def _column(
    chart: Chart, scale: Scale, place: int, category: Category, marks: tuple[Mark | None, ...]
) -> Markup:
    """The marks of one category: the room around, and a dot for each series."""
    step = 100 / len(chart.categories)
    room = element(
        "rect",
        class_="room",
        x=percent(place * step),
        y=0,
        width=percent(step),
        height=scale.height,
    )
    made = []
    is_first = True
    for at, mark in enumerate(marks):
        if mark is not None:
            look = f"dot {style_of(chart.series[at], at)}"
            dot = element(
                "circle", class_=look, cx=percent((place + 0.5) * step), cy=scale.y(mark.value), r=4
            )
            shapes = (room, dot) if is_first else (dot,)
            named = (category, chart.series[at], mark)
            made.append(frame.link(chart, (place, at), named, *shapes))
            is_first = False
    return Markup("").join(made)
