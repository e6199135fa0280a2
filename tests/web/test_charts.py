"""Charts: the numbers of the picture are those of the table, whatever the data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from watchkeeper.features.statistics import Gap
from watchkeeper.runtime.languages import Languages
from watchkeeper.web.charts import HOURS, Category, Chart, Kind, Mark, Series, Unit, draw
from watchkeeper.web.charts.ranked import shortened
from watchkeeper.web.charts.scale import ticks_of, worded
from watchkeeper.web.definitions import DEFINITIONS
from watchkeeper.web.rendering import Renderer
from watchkeeper.web.views.statistics.asked import Span
from watchkeeper.web.views.statistics.periods import axis_of, gaps_in

HOSTILE = '<script>alert("x")</script> & \u05e9\u05dc \u202e'
GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "statistics.md"
NAMESPACE = "{http://www.w3.org/2000/svg}"


def chart(kind: Kind, values: list[list[int | None]], name: str = "Films") -> Chart:
    """A chart of these series."""
    count = max((len(one) for one in values), default=0)
    return Chart(
        id="one",
        kind=kind,
        title=f"Plays of {name}",
        unit=Unit("plays"),
        categories=tuple(Category(f"{name} {at}", f"{name} number {at}") for at in range(count)),
        series=tuple(
            Series(
                f"{name} series {number}",
                tuple(
                    None if value is None else Mark(value, f"{value} plays", f"/history?hour={at}")
                    for at, value in enumerate(one)
                ),
            )
            for number, one in enumerate(values)
        ),
        head="Day",
        word="plays",
    )


def parsed(svg: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(str(svg))  # our own


def marks(svg: Markup) -> list[ElementTree.Element]:
    return [one for one in parsed(svg).iter() if one.get("class") == "mark"]


def page_of(one: Chart) -> str:
    template = '{% from "parts/chart.html" import chart with context %}{{ chart(one) }}'
    environment = Renderer(Languages())._environment
    return environment.from_string(template).render(one=draw(one))


VALUES = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 5000)), min_size=5, max_size=5),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("kind", list(Kind))
@given(values=VALUES)
def test_every_mark_stands_in_the_table_with_the_same_words(
    kind: Kind, values: list[list[int | None]]
) -> None:
    drawn = draw(chart(kind, values))
    cells = [cell for _, row in drawn.table.rows for cell in row]
    told = sorted(one.get("aria-label", "").rsplit(": ", 1)[1] for one in marks(drawn.svg))
    is_stacked = kind in {Kind.BARS, Kind.RANKED}
    expected = [cell for cell in cells if cell.value and not (is_stacked and cell.value == "0")]
    assert told == sorted(cell.text for cell in expected)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("values", [[], [[]], [[None]], [[0]], [[7]], [[3, None, 5]]])
def test_no_data_one_mark_and_gaps_are_drawn(kind: Kind, values: list[list[int | None]]) -> None:
    one = chart(kind, values)
    assert parsed(draw(one).svg).tag == f"{NAMESPACE}svg"
    text = page_of(one)
    has_marks = any(value for series in values for value in series)
    assert ("Nothing to show" in text) is not has_marks


@pytest.mark.parametrize("kind", list(Kind))
def test_hostile_names_stay_text(kind: Kind) -> None:
    one = chart(kind, [[3, 4], [1, 2]], HOSTILE)
    text = page_of(one)
    assert "<script" not in text
    assert "style=" not in text
    names = [name for name, _ in draw(one).table.rows]
    assert names == [f"{HOSTILE} number 0", f"{HOSTILE} number 1"]


@pytest.mark.parametrize("kind", list(Kind))
def test_ids_are_its_own_and_all_that_is_referred_to_is_there(kind: Kind) -> None:
    svg = draw(chart(kind, [[3, 4], [1, 2], [5, 6]])).svg
    ids = set(re.findall(r' id="([^"]+)"', svg))
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= ids
    assert all(one.startswith("one-") for one in ids)


def test_stacked_bars_are_as_high_as_their_numbers() -> None:
    svg = draw(chart(Kind.BARS, [[10, 30], [10, 10]])).svg
    heights = [
        float(shape.get("height") or 0)
        for one in marks(svg)
        for shape in one
        if "m-bar" in (shape.get("class") or "")
    ]
    assert heights == [50, 50, 150, 50]


def test_a_line_breaks_where_nothing_is_known() -> None:
    svg = str(draw(chart(Kind.LINES, [[1, 2, None, 4]])).svg)
    assert svg.count('class="line s1"') == 2


@given(highest=st.floats(0, 1e9))
def test_the_axis_reaches_over_the_highest_value_in_few_steps(highest: float) -> None:
    ticks = ticks_of(highest)
    assert ticks[0] == 0
    assert ticks[-1] >= highest * (1 - 1e-9)
    assert len(ticks) <= 8


@given(count=st.integers(0, 2000), longest=st.integers(1, 30))
def test_words_on_the_axis_never_meet(count: int, longest: int) -> None:
    words = worded(count, longest)
    assert len(words) <= 10
    assert sum(words.values()) <= 5
    assert len(words) * longest <= 70
    assert sum(words.values()) * longest <= 40


@pytest.mark.parametrize("days", [1, 7, 30, 90, 365, 3653, 20_000])
def test_a_range_has_as_many_periods_as_can_be_drawn_and_they_leave_nothing_out(days: int) -> None:
    span = Span(date(2026, 3, 1) - timedelta(days=days - 1), date(2026, 3, 1))
    periods = axis_of(span).periods
    assert 1 <= len(periods) <= 150
    assert (periods[0].first, periods[-1].last) == (span.first, span.last)
    for one, following in pairwise(periods):
        assert one.last + timedelta(days=1) == following.first


def test_a_gap_marks_the_days_it_touches_for_an_hour() -> None:
    zone = ZoneInfo("Europe/Oslo")
    periods = axis_of(Span(date(2026, 3, 1), date(2026, 3, 3))).periods
    midnight = int(datetime(2026, 3, 2, tzinfo=zone).timestamp())
    gaps = [Gap(midnight - 60, midnight + 6 * 3600)]
    assert gaps_in(periods, gaps, zone) == [0.0, 0.25, 0.0]
    assert gaps_in(periods, [Gap(midnight, midnight + 86_400)], zone) == [0.0, 1.0, 0.0]


@pytest.mark.parametrize("word", DEFINITIONS)
def test_every_definition_is_in_the_guide_in_the_same_words(word: str) -> None:
    guide = " ".join(GUIDE.read_text().split())
    meaning = DEFINITIONS[word]
    assert f"**{meaning.name}**: {meaning.text}" in guide


@pytest.mark.parametrize("kind", [Kind.BARS, Kind.LINES, Kind.STEPS])
def test_the_axis_names_its_unit(kind: Kind) -> None:
    words = [one.text for one in parsed(draw(chart(kind, [[3, 8]])).svg).iter(f"{NAMESPACE}text")]
    assert "plays" in words


def test_a_grid_tells_what_its_shades_mean() -> None:
    drawn = draw(chart(Kind.HEAT, [[0, 4, 12], [1, 2, 3]]))
    assert drawn.shades is not None
    assert drawn.shades.most == "12 plays"
    assert "12 plays" in page_of(chart(Kind.HEAT, [[0, 4, 12]]))
    assert draw(chart(Kind.BARS, [[1, 2]])).shades is None


def test_a_small_grid_has_its_numbers_and_a_large_one_has_not() -> None:
    def numbers(columns: int) -> list[str | None]:
        svg = parsed(draw(chart(Kind.HEAT, [list(range(columns))])).svg)
        found = svg.iter(f"{NAMESPACE}text")
        return [one.text for one in found if "cell-number" in one.attrib.get("class", "")]

    assert numbers(5) == ["1", "2", "3", "4"]
    assert numbers(24) == []


def test_the_numbers_of_a_grid_are_in_the_unit_of_its_chart() -> None:
    """Minutes are not written among hours as if they were some."""
    shown = replace(chart(Kind.HEAT, [[42 * 60, 3 * 3600]]), unit=HOURS)
    words = [one.text for one in parsed(draw(shown).svg).iter(f"{NAMESPACE}text")]
    assert {"0.7", "3"} <= set(words)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=4))
def test_parts_of_a_lying_bar_never_reach_over_its_end(values: list[int]) -> None:
    svg = parsed(draw(chart(Kind.RANKED, [[value] for value in values])).svg)
    bars = [one for one in svg.iter(f"{NAMESPACE}rect") if "m-bar" in one.attrib.get("class", "")]
    ends = [sum(float(one.attrib[at].rstrip("%")) for at in ("x", "width")) for one in bars]
    assert all(end <= 100.1 for end in ends)
    assert all(float(one.attrib["width"].rstrip("%")) > 0 for one in bars)


@pytest.mark.parametrize("name", ["W" * 300, "\u4eba" * 90, "e\u0302\u0303" * 60, "plain " * 30])
def test_a_name_is_cut_by_the_room_it_takes(name: str) -> None:
    short = shortened(name, 30)
    assert short.endswith("\u2026")
    seen = [letter for letter in short if unicodedata.category(letter) != "Mn"]
    assert len(seen) <= 30
    assert shortened("W" * 300, 30).count("W") < 20


def test_what_is_not_over_is_said_in_words() -> None:
    running = chart(Kind.BARS, [[1, 2]])
    last = replace(running.categories[-1], is_incomplete=True)
    running = replace(running, categories=(running.categories[0], last))
    assert "not over yet" in page_of(running)
    assert "not over yet" not in page_of(chart(Kind.BARS, [[1, 2]]))
