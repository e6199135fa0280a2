"""A guest at a browser: let in by the owner, by an invitation, into pages of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.processes import House
from tests.e2e.test_audit import AXE, SIZES, WIDER, WIDTHS, violations

OWN_PAGES = (
    *("/me", "/me/history", "/me/history?text=nothing-like-this", "/me/statistics"),
    *("/me/year", "/me/year/1999", "/me/devices", "/me/privacy", "/history"),
)
YEAR_PAGES = ("/year", "/year/1999", "/year/links")
OWN_PASSWORD = "a sentence of the guest"


@pytest.fixture
def as_guest(browser: Browser, home: House, signed_in: StorageState) -> StorageState:
    """A guest who has chosen a password; guests may share their year."""
    owner = browser.new_context(storage_state=signed_in)
    page = owner.new_page()
    page.goto(f"{home.url}/settings/people")
    for name in ("allow_guest_access", "guests_share_years"):
        page.locator(f"input[type=checkbox][name$={name}]").check()
    page.locator("main form:has([name$=allow_guest_access]) button.primary").first.click()
    page.goto(f"{home.url}/users?text=marlow")
    page.locator("main a:has-text('marlow')").first.click()
    page.wait_for_load_state()
    page.goto(f"{page.url.partition('?')[0]}/guest")
    page.click("text=Allow as a guest")
    page.click("text=Make a link")
    invitation = page.locator(".year-link code").inner_text()
    owner.close()
    context = browser.new_context()
    page = context.new_page()
    page.goto(invitation)
    page.fill("#password", OWN_PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/me")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_own(
    home: House, contexts: Callable[..., BrowserContext], as_guest: StorageState
) -> OpenPage:
    def open_it(path: str = "/me", **options: Any) -> Page:  # Any: options of Playwright
        page = contexts(home.url, storage_state=as_guest, **options).new_page()
        page.goto(f"{home.url}{path}")
        return page

    return open_it


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `make setup`")
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_no_page_of_a_guest_has_an_accessibility_violation(
    open_own: OpenPage, home: House, theme: str, size: tuple[int, int]
) -> None:
    page = open_own(
        bypass_csp=True, color_scheme=theme, viewport={"width": size[0], "height": size[1]}
    )
    assert looked_at(page, home, OWN_PAGES) == {}


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `make setup`")
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_no_page_of_a_year_has_an_accessibility_violation(
    open_page: OpenPage, home: House, theme: str, size: tuple[int, int]
) -> None:
    page = open_page(
        "/year",
        bypass_csp=True,
        color_scheme=theme,
        viewport={"width": size[0], "height": size[1]},
    )
    found = looked_at(page, home, YEAR_PAGES)
    page.goto(f"{home.url}/year")
    page.click("text=Make a link")
    page.goto(page.locator(".year-link").get_attribute("href") or "")
    found |= {"shared": problems} if (problems := violations(page)) else {}
    assert found == {}


def looked_at(page: Page, home: House, paths: tuple[str, ...]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        page.goto(f"{home.url}{path}")
        page.wait_for_load_state("networkidle")
        found[path] = violations(page)
    return {path: problems for path, problems in found.items() if problems}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_no_page_of_a_guest_is_wider_than_the_screen(
    open_own: OpenPage, home: House, direction: str
) -> None:
    page = open_own()
    found = {}
    for path in OWN_PAGES:
        page.goto(f"{home.url}{path}")
        page.evaluate("dir => { document.documentElement.dir = dir; }", direction)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate(WIDER)
            if wide:
                found[path, width] = wide
    assert found == {}


def test_a_guest_goes_through_their_pages_by_the_navigation(
    open_own: OpenPage, home: House
) -> None:
    page = open_own()
    for word in ("My history", "My statistics", "My year", "My devices", "My privacy"):
        page.locator(".rail-links").get_by_text(word, exact=True).click()
        expect(page.locator(".rail-links [aria-current=page]")).to_have_text(word)
    page.goto(f"{home.url}/")
    expect(page).to_have_url(f"{home.url}/me")


def test_a_year_is_taken_along_as_a_picture(open_page: OpenPage) -> None:
    page = open_page("/year")
    with page.expect_download() as download:
        page.click("[data-year-png]")
    assert download.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
