"""Settings, jobs, changes and commands as German pages show them; programs read English."""

from __future__ import annotations

import re
from html import unescape

from tests.web.conftest import Desk
from watchkeeper.db.tables import metadata
from watchkeeper.features.preferences import Recording
from watchkeeper.features.system.audit.audit_entry import UNDO_HOOKS
from watchkeeper.web.views.audit import ACTIONS
from watchkeeper.web.views.settings.upkeep import ROWS

GERMAN = {"accept-language": "de"}


async def read(desk: Desk, path: str) -> str:
    return unescape((await desk.get(path, **GERMAN)).text)


async def test_preferences_have_label_help_unit_choices_and_default_in_german(desk: Desk) -> None:
    page = await read(desk, "/settings/recording")
    assert "Filme sind gesehen ab" in page
    assert "Der Teil eines Films, der gesehen sein muss." in page
    assert '<span class="muted">Sekunden</span>' in page
    assert ">dem ersten Abspann</option>" in page
    assert "Vorgabe: 120 Sekunden." in page
    assert "Movies are watched at" not in page


async def test_settings_are_found_in_the_spoken_language_and_in_english(desk: Desk) -> None:
    for question in ("gesehen", "watched", "movie_watched_percent"):
        page = await read(desk, f"/settings?q={question}")
        assert "/settings/recording#movie_watched_percent" in page
        assert "<b>Filme sind gesehen ab</b>" in page
    assert "#movie_watched_percent" not in await desk.text("/settings?q=gesehen")


async def test_commands_and_areas_are_found_in_both_languages_too(desk: Desk) -> None:
    for question in ("dunkel", "dark"):
        assert "Dunkles Farbschema" in await read(desk, f"/search?q={question}")
    for question in ("sicherungen", "backups"):
        assert "Einstellungen öffnen: Sicherungen" in await read(desk, f"/search?q={question}")


async def test_a_change_is_told_and_taken_back_in_german(desk: Desk) -> None:
    desk.client.headers.update(GERMAN)
    form = {"movie_watched_percent": "90", "watched_marker": "1"}
    page = await desk.follow(await desk.post("/settings/recording", form, "/settings/recording"))
    assert "Gespeichert und schon in Kraft: Filme sind gesehen ab: 85 % → 90 %; " in page
    trail = await desk.text("/logs?tab=audit")
    assert "Einstellung geändert" in trail
    assert "Filme sind gesehen ab:</span> <del>85 %</del> → <ins>90 %</ins>" in trail
    assert "Abspann</ins>" in trail


async def test_another_language_is_told_by_its_name_in_that_language(desk: Desk) -> None:
    path = "/settings/general"
    page = await desk.follow(await desk.post(path, {"language": "de"}, path))
    assert "Sprache: Wie der Browser → Deutsch." in page
    trail = await desk.text("/logs?tab=audit")
    assert "Sprache:</span> <del>Wie der Browser</del> → <ins>Deutsch</ins>" in trail
    undo = re.search(r'action="/x/y(/settings/undo/[^"]+)"', page)
    assert undo
    page = await desk.follow(await desk.post(undo[1], {"next": path}, path))
    assert "Taken back: Language." in page


async def test_a_job_is_shown_in_german_and_told_to_programs_in_english(desk: Desk) -> None:
    number = await desk.app.backing_up.make()
    job = await desk.app.jobs.wait(number)
    page = await read(desk, "/logs?tab=jobs")
    assert "Datenbank sichern" in page
    assert ">fertig</span>" in page
    assert "geöffnet und geprüft" in page
    assert job.name == "Back up the database"
    assert job.message.endswith("plays, opened and checked")
    assert "Back up the database" in (await desk.get("/api/v1/jobs", **GERMAN)).text


async def test_the_catalogue_of_preferences_that_programs_read_stays_english(desk: Desk) -> None:
    answer = (await desk.get("/api/v1/preferences", **GERMAN)).text
    assert "Movies are watched at" in answer
    assert "Filme" not in answer
    assert Recording.title == "Recording"


def test_every_table_and_every_change_that_can_be_taken_back_has_words() -> None:
    assert {name.replace("_", " ") for name in metadata.tables} == ROWS
    assert {name.replace("_", " ") for name in UNDO_HOOKS} <= ACTIONS


async def test_the_support_bundle_is_in_english_for_those_who_help(desk: Desk) -> None:
    page = await read(desk, "/settings/about")
    assert "<dt>Zeitzone</dt>" in page
    assert "Time zone: " in page
    assert "Zeitzone: " not in page
