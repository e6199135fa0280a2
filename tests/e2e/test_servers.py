"""The servers page."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.e2e.processes import Plex


def test_a_server_is_tested_and_says_how_it_is(open_page: OpenPage, plex: Plex) -> None:
    page = open_page("/servers")
    card = page.locator(".server").first
    expect(card.locator(".health")).to_have_text("watching")
    card.get_by_role("button", name="Test").click()
    expect(card.locator(".notice.ok")).to_contain_text("answered in")

    plex.faults(status=401)
    card.get_by_role("button", name="Test").click()
    expect(card.locator(".notice.danger[role=status]")).to_be_visible()


def test_watching_is_paused_and_taken_up_again(open_page: OpenPage, plex: Plex) -> None:
    page = open_page("/servers")
    card = page.locator(".server").first
    card.get_by_role("button", name="Pause watching").click()
    expect(card.locator(".health")).to_have_text("paused")
    card.get_by_role("button", name="Watch").click()
    expect(card.get_by_role("button", name="Pause watching")).to_be_visible()
    expect(page.locator("#health")).to_have_text("Watching")


def test_the_key_is_shown_only_when_asked_for(open_page: OpenPage) -> None:
    page = open_page("/settings/api")
    expect(page.locator("#face-key")).to_have_count(0)
    page.get_by_role("button", name="Show the key").click()
    expect(page.locator("#face-key")).to_have_text(re.compile("^[0-9a-f]{32}$"))


def test_a_file_that_is_no_database_is_refused_in_words(open_page: OpenPage) -> None:
    page = open_page("/servers")
    page.set_input_files(
        "#tautulli-file",
        {"name": "tautulli.db", "mimeType": "application/octet-stream", "buffer": b"nothing"},
    )
    page.get_by_role("button", name="Dry run").click()
    expect(page.locator(".notice.danger", has_text="tautulli.db")).to_be_visible()
