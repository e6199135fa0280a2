"""Maps: a projection that keeps areas, the part of the world that is shown, and marks on it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.web.maps import MapAsked, MapMark, Outlines, draw_map
from watchkeeper.web.maps.outlines import BEYOND, UNITS
from watchkeeper.web.maps.projection import SHAPE, flattened, frame_around, world_frame
from watchkeeper.web.rendering import BUILT

degrees = st.tuples(st.floats(-180, 180), st.floats(-60, 84))
WORLD = {
    "coasts": [[0, 0, 1000, 0, 0, 1000, -1000, 0, 0, -1000], [17000, 1000, 500, 0, 0, 500]],
    "borders": [[0, 500, 500, 0, 500, 0]],
    "middles": {"IE": [-8.0, 53.2]},
}


@pytest.fixture
def outlines(tmp_path: Path) -> Outlines:
    path = tmp_path / "world.json"
    path.write_bytes(orjson.dumps(WORLD))
    return Outlines(path)


def mark(longitude: float, latitude: float, value: float = 1, **more: bool) -> MapMark:
    return MapMark(
        longitude=longitude,
        latitude=latitude,
        value=value,
        text=f"<b>: {value:g} plays",
        href="/history?city=%22x",
        **more,
    )


def asked(*, whole_world: bool = False) -> MapAsked:
    return MapAsked(
        title="Plays by place", in_words=lambda value: f"{value:.0f}", whole_world=whole_world
    )


def test_equal_areas_are_equal_wherever_they_are() -> None:
    def area(south: float, north: float) -> float:
        corners = flattened(np.array([[0, south], [1, south], [1, north], [0, north]], np.float64))
        x, y = corners[:, 0], corners[:, 1]
        return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)

    for south, north in pairwise(range(-60, 81, 10)):
        on_globe = np.sin(np.radians(north)) - np.sin(np.radians(south))
        assert area(south, north) / on_globe == pytest.approx(
            area(0, 10) / np.sin(np.radians(10)), rel=0.01
        )


def test_the_edges_of_the_world_are_those_of_the_projection() -> None:
    edges = flattened(np.array([[180.0, 0.0], [0.0, 90.0]]))
    assert edges[0, 0] == pytest.approx(2.7066, abs=1e-4)
    assert edges[1, 1] == pytest.approx(1.3173, abs=1e-4)


@given(st.lists(degrees, min_size=1, max_size=12))
def test_a_frame_has_everything_in_it_that_it_is_drawn_around(
    places: list[tuple[float, float]],
) -> None:
    within = frame_around(places).within(flattened(np.array(places, np.float64)))
    assert (within > -0.001).all()
    assert (within < 1.001).all()


def test_a_single_town_is_shown_with_the_coasts_around_it() -> None:
    frame = frame_around([(5.1, 52.1)])
    assert frame.width < world_frame().width / 10
    assert frame.within(flattened(np.array([[5.1, 52.1]]))) == pytest.approx(
        np.array([[0.5, 0.5]]), abs=0.01
    )
    assert frame_around([]) == world_frame()


def test_the_map_has_land_a_link_for_each_place_and_no_style_of_its_own(outlines: Outlines) -> None:
    drawn = draw_map(
        [mark(5, 5, 100), mark(8, 3, 1), mark(1, 1, 0), mark(9, 9, 4, is_country=True)],
        asked(),
        outlines,
    )
    svg = str(drawn.svg)
    assert svg.count('class="mark"') == 3  # nothing was played from the third
    assert 'class="land"' in svg
    assert 'class="borders"' in svg
    assert "spot country size-1" in svg
    assert "&lt;b&gt;: 100 plays" in svg
    assert "<b>" not in svg
    assert "style=" not in svg
    assert re.findall(r"size-(\d)", svg) == ["5", "1", "0"]  # the largest first
    assert [key.text for key in drawn.sizes] == ["3", "25", "100"]


def test_a_world_without_outlines_or_without_places_is_drawn_all_the_same(tmp_path: Path) -> None:
    empty = draw_map([], asked(), Outlines(tmp_path / "none.json"))
    assert empty.is_world
    assert empty.sizes == ()
    assert "<path" not in str(empty.svg)
    assert Outlines(tmp_path / "none.json").middle("IE") is None


def test_what_lies_outside_is_left_out_of_the_paths(outlines: Outlines) -> None:
    whole = outlines.paths(world_frame())
    part = outlines.paths(frame_around([(5.0, 5.0)]))
    assert whole.coasts.count("M") == 2
    assert part.coasts.count("M") == 1
    numbers = [
        int(number) for number in re.findall(r"-?\d+", re.findall(r"M-?\d+ -?\d+", part.coasts)[0])
    ]
    assert -60 <= numbers[0] <= UNITS + 60
    assert -60 <= numbers[1] <= UNITS / SHAPE + 60


def test_land_that_goes_on_beyond_the_map_fills_it_to_its_corners(tmp_path: Path) -> None:
    """Many points lie far outside of one corner: the corner stays."""
    beyond = [[-60, -40], [60, -40], [61, 40], [62, 50], [63, 60], [60, 70], [-60, 60]]
    told = [beyond[0], *(np.subtract(b, a).tolist() for a, b in pairwise([*beyond, beyond[0]]))]
    world = {"coasts": [[100 * part for one in told for part in one]], "borders": [], "middles": {}}
    path = tmp_path / "world.json"
    path.write_bytes(orjson.dumps(world))
    drawn = Outlines(path).paths(frame_around([(0.0, 0.0)])).coasts
    x, y, *steps = (int(number) for number in re.findall(r"-?\d+", drawn))
    points = np.cumsum([(x, y), *zip(steps[::2], steps[1::2], strict=True)], axis=0).tolist()
    right, low = UNITS + BEYOND, round(UNITS / SHAPE) + BEYOND
    corners = [(-BEYOND, -BEYOND), (right, -BEYOND), (-BEYOND, low), (right, low)]
    assert set(corners) <= set(map(tuple, points))
    assert len(points) <= 6


@pytest.mark.skipif(not (BUILT / "world.json").is_file(), reason="the assets are not built")
def test_the_built_world_has_the_countries_and_paths_that_pages_can_carry() -> None:
    outlines = Outlines(BUILT / "world.json")
    for code, (longitude, latitude) in {
        "NL": (5.6, 52.3),
        "US": (-99, 39.5),
        "SG": (103.8, 1.4),
    }.items():
        assert outlines.middle(code) == pytest.approx((longitude, latitude), abs=1)
    assert outlines.middle("XX") is None
    for frame in (world_frame(), frame_around([(5, 52)]), frame_around([(10, 60), (-9, 38)])):
        paths = outlines.paths(frame)
        assert 1_000 < len(paths.coasts) + len(paths.borders) < 110_000
