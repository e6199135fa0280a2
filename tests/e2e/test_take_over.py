"""Taking over a Tautulli through the pages: dry run, the real thing, its report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.e2e.processes import PASSWORD, Plex, house
from tests.features.importers.tautulli_files import TautulliMaker

PLAYS = 30


def tautulli_file(folder: Path) -> Path:
    maker = TautulliMaker(folder / "tautulli.db")
    maker.people()
    for row_id in range(1, PLAYS + 1):
        maker.play(row_id)
    return maker.write()


def test_a_tautulli_is_tried_taken_over_and_reported(
    contexts: Callable[..., BrowserContext], plex: Plex, tmp_path: Path
) -> None:
    owner = {"WATCHKEEPER_OWNER": "maria", "WATCHKEEPER_PASSWORD": PASSWORD}
    file = tautulli_file(tmp_path)
    (tmp_path / "data").mkdir()
    with house(tmp_path / "data", plex, environment=owner) as fresh:
        page = contexts(fresh.url).new_page()
        page.goto(f"{fresh.url}/servers")
        page.fill("#name", "maria")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")

        page.set_input_files("#tautulli-file", file)
        page.get_by_role("button", name="Dry run").click()
        expect(page.get_by_role("heading", name=f"{PLAYS} of {PLAYS} plays would")).to_be_visible()
        expect(page.get_by_role("row", name="Movies")).to_be_visible()
        page.get_by_role("button", name="Take over now").click()

        expect(page.locator(".badge.done")).to_be_visible()
        page.get_by_role("link", name="Report").click()
        expect(page.get_by_role("heading", name=f"{PLAYS} of {PLAYS} plays were")).to_be_visible()
        page.goto(f"{fresh.url}/history")
        expect(page.locator("#history-summary")).to_contain_text(f"{PLAYS} plays")
