"""Every page in both themes and at many widths: accessible, and never wider than the screen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, StorageState

from tests.e2e.conftest import OpenPage
from tests.e2e.processes import House, Plex

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    *("/", "/history", "/history?ungrouped=1&text=marlow", "/history?text=nothing-like-this"),
    *("/servers", "/setup/plex", "/setup/libraries", "/setup/history", "/setup/options"),
    *("/statistics", "/statistics?range=365&metric=time&compare=previous", "/?days=365"),
    *(f"/statistics?tab={tab}" for tab in ("media", "people", "playback", "library", "places")),
    *("/statistics?tab=places&map=world", "/history?country=IE&ungrouped=1"),
    *("/repair", "/repair/find/split", "/repair/find/times", "/repair/relink?server_id=1"),
    *("/repair/library?server_id=1&section_id=1&into=1/2", "/history/1/link"),
    *("/users", "/users?text=nobody-like-this", "/users/1/31609458/erase"),
    *("/users/1/31609458/link?account=1-31714187", "/users/1/31609458"),
    *(f"/users/1/31609458?tab={tab}" for tab in ("history", "statistics", "devices", "places")),
    *(f"/users/1/31609458?tab={tab}" for tab in ("access", "privacy")),
    *("/libraries", "/libraries?view=grid", "/libraries/1/1", "/items/1/1001"),
    *(f"/libraries/1/1?tab={tab}" for tab in ("media", "activity", "people", "problems", "export")),
    *("/libraries/1/2?tab=added", "/items/1/1281", "/items/1/1567"),
    *("/libraries/1/1?tab=collections", "/year", "/users/1/31609458/year"),
    *(f"/settings/{area}" for area in ("general", "appearance", "recording", "network")),
    *(f"/settings/{area}" for area in ("people", "location", "data", "backups", "export")),
    *(f"/settings/{area}" for area in ("updates", "advanced", "about")),
    *("/settings", "/settings?q=watched", "/logs", "/logs?wrap=1&level=info", "/account"),
    *(f"/logs?tab={tab}" for tab in ("errors", "audit", "sign-ins", "jobs", "events")),
    *("/search", "/search?q=the", "/search?q=zzzz", "/do/back-up"),
    *("/notifications", "/notifications/add", "/notifications/log", "/notifications/1/1"),
    "/notifications/posters",
    *(f"/notifications/1/1?tab={tab}" for tab in ("triggers", "texts", "conditions", "options")),
    *("/notifications/1/1?tab=dry-run&days=30", "/notifications/log?text=nothing-like-this"),
    *("/newsletters", "/newsletters/issues", "/newsletters/1/1", "/newsletters/1/1/preview"),
    "/settings/newsletters",
    *("/setup/done", "/nowhere", "/settings/api", "/exports", "/settings/apps"),
)
SIZES = ((390, 844), (1440, 900))
WIDTHS = (320, 390, 768, 1024, 1440, 1920)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AUDIT = """
async ([rules, within]) => {
  const found = await axe.run(within, {
    runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).join(" | "));
}
"""
WIDER = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    one => one.getBoundingClientRect().right > width + 1 || one.getBoundingClientRect().left < -1);
  return wide.slice(-3).map(one => one.outerHTML.slice(0, 160)).concat("too wide");
}
"""


@pytest.fixture
def playing(plex: Plex) -> Plex:
    """Streams of every kind, so that Home has all there is to show."""
    plex.do("start", person="marlow", rating_key=1281, mode="transcode", limit=2000)
    plex.do("start", person="priya.codes", rating_key=1001)
    key = plex.do("start", person="leila", rating_key=1002)["session_key"]
    plex.do("pause", session_key=key)
    return plex


def violations(page: Page, within: str = "html") -> list[str]:
    page.evaluate(AXE.read_text())
    return list(page.evaluate(AUDIT, [list(RULES), within]))


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `make setup`")
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_no_page_has_an_accessibility_violation(
    open_page: OpenPage, home: House, playing: Plex, theme: str, size: tuple[int, int]
) -> None:
    options: dict[str, Any] = {  # Any: options of Playwright
        "bypass_csp": True,  # axe is put into the page
        "color_scheme": theme,
        "viewport": {"width": size[0], "height": size[1]},
    }
    page = open_page("/", **options)
    page.wait_for_selector(".stream >> nth=2")
    page.wait_for_selector("#added li", state="attached")
    found = {}
    for path in PAGES:
        if path != "/":
            page.goto(f"{home.url}{path}")
        found[path] = violations(page)
    page.goto(f"{home.url}/history?ungrouped=1&kind=movie")
    page.locator("tbody tr:not(.is-running) a[data-sheet]").first.click()
    page.wait_for_selector("#sheet h2")
    page.locator("#sheet summary").first.click()
    found["sheet"] = violations(page)
    page.keyboard.press("Escape")
    page.locator("#account-menu > summary").click()
    found["menu"] = violations(page, "#account-menu")  # it covers half of what lies below
    assert {path: problems for path, problems in found.items() if problems} == {}


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `make setup`")
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_doors_have_no_accessibility_violation(
    home: House, contexts: Callable[..., BrowserContext], theme: str
) -> None:
    page = contexts(home.url, bypass_csp=True, color_scheme=theme).new_page()
    page.goto(f"{home.url}/sign-in")
    assert violations(page) == []


def test_no_page_is_wider_than_the_screen(open_page: OpenPage, home: House, playing: Plex) -> None:
    page = open_page("/")
    found = {}
    for path in PAGES:
        page.goto(f"{home.url}{path}")
        for width, scale, direction in product(WIDTHS, (100, 140), ("ltr", "rtl")):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(
                "([dir, scale]) => { document.documentElement.dir = dir;"
                " document.documentElement.style.fontSize = scale + '%'; }",
                [direction, scale],
            )
            wide = page.evaluate(WIDER)
            if wide:
                found[path, width, scale, direction] = wide
    assert found == {}


def test_times_follow_the_reader_in_every_place(
    home: House, contexts: Callable[..., BrowserContext], signed_in: StorageState
) -> None:
    forms = {}
    for locale, zone in (("en-US", "America/New_York"), ("de-DE", "Asia/Tokyo")):
        context = contexts(home.url, storage_state=signed_in, locale=locale, timezone_id=zone)
        page = context.new_page()
        page.goto(f"{home.url}/history")
        forms[locale] = page.locator("tbody td.c-started time").first.inner_text()
    assert "M" in forms["en-US"]
    assert "M" not in forms["de-DE"].replace("März", "").replace("Mai", "")


def test_times_are_shown_in_the_chosen_zone_and_clock(
    home: House, contexts: Callable[..., BrowserContext], signed_in: StorageState
) -> None:
    context = contexts(
        home.url, storage_state=signed_in, locale="en-US", timezone_id="Pacific/Kiritimati"
    )
    page = context.new_page()

    def shown() -> str:
        page.goto(f"{home.url}/history")
        return page.locator("tbody td.c-started time").first.inner_text()

    def choose(word: str) -> None:
        page.goto(f"{home.url}/settings/appearance")
        page.get_by_role("button", name=word, exact=True).click()

    own = shown()
    choose("24 hours")
    by_24 = shown()
    choose("The server’s")
    there = shown()
    assert "M" in own
    assert "M" not in by_24.replace("Mar", "").replace("May", "")
    assert there != by_24
