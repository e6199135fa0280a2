"""The tables of people and libraries by keys alone: filter, walk, open, and come back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage


@pytest.mark.parametrize(
    ("path", "text", "row", "goal"),
    [
        ("/users", "marlow", "marlow", r"/users/1/\d+"),
        ("/libraries", "anime", "Anime", r"/libraries/1/\d+"),
    ],
)
def test_a_table_is_filtered_walked_and_opened_by_keys(
    open_page: OpenPage, path: str, text: str, row: str, goal: str
) -> None:
    page = open_page(path)
    rows = page.locator("tbody tr")
    assert rows.count() > 1
    page.keyboard.press("f")
    expect(page.locator("form[data-filters] select").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type(text)
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile(f"text={text}"))
    expect(page.locator("#search-text")).to_be_focused()

    page.get_by_role("link", name="Clear the filters").focus()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=row, exact=True)).to_be_focused()
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(goal))
    page.go_back()
    expect(rows).to_have_count(1)
    expect(page.locator("#search-text")).to_have_value(text)


def test_posters_of_a_library_are_filtered_in_place(open_page: OpenPage) -> None:
    page = open_page("/libraries/1/1")
    walls = page.locator(".poster-wall li")
    expect(walls.first).to_be_visible()
    before = walls.count()
    page.locator("#search-text").fill("lantern")
    expect(page).to_have_url(re.compile("text=lantern"))
    expect(page.locator("#library-items .chip").first).to_be_visible()
    assert walls.count() < before
