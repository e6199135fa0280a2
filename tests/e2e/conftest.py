"""One browser for all tests; each test has a lived-in Watchkeeper of its own, under a base path.

Whatever a test changes there, and on the simulated Plex server, no other test meets.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
from watchkeeper.demo.process import free_port

BASE_PATH = "/watch/keeper"
PLAYS = 400
DESK = {"width": 1440, "height": 900}
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PATIENCE_MS = PATIENCE_SECONDS * 1000
"""How long anything may take: that it is quick is measured by `watchkeeper bench`, not here."""

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Furnished:
    """A data folder with a household's plays, as it was left, and its owner's open sign-in."""

    folder: Path
    environment: Mapping[str, str]
    port: int  # the cookies are named after it
    plex_port: int  # the server of the folder is known by its address
    signed_in: StorageState


@pytest.fixture(scope="session")
def furnished(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """What every lived-in house of the tests is a copy of."""
    folder, languages = tmp_path_factory.mktemp("furnished"), tmp_path_factory.mktemp("languages")
    invent(languages)
    port, plex_port = free_port(), free_port()
    with plex_process(tmp_path_factory.mktemp("plex"), plex_port) as plex:
        environment = {**lived_in(folder, plex, PLAYS), "WATCHKEEPER_LANGUAGES": str(languages)}
        with house(
            folder, plex, port=port, base_path=BASE_PATH, environment=environment
        ) as running:
            running.until_streams(0)
            state = _sign_in(browser, running)
    return Furnished(folder, environment, port, plex_port, state)


@pytest.fixture
def plex(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plex]:
    with plex_process(tmp_path_factory.mktemp("plex"), furnished.plex_port) as running:
        yield running


@pytest.fixture
def home(
    furnished: Furnished, plex: Plex, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A lived-in house that watches its server, where nothing plays."""
    folder = tmp_path_factory.mktemp("home") / "data"
    shutil.copytree(furnished.folder, folder)
    with house(
        folder, plex, port=furnished.port, base_path=BASE_PATH, environment=furnished.environment
    ) as running:
        running.until_streams(0)
        yield running
    shutil.rmtree(folder)


@pytest.fixture
def signed_in(furnished: Furnished) -> StorageState:
    """The cookies of the owner's browser."""
    return furnished.signed_in


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
    home: House, contexts: Callable[..., BrowserContext], signed_in: StorageState
) -> OpenPage:
    """Opens a path of the lived-in house as its owner; pages are closed before the house is."""

    def open_it(path: str = "/", **options: Any) -> Page:  # Any: options of Playwright
        page = contexts(home.url, storage_state=signed_in, **options).new_page()
        page.goto(f"{home.url}{path}")
        return page

    return open_it


def _sign_in(browser: Browser, home: House) -> StorageState:
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
