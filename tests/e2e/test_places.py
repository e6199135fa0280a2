"""The map: walked and followed by keys, touched by a finger, taken along as a picture."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage

TAB = "/statistics?tab=places&range=all"


def test_a_mark_of_the_map_is_read_and_followed_by_keys(open_page: OpenPage) -> None:
    page = open_page(TAB)
    chart = page.locator("#place-map")
    assert chart.locator(".mark[tabindex='0']").count() == 1
    chart.locator(".mark").first.focus()
    page.keyboard.press("ArrowRight")
    told = page.locator(".mark:focus").get_attribute("aria-label") or ""
    expect(chart.locator("[data-readout]")).to_have_text(told)
    plays = re.search(r": ([\d,]+) play", told)
    assert plays
    page.keyboard.press("Enter")
    expect(page.locator("#history-summary")).to_contain_text(re.compile(rf"^{plays[1]} play"))
    page.go_back()
    expect(page.locator("#place-map")).to_be_visible()


def test_every_mark_is_within_the_map_and_large_enough_to_touch(open_page: OpenPage) -> None:
    for width in (320, 1440):
        page = open_page(TAB, viewport={"width": width, "height": 900})
        inside = page.locator("#place-map .plot").bounding_box()
        assert inside
        assert inside["width"] > width / 2
        for room in page.locator("#place-map .mark .room").all():
            box = room.bounding_box()
            assert box
            assert box["width"] >= 24
            middle = box["x"] + box["width"] / 2
            assert inside["x"] <= middle <= inside["x"] + inside["width"]


def test_the_map_is_taken_along_as_a_picture(open_page: OpenPage) -> None:
    page = open_page(TAB)
    with page.expect_download() as taken:
        page.click("#place-map [data-save=svg]")
    picture = taken.value.path().read_text()
    assert picture.startswith("<svg")
    assert "<circle" in picture
    assert "href" not in picture


def test_the_whole_world_is_one_click_away_and_back(open_page: OpenPage) -> None:
    page = open_page(TAB)
    page.get_by_role("link", name="Show the whole world").click()
    expect(page).to_have_url(re.compile("map=world"))
    page.get_by_role("link", name="Show only where people watched").click()
    expect(page).not_to_have_url(re.compile("map=world"))
