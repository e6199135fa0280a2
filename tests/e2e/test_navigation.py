"""Going from page to page by the bars of a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage

PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 320, "height": 568}


def test_what_is_behind_more_can_be_reached_on_a_phone(open_page: OpenPage) -> None:
    for viewport in (PHONE, SMALL_PHONE):
        page = open_page("/", viewport=viewport)
        page.locator("#more-menu > summary").click()
        entries = page.locator("#more-menu .menu-list a")
        expect(entries.first).to_be_in_viewport(ratio=1)
        entries.last.scroll_into_view_if_needed()
        expect(entries.last).to_be_in_viewport(ratio=1)
        entries.last.click()
        expect(page.locator("#more-menu > summary.is-current")).to_be_visible()
