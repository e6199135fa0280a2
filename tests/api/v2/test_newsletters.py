"""Newsletters: listed, read, added, changed and deleted."""

from __future__ import annotations

import pytest

from tests.api.v2.house import House
from tests.api.v2.specified import SPECIFICATION, mistakes, specified_data
from tests.api.v2.test_notifiers import house, message
from watchkeeper.domain.facts import Facts, SectionId, ServerId
from watchkeeper.features.libraries import Library
from watchkeeper.features.libraries.queries import insert_library
from watchkeeper.features.newsletters.letters.newsletter import CONFIG, EMAIL

__all__ = ["house"]
WHOLE = {"newsletter_id": 1, "agent_id": 0, "subject": "S", "body": "B", "cron": "0 9 * * 1"}


async def add(house: House) -> int:
    return int((await house.data("add_newsletter_config", agent_id=0))["newsletter_id"])


async def test_a_new_newsletter_has_the_usual_settings(house: House) -> None:
    found = await house.data("get_newsletter_config", newsletter_id=await add(house))
    assert (found["config"], found["email_config"]) == (CONFIG, EMAIL)
    assert (found["cron"], found["active"]) == ("0 0 * * 0", 0)
    shelves = found["config_options"][0]["select_options"]
    assert [each["text"] for each in shelves["Movie Libraries"]] == ["Films"]
    failed = (400, "Failed to add newsletter.")
    assert await message(house, "add_newsletter_config", agent_id=1) == failed


async def test_libraries_to_choose_from_are_told_by_kinds_that_there_are(house: House) -> None:
    (server,) = await house.app.servers.all()
    videos = Library(
        id=0,
        server_id=server.id,
        section_id=SectionId(7),
        section_name="Home",
        section_type="movie",
        agent="tv.plex.agents.none",
    )
    await house.app.db.write(insert_library, videos)
    await house.app.libraries.reload(server.id)
    found = await house.data("get_newsletter_config", newsletter_id=await add(house))
    shelves = found["config_options"][0]["select_options"]
    assert [*shelves] == ["Movie Libraries", "TV Show Libraries", "Other Video Libraries"]
    assert shelves["Other Video Libraries"] == [{"value": 7, "text": "Home"}]


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the specification is not here")
async def test_every_fact_has_its_type(house: House) -> None:
    await add(house)
    assert mistakes(await house.data("get_newsletters"), specified_data("get_newsletters")) == []


async def test_a_change_is_kept_whole(house: House) -> None:
    newsletter_id = await add(house)
    texts = {
        **{name: str(value) for name, value in WHOLE.items()},
        "active": "1",
        "newsletter_config_time_frame": "30",
        "newsletter_email_smtp_password": "hunter2",
    }
    sent = [*texts.items(), *(("newsletter_config_incl_libraries", each) for each in ("1", "2"))]
    params: list[tuple[str, str | int | float | bool | None]]
    params = [("apikey", house.key), ("cmd", "set_newsletter_config"), *sent]
    response = await house.client.get("/api/v2", params=params)
    assert response.json()["response"]["message"] == "Saved newsletter."
    found = await house.data("get_newsletter_config", newsletter_id=newsletter_id)
    assert found["config"]["incl_libraries"] == ["1", "2"]
    assert (found["config"]["time_frame"], found["active"], found["subject"]) == (30, 1, "S")
    assert found["email_config"]["smtp_password"] == "    "
    await house.call("set_newsletter_config", **WHOLE, newsletter_email_smtp_password="    ")
    kept = await house.app.newsroom.letters.get(ServerId(1), newsletter_id)
    assert kept.email["smtp_password"] == "hunter2"


@pytest.mark.parametrize(
    "wrong",
    [
        {"cron": ""},
        {"cron": "daily"},
        {"cron": "0 9 31 2 *"},
        {"agent_id": 1},
        {"newsletter_id": "abc"},
        {"id_name": "../etc"},
    ],
)
async def test_what_cannot_be_changes_nothing(house: House, wrong: dict[str, object]) -> None:
    newsletter_id = await add(house)
    sent = {**WHOLE, **wrong}
    refused = (400, "Failed to save newsletter.")
    assert await message(house, "set_newsletter_config", **sent) == refused
    found = await house.data("get_newsletter_config", newsletter_id=newsletter_id)
    assert found["subject"] != "S"


async def test_a_newsletter_without_libraries_has_nothing_to_tell(house: House) -> None:
    newsletter_id = await add(house)
    failed = (400, "Newsletter failed.")
    assert await message(house, "notify_newsletter", newsletter_id=newsletter_id) == failed
    done = (200, "Newsletter deleted successfully.")
    assert await message(house, "delete_newsletter", newsletter_id=newsletter_id) == done
    assert await message(house, "delete_newsletter", newsletter_id=77) == done
    assert await message(house, "delete_newsletter") == (400, "Failed to delete newsletter.")
    assert await house.data("get_newsletters") == []
    told = "Newsletter failed: invalid newsletter_id provided 1."
    assert await message(house, "notify_newsletter", newsletter_id=1) == (400, told)


async def test_the_log_is_told_and_forgotten(house: House) -> None:
    await add(house)
    entry: Facts = {"timestamp": 7, "newsletter_id": 1, "uuid": "1e9c80c6", "success": 1}
    await house.app.kept.add(ServerId(1), "newsletter_log", entry)
    found = await house.data("get_newsletter_log", search="9C80")
    assert [row["uuid"] for row in found["data"]] == ["1e9c80c6"]
    assert (await house.data("get_newsletters"))[0]["last_triggered"] == 7
    assert await message(house, "delete_newsletter_log") == (200, "Cleared newsletter logs.")
    assert (await house.data("get_newsletter_log"))["recordsTotal"] == 0
