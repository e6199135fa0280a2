"""Charts by keyboard, by pointer and by finger; what they say, and where they lead."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage


def at(page: Page) -> Locator:
    return page.locator(".mark:focus")


def test_a_chart_is_read_and_followed_by_keys(open_page: OpenPage) -> None:
    page = open_page("/statistics?range=all")
    chart = page.locator("#by-period")
    value = chart.locator("[data-readout]")
    assert chart.locator(".mark[tabindex='0']").count() == 1
    chart.locator(".chart-title button").focus()
    for _step in range(3):  # over the link of the figure, onto the chart's one stop
        page.keyboard.press("Tab")
        if at(page).count():
            break
    first = at(page).get_attribute("aria-label")
    expect(value).to_have_text(first or "")
    page.keyboard.press("ArrowRight")
    second = at(page).get_attribute("aria-label")
    assert second != first
    expect(value).to_have_text(second or "")


def test_enter_on_a_mark_opens_exactly_its_plays(open_page: OpenPage) -> None:
    page = open_page("/statistics?range=all")
    page.locator("#by-period .mark").first.focus()
    page.keyboard.press("End")
    assert "not over yet" in (at(page).get_attribute("aria-label") or "")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    told = at(page).get_attribute("aria-label") or ""
    plays = re.search(r": ([\d,]+) play", told)
    assert plays
    page.keyboard.press("Enter")
    expect(page.locator("#history-summary")).to_contain_text(re.compile(rf"^{plays[1]} play"))
    page.go_back()
    expect(page.locator("#by-period [data-readout]")).to_be_visible()


def test_a_grid_is_walked_in_both_directions(open_page: OpenPage) -> None:
    page = open_page("/statistics?range=all")
    page.locator("#by-hour .mark").first.focus()
    for key, told in (
        ("ArrowDown", "Mon, 00:00"),
        ("ArrowRight", "Mon, 01:00"),
        ("ArrowUp", "Sun, 01:00"),
        ("End", "Sat, 23:00"),
    ):
        page.keyboard.press(key)
        assert (at(page).get_attribute("aria-label") or "").startswith(told)


def test_pointing_shows_the_value_and_leaving_takes_it_away(open_page: OpenPage) -> None:
    page = open_page("/statistics?tab=media&range=all")
    chart = page.locator("#kinds")
    value = chart.locator("[data-readout]")
    resting = value.inner_text()
    mark = chart.locator(".mark").nth(1)
    mark.hover()
    expect(value).to_have_text(mark.get_attribute("aria-label") or "")
    page.locator("h1").hover()
    expect(value).to_have_text(resting)


def test_a_finger_sees_the_value_before_it_leads_away(open_page: OpenPage) -> None:
    page = open_page("/statistics?tab=media&range=all", has_touch=True)
    mark = page.locator("#kinds .mark").nth(1)
    mark.tap()
    expect(page.locator("#kinds [data-readout]")).to_have_text(
        mark.get_attribute("aria-label") or ""
    )
    assert "/statistics" in page.url
    mark.tap()
    page.wait_for_url(re.compile("/history"))


def test_a_legend_switches_a_series_off_and_on(open_page: OpenPage) -> None:
    page = open_page("/statistics?range=all")
    chart = page.locator("#by-period")
    films = chart.locator(".legend button").first
    shown = chart.locator(".mark:not(.is-off)").count()
    films.press("Enter")
    expect(films).to_have_attribute("aria-pressed", "false")
    assert chart.locator(".mark:not(.is-off)").count() < shown
    films.press("Enter")
    assert chart.locator(".mark:not(.is-off)").count() == shown


def test_the_figure_of_a_chart_is_large_enough_to_touch(open_page: OpenPage) -> None:
    page = open_page("/statistics?range=all", viewport={"width": 390, "height": 844})
    links = page.locator(".chart-value a")
    assert links.count() > 1
    for link in links.all():
        box = link.bounding_box()
        assert box
        assert box["height"] >= 24


def test_a_chart_is_taken_along_as_table_and_picture(open_page: OpenPage) -> None:
    page = open_page("/statistics?range=all")
    chart = page.locator("#by-period")
    chart.locator("summary").click()
    saved = {}
    for kind in ("csv", "svg", "png"):
        with page.expect_download() as download:
            chart.locator(f"[data-save={kind}]").click()
        saved[kind] = download.value.path().read_bytes()
    lines = saved["csv"].decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"Month","Films"')
    assert len(lines) == chart.locator("tbody tr").count() + 1
    assert saved["svg"].startswith(b"<svg")
    assert b"var(" not in saved["svg"]
    assert saved["png"].startswith(b"\x89PNG")


def test_a_definition_opens_and_closes_by_keys(open_page: OpenPage) -> None:
    page = open_page("/statistics")
    button = page.locator(".stats-figures .info").first
    button.focus()
    page.keyboard.press("Enter")
    note = page.locator("#what-plays-whole")
    expect(note).to_be_visible()
    box, frame = note.bounding_box(), page.viewport_size
    assert box
    assert frame
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= frame["width"]
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(button).to_be_focused()


def test_cards_change_days_and_number_without_leaving_home(open_page: OpenPage) -> None:
    page = open_page("/")
    page.wait_for_selector("#cards-menu")
    page.locator("#cards nav").first.get_by_role("link", name="All time").click()
    expect(page).to_have_url(re.compile(r"days=0"))
    expect(page.locator("#cards a[aria-current]", has_text="All time")).to_be_visible()
    page.locator("#cards nav").nth(1).get_by_role("link", name="Watch time").click()
    expect(page).to_have_url(re.compile(r"days=0&metric=time"))
    expect(page.locator(".card .value").first).to_contain_text(" h")
    page.reload()
    expect(page.locator(".card .value").first).to_contain_text(" h")
