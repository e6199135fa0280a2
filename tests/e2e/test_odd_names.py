"""Names that mean harm or need room: nothing runs, nothing leaves the page."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.processes import OWNER, PASSWORD, House, Plex, house, lived_in
from tests.e2e.test_audit import WIDER

ODD = (
    "<script>document.title = 'run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "שלום עולם \u202emirrored\u202c مرحبا",
    "👩‍👩‍👧‍👦🏳️‍🌈" * 12,
    "W" * 300,
    "\u200b\u200d\ufeff",
    "Ĥ̃̂ẽ̂l̃l̂õ̂ " * 20,
    '"><svg onload=document.title="run">{{ 7 * 7 }}',
)
"""Markup, right to left, emoji, no place to break, nothing to see, stacked marks, other markup."""
IN_FACTS = "UPDATE item SET facts = json_set(facts, ?, ?) WHERE id = ?"
PAGES = (
    *("/", "/history", "/history?ungrouped=1&text=script", "/users", "/libraries", "/search?q=w"),
    *("/libraries?view=grid", "/libraries/1/1?tab=people", "/libraries/1/1?tab=activity"),
    *("/users/1/31609458", "/users/1/31609458?tab=devices", "/users/1/31609458?tab=privacy"),
    *("/statistics?range=all", "/statistics?tab=people&range=all", "/statistics?tab=media"),
    *("/statistics?tab=playback&range=all", "/year", "/items/1/1001", "/items/1/1567"),
    *("/exports", "/repair", "/repair/find/split", "/logs", "/users/1/31609458/erase"),
)
WIDTHS = (320, 390, 768, 1440)


@pytest.fixture
def odd_house(tmp_path_factory: pytest.TempPathFactory, plex: Plex) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("odd")
    environment = lived_in(folder, plex, 200)
    _rename_all(folder / "watchkeeper.db")
    with house(folder, plex, environment=environment) as running:
        yield running


def _rename_all(database: Path) -> None:
    names = {
        "user": ("friendly_name",),
        "library": ("section_name",),
        "item": ("title", "grandparent_title", "parent_title", "full_title"),
        "player": ("player", "product", "platform"),
    }
    with closing(sqlite3.connect(database)) as connection, connection:
        for table, columns in names.items():
            for (number,) in connection.execute(f"SELECT id FROM {table}").fetchall():
                for place, column in enumerate(columns):
                    name = ODD[(number + place) % len(ODD)]
                    statement = f"UPDATE {table} SET {column} = ? WHERE id = ?"
                    connection.execute(statement, (name, number))
                    if table == "item":
                        connection.execute(IN_FACTS, (f"$.{column}", name, number))


@pytest.fixture
def page(odd_house: House, contexts: Callable[..., BrowserContext]) -> Page:
    opened = contexts(odd_house.url).new_page()
    opened.goto(f"{odd_house.url}/sign-in")
    opened.fill("#name", OWNER)
    opened.fill("#password", PASSWORD)
    opened.click("button.primary")
    opened.wait_for_selector("#streams", state="attached")
    return opened


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_odd_names_run_nothing_and_stay_within_the_page(
    page: Page, odd_house: House, direction: str
) -> None:
    found = {}
    for path in PAGES:
        page.goto(f"{odd_house.url}{path}")
        page.evaluate("dir => { document.documentElement.dir = dir; }", direction)
        assert page.title() != "run", path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate(WIDER)
            if wide:
                found[path, width] = wide
    assert found == {}
