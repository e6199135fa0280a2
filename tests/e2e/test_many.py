"""A hundred streams at once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.e2e.processes import Plex

STREAMS = 100
FIRST_FILM = 1001
MARK = "() => document.querySelectorAll('.stream').forEach(card => { card.dataset.old = '1'; })"
UNTOUCHED = "() => document.querySelectorAll('.stream[data-old]').length"


def test_a_hundred_streams_are_shown_and_only_what_changes_is_replaced(
    open_page: OpenPage, plex: Plex
) -> None:
    page = open_page("/")
    expect(page.locator(".stream")).to_have_count(0)
    keys = [
        plex.do("start", person="marlow", rating_key=FIRST_FILM + number)["session_key"]
        for number in range(STREAMS)
    ]
    expect(page.locator(".stream")).to_have_count(STREAMS)
    expect(page.locator("#now")).to_contain_text(f"{STREAMS} streams")
    page.evaluate(MARK)
    plex.do("pause", session_key=keys[50])
    expect(page.locator(".stream[data-state=paused]")).to_have_count(1)
    assert page.evaluate(UNTOUCHED) >= STREAMS - 5
