"""Search, commands and the privacy view with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage

SLOW_ANSWERS = """
() => {
  const ask = window.fetch;
  window.fetch = async (...asked) => {
    await new Promise(done => setTimeout(done, 400));
    return ask(...asked);
  };
}
"""
HELD_ANSWERS = """
() => {
  const ask = window.fetch;
  window.fetch = async (address, options) => {
    await new Promise(done => { window.release = done; });
    return ask(address, options);
  };
}
"""
IS_BUSY_ONCE_TYPED_AND_ANSWERED = """
async () => {
  const field = document.getElementById("search-input");
  field.value = "quiet";
  field.dispatchEvent(new Event("input"));
  window.release();
  await new Promise(done => setTimeout(done, 60));
  return document.getElementById("search-body").getAttribute("aria-busy");
}
"""


def ask(page: Page, text: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("#search-input")).to_be_focused()
    page.keyboard.type(text)
    expect(page.locator("#search-body")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#search-said")).not_to_be_empty()


def test_a_title_is_found_and_opened(open_page: OpenPage) -> None:
    page = open_page("/history")
    ask(page, "quiet")
    field = page.locator("#search-input")
    first = field.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") != first
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == first
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/**")


def test_enter_waits_for_the_results_of_what_was_typed(open_page: OpenPage) -> None:
    page = open_page("/history")
    page.evaluate(SLOW_ANSWERS)
    page.keyboard.press("Control+k")
    page.keyboard.type("privacy view on")
    page.keyboard.press("Enter")
    page.wait_for_selector(".privacy-mark")


def test_what_was_asked_before_is_not_taken_for_the_results_of_what_was_typed(
    open_page: OpenPage,
) -> None:
    page = open_page("/history")
    page.evaluate(HELD_ANSWERS)
    page.keyboard.press("Control+k")
    page.wait_for_function("window.release !== undefined")
    assert page.evaluate(IS_BUSY_ONCE_TYPED_AND_ANSWERED) == "true"


def test_escape_leaves_the_box_and_the_page_as_they_were(open_page: OpenPage) -> None:
    page = open_page("/history")
    page.keyboard.press("/")
    page.wait_for_selector("#search[open]")
    page.keyboard.press("Escape")
    expect(page.locator("#search")).not_to_be_visible()
    assert page.url.endswith("/history")


def test_the_privacy_view_is_switched_on_and_off(open_page: OpenPage) -> None:
    page = open_page("/history")
    before = page.locator("tbody td.c-person").first.inner_text()
    ask(page, "privacy view on")
    page.keyboard.press("Enter")
    page.wait_for_selector(".privacy-mark")
    assert page.url.endswith("/history")
    assert before not in page.locator("body").inner_text()
    page.locator(".privacy-mark button").click()
    expect(page.locator(".privacy-mark")).to_have_count(0)


def test_letters_lead_to_pages(open_page: OpenPage) -> None:
    page = open_page("/history")
    for letter, path in ((",", "/settings"), ("o", "/logs"), ("s", "/statistics"), ("h", "/")):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(f"**{path}")


def test_a_form_is_saved_by_a_key_and_warns_of_what_is_not_saved(open_page: OpenPage) -> None:
    page = open_page("/settings/recording")
    expect(page.locator(".unsaved")).not_to_be_visible()
    page.fill("#buffer_wait", "99")
    expect(page.locator(".unsaved")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.locator(".notice.ok")).to_contain_text("900 seconds → 99 seconds")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#buffer_wait")).to_have_value("900")
