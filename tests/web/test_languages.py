"""The language of pages: who chooses it, and that all of a page follows."""

from __future__ import annotations

import re

from tests.web.conftest import Desk
from watchkeeper.features.preferences import Display

GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.8"}


async def test_a_page_speaks_as_the_browser_asks_and_says_so(desk: Desk) -> None:
    answer = await desk.get("/statistics", **GERMAN)
    assert '<html lang="de" dir="ltr"' in answer.text
    assert "Statistik" in answer.text
    assert answer.headers["content-language"] == "de"
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].split(", "))
    assert '<html lang="en" dir="ltr"' in await desk.text("/statistics")


async def test_the_owners_choice_counts_for_everybody_and_at_once(desk: Desk) -> None:
    for code, heading in (("de", "Einstellungen"), ("en", "Settings")):
        await desk.app.preferences.change(Display, {"language": code}, "olga")
        page = (await desk.get("/settings", **GERMAN)).text
        assert f'lang="{code}"' in page
        assert f">{heading}</h1>" in page
    await desk.app.preferences.change(Display, {"language": ""}, "olga")
    assert 'lang="de"' in (await desk.get("/settings", **GERMAN)).text


async def test_the_choice_of_a_browser_counts_before_the_owners(desk: Desk) -> None:
    await desk.app.preferences.change(Display, {"language": "de"}, "olga")
    answer = await desk.post("/look", {"language": "en", "next": "/settings/appearance"})
    page = await desk.follow(answer)
    assert '<html lang="en"' in page
    chip = 'value="{0}" aria-pressed="{1}" lang="{0}" dir="ltr" translate="no">{2}<'
    assert chip.format("en", "true", "English") in page
    assert chip.format("de", "false", "Deutsch") in page
    page = await desk.follow(await desk.post("/look", {"language": "", "next": "/account"}))
    assert '<html lang="de"' in page


async def test_a_language_that_is_gone_is_as_if_it_were_not_chosen(desk: Desk) -> None:
    await desk.post("/look", {"language": "tlh", "next": "/"})
    assert '<html lang="de"' in (await desk.get("/", **GERMAN)).text


async def test_the_settings_offer_the_languages_there_are_and_take_no_other(desk: Desk) -> None:
    page = await desk.text("/settings/general")
    assert '<option value="" selected>As the reader’s browser</option>' in page
    assert '<option value="de">Deutsch</option>' in page
    form = {"language": "xx", "date_format": "YYYY-MM-DD", "time_format": "HH:mm"}
    refused = await desk.post("/settings/general", form, "/settings/general")
    assert refused.status_code == 400
    assert "There is no language called xx here: choose one of en, de" in refused.text
    assert desk.app.preferences.group(Display).language == ""
    kept = await desk.post("/settings/general", form | {"language": "de"}, "/settings/general")
    assert ">Einstellungen</" in await desk.follow(kept)


async def test_strangers_choose_a_language_at_the_door(stranger: Desk) -> None:
    answer = await stranger.post("/look", {"language": "de", "next": "/sign-in"}, "/sign-in")
    page = await stranger.follow(answer)
    assert '<html lang="de"' in page
    assert "<h1>Anmelden</h1>" in page


async def test_what_programs_read_stays_english(desk: Desk) -> None:
    await desk.app.preferences.change(Display, {"language": "de"}, "olga")
    answer = await desk.get("/api/v1/plays/999999", **GERMAN)
    assert "There is no play 999999" in answer.text
    assert "content-language" not in answer.headers


async def test_what_a_form_takes_is_written_alike_in_every_language(desk: Desk) -> None:
    play_id = await desk.record()
    await desk.app.preferences.change(Display, {"language": "de"}, "olga")
    german = await desk.text(f"/history/{play_id}")
    await desk.app.preferences.change(Display, {"language": "en"}, "olga")
    field = re.search(r'<input[^>]+name="stopped"[^>]*>', await desk.text(f"/history/{play_id}"))
    assert field
    assert field[0] in german
