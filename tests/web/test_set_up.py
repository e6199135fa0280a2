"""The wizard, step by step."""

from __future__ import annotations

import pytest

from tests.web.conftest import BASE_PATH, PASSWORD, Desk

STEPS = ("/setup/plex", "/setup/libraries", "/setup/history", "/setup/options", "/setup/done")


@pytest.mark.parametrize("path", ["/", "/history", *STEPS])
async def test_nothing_is_reached_before_there_is_an_owner(newcomer: Desk, path: str) -> None:
    answer = await newcomer.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{BASE_PATH}/setup"


async def test_the_owner_is_made_with_the_code_of_the_log(newcomer: Desk) -> None:
    form = {"code": "wrong", "name": "Olga", "password": PASSWORD}
    refused = await newcomer.post("/setup", form, "/setup")
    assert 'aria-invalid="true"' in refused.text
    assert PASSWORD not in refused.text
    form["code"] = newcomer.app.accounts.setup_code()
    answer = await newcomer.post("/setup", form, "/setup")
    assert answer.headers["location"] == f"{BASE_PATH}/setup/plex"
    for step in STEPS:
        assert (await newcomer.get(step)).status_code == 200


async def test_theme_and_language_are_chosen_at_the_welcome(newcomer: Desk) -> None:
    assert 'data-theme="system"' in await newcomer.text("/setup")
    chosen = await newcomer.post("/look", {"theme": "dark", "next": "/setup"}, "/setup")
    assert 'data-theme="dark"' in await newcomer.follow(chosen)
    await newcomer.post("/look", {"theme": "pink", "next": "/setup"}, "/setup")
    assert 'data-theme="dark"' in await newcomer.text("/setup")
    chosen = await newcomer.post("/look", {"language": "de", "next": "/setup"}, "/setup")
    page = await newcomer.follow(chosen)
    assert '<html lang="de" dir="ltr" data-theme="dark"' in page
    assert "Willkommen" in page


async def test_the_first_step_is_closed_once_there_is_an_owner(desk: Desk) -> None:
    assert (await desk.get("/setup")).headers["location"] == f"{BASE_PATH}/setup/plex"
    form = {"code": "x", "name": "Eve", "password": PASSWORD}
    answer = await desk.post("/setup", form)
    assert answer.status_code in {200, 303, 400, 403}
    assert "Eve" not in str((await desk.get("/")).text)


async def test_options_are_kept_or_refused_beside_their_field(desk: Desk) -> None:
    form = {"movie_watched_percent": "70", "tv_watched_percent": "85"}
    answer = await desk.post("/setup/options", form, "/setup/options")
    assert answer.headers["location"] == f"{BASE_PATH}/setup/done"
    assert 'value="70"' in await desk.text("/setup/options")
    answer = await desk.post("/setup/options", {"movie_watched_percent": "700"}, "/setup/options")
    assert 'aria-invalid="true"' in answer.text


async def test_an_unknown_sign_in_with_plex_is_over(desk: Desk) -> None:
    assert "Begin again" in await desk.text("/setup/plex/pin/4711")
