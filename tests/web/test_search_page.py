"""Global search: the page, the box and the commands."""

from __future__ import annotations

import pytest

from tests.factories import STARTED
from tests.web.conftest import Desk

HOSTILE = "<script>alert(1)</script> \u202eevil\u202c"


@pytest.mark.parametrize("question", ["night", "TRAIN", "nig tra", "ight"])
async def test_a_title_is_found_by_parts_of_its_words(reader: Desk, question: str) -> None:
    for path in ("/search", "/search/box"):
        page = await reader.text(f"{path}?q={question}")
        assert "Night Train" in page
        assert "/x/y/items/1/501" in page


async def test_people_settings_and_commands_are_found_too(reader: Desk) -> None:
    assert "Movies are watched at" in await reader.text("/search?q=watched")
    assert "/do/back-up" in await reader.text("/search?q=backup")
    assert "Dark theme" in await reader.text("/search?q=dark")


async def test_before_anything_is_asked_the_last_plays_are_shown(reader: Desk) -> None:
    page = await reader.text("/search/box?q=")
    assert "Played last" in page
    assert page.index("The Keys") < page.index("Night Train") < page.index("The Tide")


async def test_nothing_found_says_so(reader: Desk) -> None:
    page = await reader.text("/search?q=zzzz")
    assert "Nothing is called “zzzz”" in page
    assert "Clear the search" in page


async def test_an_empty_record_has_an_empty_search(desk: Desk) -> None:
    assert "Commands" in await desk.text("/search")
    assert (await desk.get("/search?q=anything")).status_code == 200


async def test_hostile_titles_and_questions_stay_text(desk: Desk) -> None:
    await desk.record(title=HOSTILE, full_title=HOSTILE, started=STARTED)
    for path in ("/search", "/search/box"):
        answer = await desk.get(f"{path}?q=evil%3Cscript%3E")
        assert "<script>" not in answer.text
        answer = await desk.get(f"{path}?q=alert")
        assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize("question", ["%00", "a" * 5000, "%F0%9F%98%80", "'; drop", "%25_%25"])
async def test_any_question_has_an_answer(reader: Desk, question: str) -> None:
    assert (await reader.get(f"/search?q={question}")).status_code == 200


async def test_a_command_that_changes_something_asks_first(reader: Desk) -> None:
    page = await reader.text("/do/back-up")
    assert 'method="post" action="/x/y/settings/backups/make"' in page
    assert (await reader.get("/do/nothing")).status_code == 404


async def test_a_job_is_found_by_its_number(desk: Desk) -> None:
    async def body(_job: object) -> None:
        return None

    job_id = await desk.app.jobs.start("refresh", "Refresh", {}, body)
    assert f"/logs?tab=jobs#job-{job_id}" in await desk.text(f"/search?q=job+{job_id}")
