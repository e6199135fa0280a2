"""The history by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PLAYS, OpenPage
from tests.e2e.processes import Plex


def rows(page: Page) -> int:
    return page.locator("tbody tr").count()


def summary(page: Page) -> int:
    text = page.locator("#history-summary").inner_text()
    return int(re.sub(r"\D", "", text.split(" ")[0]))


def test_pages_turn_by_keys(open_page: OpenPage) -> None:
    page = open_page("/history?ungrouped=1")
    assert summary(page) >= PLAYS
    page.keyboard.press("]")
    expect(page).to_have_url(re.compile("page=2"))
    page.keyboard.press("[")
    expect(page.locator("[data-newer]")).to_have_count(0)


def test_search_filter_and_sort_by_keys(open_page: OpenPage) -> None:
    page = open_page("/history?ungrouped=1")
    page.keyboard.press("f")
    expect(page.get_by_role("combobox", name="Person")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#search-text")).to_be_focused()
    page.keyboard.type("marlow")
    expect(page).to_have_url(re.compile("text=marlow"))
    expect(page.locator(".chip", has_text="marlow")).to_be_visible()
    people = set(page.locator("tbody .c-person").all_inner_texts())
    assert people == {"marlow"}
    expect(page.locator("#search-text")).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("f")
    head = page.get_by_role("columnheader", name="Watched")
    head.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert "text=marlow" in page.url

    page.go_back()
    expect(page.get_by_role("columnheader", name="Started")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.reload()
    expect(page.locator(".chip", has_text="marlow")).to_be_visible()


def test_a_filter_that_matches_nothing_offers_to_clear_it(open_page: OpenPage) -> None:
    page = open_page("/history?text=nobody-watched-this&kind=movie")
    expect(page.get_by_role("heading", name="No play matches these filters")).to_be_visible()
    expect(page.locator(".chip")).to_have_count(3)
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.get_by_role("heading", name="No play matches these filters")).to_have_count(0)
    assert summary(page) > 100


def test_a_play_is_opened_corrected_and_put_back_by_keys(open_page: OpenPage) -> None:
    page = open_page("/history?kind=movie&page=1")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("o")
    sheet = page.locator("#sheet")
    expect(sheet.locator("h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/history\?kind=movie"))

    page.keyboard.press("o")
    sheet.locator("summary", has_text="Correct").focus()
    page.keyboard.press("Enter")
    sheet.get_by_label("Paused (seconds)").fill("61")
    page.keyboard.press("Enter")
    message = page.locator(".notice.ok")
    expect(page.locator("#sheet")).to_be_visible()
    expect(page.locator("#sheet dt:text-is('Paused') + dd")).to_have_text("1 m")
    page.keyboard.press("Escape")
    expect(message).to_contain_text("corrected")
    message.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notice.ok")).to_contain_text("as it was")


def test_rows_are_selected_deleted_and_brought_back_by_keys(open_page: OpenPage) -> None:
    page = open_page("/history?ungrouped=1&kind=movie&order=started")
    before = summary(page)
    for _ in range(3):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("[data-count]")).to_have_text("3 selected")
    page.get_by_role("button", name="Delete selected").focus()
    page.keyboard.press("Enter")
    question = page.locator("#delete-plays")
    expect(question).to_contain_text("3 rows")
    expect(question.get_by_role("button", name="Keep them")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    message = page.locator(".notice.ok")
    expect(message).to_contain_text("3 sessions were deleted")
    assert summary(page) == before - 3
    message.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notice.ok")).to_contain_text("as it was")
    page.goto(re.sub("#.*", "", page.url))
    assert summary(page) == before


def test_columns_can_be_chosen_and_are_remembered(open_page: OpenPage) -> None:
    page = open_page("/history")
    page.locator("#table-menu > summary").click()
    page.get_by_role("checkbox", name="Platform").check()
    page.get_by_role("checkbox", name="Paused").uncheck()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("columnheader", name="Platform")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Paused")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("columnheader", name="Platform")).to_be_visible()


def test_what_is_shown_can_be_taken_along(open_page: OpenPage) -> None:
    page = open_page("/history?kind=movie&ungrouped=1")
    count = summary(page)
    page.locator("#table-menu > summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    text = download.value.path().read_text()
    assert len(text.splitlines()) == count + 1


def test_a_running_stream_joins_the_rows_and_becomes_a_play(
    open_page: OpenPage, plex: Plex
) -> None:
    page = open_page("/history")
    expect(page.locator("tr.is-running")).to_have_count(0)
    key = plex.do("start", person="marlow", rating_key=1003)["session_key"]
    running = page.locator("tr.is-running")
    expect(running).to_have_count(1)
    expect(running.locator(".c-person")).to_have_text("marlow")
    plex.do("stop", session_key=key)
    expect(running).to_have_count(0)


def test_everything_can_be_read_and_changed_without_script(open_page: OpenPage) -> None:
    page = open_page("/history?ungrouped=1", java_script_enabled=False)
    page.fill("#search-text", "marlow")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("text=marlow"))
    count = summary(page)
    page.locator("tbody tr a[data-sheet]").first.click()
    sheet = page.locator("#sheet")
    expect(sheet).to_be_visible()
    sheet.get_by_role("link", name="Close").click()
    expect(sheet).to_be_hidden()
    assert "text=marlow" in page.url

    page.locator("tbody input[name=play]").first.check()
    page.get_by_role("button", name="Delete selected").click()
    expect(page.locator(".notice.ok")).to_contain_text("1 session was deleted")
    assert summary(page) == count - 1
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".notice.ok")).to_contain_text("as it was")
    assert summary(page) == count
