"""What owners do besides watching: logs, corrections that do not fit, sorting on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage

PHONE = {"width": 390, "height": 844}


def test_the_log_is_filtered_unfolded_and_left_by_keys(open_page: OpenPage) -> None:
    page = open_page("/logs")
    page.keyboard.press("f")
    level = page.get_by_role("combobox", name="Least level")
    expect(level).to_be_focused()
    page.keyboard.type("info")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("level=info"))
    expect(level).to_have_value("info")
    details = page.locator(".log-entry details").first
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(details.locator("dl")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page).to_have_url(re.compile("/history$"))


def test_a_correction_that_does_not_fit_is_told_beside_its_field(open_page: OpenPage) -> None:
    page = open_page("/history?ungrouped=1&kind=movie")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.locator("#sheet summary").first.press("Enter")
    ended = page.get_by_label("Ended", exact=True)
    ended.fill("1999-01-01 00:00")
    ended.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Nothing was changed.")).to_be_visible()
    expect(ended).to_have_value("1999-01-01 00:00")
    expect(ended).to_have_attribute("aria-invalid", "true")
    page.once("dialog", lambda asked: asked.accept())
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/history\?"))


def test_a_phone_sorts_and_takes_along(open_page: OpenPage) -> None:
    page = open_page("/history?ungrouped=1", viewport=PHONE)
    newest = page.locator("tbody .c-title a.cut").first.get_attribute("href")
    page.locator("#filter-box > summary").click()
    page.get_by_label("Sort by").select_option("Oldest first")
    expect(page).to_have_url(re.compile("order=date"))
    expect(page.locator("tbody .c-title a.cut").first).not_to_have_attribute("href", newest or "")
    page.get_by_label("Columns, rows a page, export").click()
    expect(page.get_by_role("link", name="Export as CSV")).to_be_visible()
