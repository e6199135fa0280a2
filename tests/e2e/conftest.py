"""One browser, one lived-in Watchkeeper under a base path, one sign-in for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    expect,
    sync_playwright,
)

from tests.e2e.processes import (
    OWNER,
    PASSWORD,
    PATIENCE_SECONDS,
    House,
    Plex,
    house,
    lived_in,
    plex_process,
)
from tests.e2e.watching import Witness
from tools.catalogues import invent

BASE_PATH = "/watch/keeper"
PLAYS = 400
DESK = {"width": 1440, "height": 900}
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
SHORT_SECONDS = 6 * 3600
"""Shorter plays are not recorded: what one test plays is on no page of another."""
PATIENCE_MS = PATIENCE_SECONDS * 1000
"""How long anything may take: that it is quick is measured by `watchkeeper bench`, not here."""

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def plex(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plex]:
    with plex_process(tmp_path_factory.mktemp("plex")) as running:
        yield running


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, plex: Plex) -> Iterator[House]:
    folder, languages = tmp_path_factory.mktemp("house"), tmp_path_factory.mktemp("languages")
    invent(languages)
    environment = lived_in(folder, plex, PLAYS) | {
        "WATCHKEEPER_LANGUAGES": str(languages),
        "WATCHKEEPER_SET": f"logging_ignore_interval={SHORT_SECONDS}",
    }
    with house(folder, plex, base_path=BASE_PATH, environment=environment) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next((path for path in map(shutil.which, NAMES) if path), None)
    if program is None:
        pytest.skip("no chromium is installed: run `make browser`")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, home: House) -> StorageState:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{home.url}/sign-in")
    page.fill("#name", OWNER)
    page.fill("#password", PASSWORD)
    page.click("button.primary")
    page.wait_for_selector("#streams", state="attached")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts that are closed after the test; whatever went wrong in them fails it."""
    made: list[tuple[BrowserContext, Witness]] = []

    def make(url: str, **options: Any) -> BrowserContext:  # Any: options of Playwright
        context = browser.new_context(**{"viewport": DESK, "locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE_MS)
        witness = Witness(url)
        context.on("page", witness.watch)
        made.append((context, witness))
        return context

    yield make
    for context, _ in made:
        context.close()
    assert [line for _, witness in made for line in witness.complaints] == []


@pytest.fixture
def open_page(
    contexts: Callable[..., BrowserContext], home: House, signed_in: StorageState
) -> OpenPage:
    """Opens a path of the lived-in house as its owner."""

    def open_it(path: str = "/", **options: Any) -> Page:  # Any: options of Playwright
        page = contexts(home.url, storage_state=signed_in, **options).new_page()
        page.goto(f"{home.url}{path}")
        return page

    return open_it


@pytest.fixture
def quiet_plex(home: House, plex: Plex) -> Iterator[Plex]:
    """The simulated server well and with nothing playing, and the house aware of it.

    Both before and after, so that no test meets what another one started.
    """
    _rest(home, plex)
    yield plex
    _rest(home, plex)


def _rest(home: House, plex: Plex) -> None:
    plex.faults()
    plex.stop_all()
    home.until_streams(0)
