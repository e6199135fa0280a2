"""The wizard, from the very first page to the first live stream."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.processes import PASSWORD, Plex, house


def make_owner(page: Page, code: str) -> None:
    page.fill("#code", "guessed")
    page.fill("#name", "Maria")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("set-up code")
    page.fill("#code", code)
    page.fill("#password", PASSWORD)
    expect(page.locator("#strength")).to_have_text("strong")
    page.get_by_role("button", name="Go on").click()


def sign_in_with_plex(page: Page, address: str) -> None:
    page.get_by_role("button", name="Sign in with Plex").click()
    expect(page.get_by_role("link", name="Open Plex")).to_have_attribute("target", "_blank")
    expect(page.get_by_role("heading", name="Your servers")).to_be_visible()
    page.get_by_label(address).check()
    page.get_by_role("button", name="Watch this server").first.click()


def test_a_newcomer_gets_from_the_first_page_to_home(
    contexts: Callable[..., BrowserContext], plex: Plex, tmp_path: Path
) -> None:
    with house(tmp_path, plex) as fresh:
        page = contexts(fresh.url).new_page()
        page.goto(fresh.url)
        expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
        make_owner(page, fresh.setup_code)
        expect(page.get_by_role("heading", name="Your Plex server")).to_be_visible()
        sign_in_with_plex(page, plex.url)

        expect(page.get_by_role("group", name="Libraries")).to_be_visible()
        page.get_by_role("checkbox", name="Music").uncheck()
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("link", name="Go on").click()
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Done")).to_be_visible()
        page.get_by_role("link", name="See what plays now").click()
        expect(page.get_by_role("heading", name="Nothing is playing")).to_be_visible()

        page.goto(f"{fresh.url}/setup/libraries")
        expect(page.get_by_role("checkbox", name="Music")).not_to_be_checked()


def test_an_address_by_hand_is_tested_and_its_trouble_told(
    contexts: Callable[..., BrowserContext], plex: Plex, tmp_path: Path
) -> None:
    owner = {"WATCHKEEPER_OWNER": "maria", "WATCHKEEPER_PASSWORD": PASSWORD}
    with house(tmp_path, plex, environment=owner) as fresh:
        page = contexts(fresh.url).new_page()
        page.goto(f"{fresh.url}/setup/plex")
        page.fill("#name", "maria")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")

        page.get_by_text("Enter address and token by hand").click()
        page.fill("#server-url", "http://127.0.0.1:9")
        page.fill("#server-token", "no-token")
        page.get_by_role("button", name="Test").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert page.input_value("#server-url") == "http://127.0.0.1:9"
        assert page.input_value("#server-token") == ""

        page.get_by_role("link", name="Skip for now").click()
        expect(page.get_by_role("heading", name="History")).to_be_visible()
