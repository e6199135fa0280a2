"""The door, as a person meets it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.e2e.processes import OWNER, PASSWORD, House


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(
    home: House, contexts: Callable[..., BrowserContext]
) -> None:
    page = contexts(home.url).new_page()
    page.goto(f"{home.url}/history?kind=movie")
    page.fill("#name", OWNER)
    page.fill("#password", "not this one")
    page.click("button.primary")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.input_value("#name") == OWNER
    assert page.input_value("#password") == ""

    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{home.url}/history?kind=movie")

    page.click("#account-menu > summary")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
