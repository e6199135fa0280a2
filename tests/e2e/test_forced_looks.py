"""Looks that a reader's system or printer forces on pages, and pages that fit the screen."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import OpenPage
from tests.e2e.processes import House

CHOSEN = "[aria-current], .chip[aria-pressed=true]"
BACKGROUNDS = """
chosen => {
  const shown = [...document.querySelectorAll("a, button")].filter(
    one => one.checkVisibility() && one.innerText.trim() && one.closest("nav, .tabs, .field"));
  const backgrounds = which => shown.filter(one => one.matches(chosen) === which).map(
    one => getComputedStyle(one).backgroundColor);
  return [backgrounds(true), backgrounds(false)];
}
"""
SHAPES = """
() => [".health", "tbody .mode"].map(
  one => getComputedStyle(document.querySelector(one), "::before").backgroundColor)
"""


def test_what_is_chosen_stands_out_in_the_colours_of_the_system(
    open_page: OpenPage, home: House
) -> None:
    page = open_page("/statistics", forced_colors="active", color_scheme="dark")
    for path in ("/statistics", "/settings/appearance"):
        page.goto(f"{home.url}{path}")
        chosen, others = page.evaluate(BACKGROUNDS, CHOSEN)
        assert len(chosen) > 1, path
        assert not set(chosen) & set(others), path
    page.goto(f"{home.url}/history")
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert canvas not in page.evaluate(SHAPES)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_paper_is_light(open_page: OpenPage, theme: str) -> None:
    page = open_page("/year", color_scheme=theme)
    page.emulate_media(media="print")
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    assert page.evaluate(scheme) == "light"


def test_a_page_that_fits_does_not_scroll(open_page: OpenPage, home: House) -> None:
    page = open_page("/newsletters/issues")
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollHeight") == height
