"""The privacy view: nothing that the house knows by name leaves it."""

from __future__ import annotations

import re

import pytest

from tests.factories import STARTED
from tests.web.conftest import Desk

SECRETS = ("The Tide", "Night Train", "Undertow", "The Keys", "Harbour House", "olga")
PATHS = ("/", "/history", "/history/1", "/history?text=Night+Train", "/servers", "/nowhere")


async def veiled(desk: Desk) -> Desk:
    answer = await desk.post("/look", {"privacy": "on", "next": "/history"})
    assert answer.status_code == 303
    return desk


@pytest.mark.parametrize("path", PATHS)
async def test_no_page_shows_a_name_a_title_or_an_address(reader: Desk, path: str) -> None:
    try:
        text = (await (await veiled(reader)).get(path)).text
    finally:
        await reader.post("/look", {"privacy": "off"})
    for secret in SECRETS:
        assert not re.search(rf"\b{re.escape(secret)}\b", text), secret
        assert secret.replace(" ", "+") not in text
    assert "\ue000" not in text


async def test_a_link_with_a_stand_in_leads_to_the_real_thing(desk: Desk) -> None:
    await desk.record(title="Night Train", full_title="Night Train", started=STARTED)
    await desk.record(title="Other", full_title="Other", rating_key=9, started=STARTED + 900)
    page = await (await veiled(desk)).text("/history?text=Night+Train")
    shown = re.search(r'name="text" value="([^"]+)"', page)
    assert shown
    assert shown[1] != "Night Train"
    again = await desk.text(f"/history?text={shown[1].replace(' ', '+')}")
    assert "data-row" in again
    assert "Other" not in again


async def test_words_of_ours_stay_in_other_languages_too(desk: Desk) -> None:
    for number, title in enumerate(("Verlauf", "Wiedergaben", "Night Train")):
        await desk.record(title=title, full_title=title, rating_key=600 + number)
    await desk.post("/look", {"language": "de", "next": "/"})
    page = await (await veiled(desk)).text("/history")
    assert ">Verlauf</h1>" in page
    assert re.search(r"\b3 Wiedergaben\b", page)
    assert "Night Train" not in page
