"""History, libraries, items and people as German pages show them; programs read English."""

from __future__ import annotations

import csv
from html import unescape
from io import StringIO
from typing import Any

import pytest

from tests.web.conftest import Desk
from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.features.libraries import Library
from watchkeeper.features.libraries.queries import insert_library
from watchkeeper.features.users import User
from watchkeeper.features.users.queries import insert_user

GERMAN = {"accept-language": "de"}


async def read(desk: Desk, path: str) -> str:
    return unescape((await desk.get(path, **GERMAN)).text)


async def add_user(desk: Desk, user_id: int, username: str, **more: Any) -> None:
    values = {"server_id": ServerId(1), **more}
    user = User(id=0, user_id=UserId(user_id), username=username, **values)
    await desk.app.db.write(insert_user, user)
    await desk.app.users.reload(user.server_id)


async def add_library(desk: Desk, name: str) -> None:
    library = Library(
        id=0,
        server_id=ServerId(1),
        section_id=SectionId(7),
        section_name=name,
        section_type="artist",
    )
    await desk.app.db.write(insert_library, library)
    await desk.app.libraries.reload(library.server_id)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=movie", "Art: Filme"),
        ("text=tide", "„tide“"),
        ("weekday=1", "Montags"),
        ("decade=1990", "1990er"),
        ("reason=resolution", "Umgewandelt: geringere Auflösung verlangt"),
        ("bandwidth=2000-4000", "Bandbreite: 2000 bis 4000 kbps"),
        ("bandwidth=2000", "Bandbreite: ab 2000 kbps"),
    ],
)
async def test_a_filter_is_told_in_german(desk: Desk, query: str, words: str) -> None:
    await desk.furnish()
    assert f'<span dir="auto">{words}</span>' in await read(desk, f"/history?{query}")


async def test_the_summary_and_the_rows_of_the_history_are_german(desk: Desk) -> None:
    await desk.furnish()
    page = await read(desk, "/history")
    assert "3 Wiedergaben · " in page
    assert "2 Personen · 3 Titel" in page
    assert "Seite 1 von 1" in page
    assert "3 plays" not in page


async def test_one_series_and_several_have_words_of_their_own(desk: Desk) -> None:
    show = {"media_type": "episode", "grandparent_rating_key": 70, "grandparent_title": "Σειρά"}
    await desk.record(title="Α", full_title="Σειρά - Α", rating_key=71, **show)
    assert '<p class="muted">Serie</p>' in await read(desk, "/items/1/70")


async def test_people_of_a_plex_home_are_no_first_page(desk: Desk) -> None:
    await add_user(desk, 101, "ada", is_home_user=True)
    page = await read(desk, "/users")
    assert '<option value="home">Plex Home</option>' in page
    assert '<span class="badge">Plex Home</span>' in page
    assert '<span class="badge">home</span>' in await desk.text("/users")


async def test_people_taken_along_are_told_to_programs_in_english(desk: Desk) -> None:
    await add_user(desk, 101, "ada", is_restricted=True)
    assert '<span class="badge">eingeschränkt</span>' in await read(desk, "/users")
    answer = await desk.get("/users.csv", **GERMAN)
    (row,) = csv.DictReader(StringIO(answer.text.lstrip("\ufeff")))
    assert (row["role"], row["notes"]) == ("shared", "restricted")


async def test_a_name_that_is_also_a_word_of_ours_stays_what_it_is(desk: Desk) -> None:
    """A library may be called “Music”, a server “Home”: they are no texts of ours."""
    await add_library(desk, "Music")
    assert ">Music</option>" in await read(desk, "/exports")


async def test_a_deletion_is_told_in_german(desk: Desk) -> None:
    await desk.furnish()
    desk.client.headers.update(GERMAN)
    answer = await desk.post("/history/1/delete", {}, "/history/1")
    assert "1 Sitzung wurde gelöscht." in await desk.follow(answer)


async def test_the_privacy_view_hides_prose_in_the_language_of_the_page(desk: Desk) -> None:
    await desk.app.saved_views.save("Secret evening", "kind=movie")
    await desk.furnish()
    await desk.post("/look", {"privacy": "on", "next": "/history"})
    assert "Im Sichtschutz ausgeblendet." in await read(desk, "/history")
    assert "Hidden in the privacy view." in await desk.text("/history")
