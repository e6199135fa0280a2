"""Notifiers: listed, read, added, changed and deleted as programs do it with Tautulli."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.api.v2.house import House, open_house
from tests.api.v2.household import move_in
from tests.api.v2.specified import SPECIFICATION, mistakes, specified_data
from tests.factories import STARTED
from tests.fakes.clock import FakeClock
from watchkeeper.domain.facts import Facts, ServerId
from watchkeeper.domain.notices.agents import AGENTS, TRIGGERS, USUAL_TEXTS
from watchkeeper.features.notifications.queries import notifiers as queries
from watchkeeper.features.system.kept import KeptRow

WEBHOOK, DISCORD, EMAIL = 25, 20, 10
CONDITION = {"parameter": "media_type", "operator": "is", "value": ["show", "season"], "type": "x"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data", FakeClock(STARTED + 100_000)) as found:
        await move_in(found)
        yield found


async def add(house: House, agent_id: int) -> int:
    return int((await house.data("add_notifier_config", agent_id=agent_id))["notifier_id"])


async def config(house: House, notifier_id: int) -> dict[str, Any]:
    found: dict[str, Any] = await house.data("get_notifier_config", notifier_id=notifier_id)
    return found


async def message(house: House, cmd: str, **sent: object) -> tuple[int, str]:
    response = await house.call(cmd, **sent)
    return response.status_code, response.json()["response"]["message"]


async def test_a_new_notifier_has_the_usual_settings(house: House) -> None:
    for agent in AGENTS:
        found = await config(house, await add(house, agent.id))
        assert (found["agent_name"], found["agent_label"]) == (agent.name, agent.label)
        assert found["config"] == agent.usual
        assert set(found["actions"].values()) == {0}
        texts = found["notify_text"]["on_play"]
        assert texts["body"] == (USUAL_TEXTS["on_play"][1] if agent.has_texts else "")
        named = [option for option in found["config_options"] if "name" in option]
        assert [each["name"] for each in named] == [f"{agent.name}_{key}" for key in agent.usual]
    assert await message(house, "add_notifier_config", agent_id=4) == (
        400,
        "Failed to add notification agent.",
    )


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the specification is not here")
async def test_every_fact_has_its_type(house: House) -> None:
    notifier_id = await add(house, DISCORD)
    assert mistakes(await house.data("get_notifiers"), specified_data("get_notifiers")) == []
    stated = specified_data("get_notifier_config")
    found = await config(house, notifier_id)
    for whole in ("config", "config_options"):  # described in words
        stated.pop(whole), found.pop(whole)
    assert mistakes(found, stated) == []


@pytest.mark.parametrize(
    ("agent_id", "name", "kind", "choices"),
    [
        (16, "facebook_app_id", "token", None),
        (22, "groupme_bot_id", "token", None),
        (11, "twitter_consumer_secret", "token", None),
        (29, "gotify_priority", "select", {str(number): number for number in range(8)}),
        (1, "prowl_priority", "select", {"-2": -2, "-1": -1, "0": 0, "1": 1, "2": 2}),
        (10, "email_smtp_server", "text", None),
    ],
)
async def test_settings_are_asked_for_as_by_tautulli(
    house: House, agent_id: int, name: str, kind: str, choices: object
) -> None:
    options = (await config(house, await add(house, agent_id)))["config_options"]
    (found,) = (option for option in options if option.get("name") == name)
    assert (found["input_type"], found.get("select_options")) == (kind, choices)


async def test_a_program_sets_up_its_webhook(house: House) -> None:
    before = {row["id"] for row in await house.data("get_notifiers")}
    await add(house, WEBHOOK)
    (new,) = {row["id"] for row in await house.data("get_notifiers")} - before
    sent = {
        "notifier_id": new,
        "agent_id": WEBHOOK,
        "friendly_name": "Cards - Recently Added",
        "webhook_hook": "http://cards.test/hook",
        "webhook_method": "PUT",
        "on_created": 1,
        "on_created_body": '"{rating_key}"',
        "custom_conditions": orjson.dumps([CONDITION]).decode(),
    }
    assert await message(house, "set_notifier_config", **sent) == (200, "Saved notification agent.")
    (row,) = [row for row in await house.data("get_notifiers") if row["id"] == new]
    assert (row["agent_label"], row["friendly_name"], row["active"]) == (
        "Webhook",
        "Cards - Recently Added",
        1,
    )
    found = await config(house, new)
    assert found["config"] == {"hook": "http://cards.test/hook", "method": "PUT"}
    assert found["custom_conditions"] == [{**CONDITION, "type": "str"}]
    assert found["notify_text"]["on_created"] == {"subject": "", "body": '"{rating_key}"'}


async def test_a_change_resets_settings_but_keeps_triggers_and_texts(house: House) -> None:
    notifier_id = await add(house, EMAIL)
    whole = {"notifier_id": notifier_id, "agent_id": EMAIL}
    await house.call(
        "set_notifier_config",
        **whole,
        friendly_name="Mail",
        email_smtp_password="hunter2",
        email_smtp_port="abc",
        email_to="ada@example.test",
        on_play=1,
        on_play_subject="Hello",
    )
    found = await config(house, notifier_id)
    assert found["config"]["smtp_password"] == "    "
    assert found["config"]["smtp_port"] == 0
    assert found["config"]["to"] == ["ada@example.test"]
    await house.call("set_notifier_config", **whole, email_smtp_password="    ")
    found = await config(house, notifier_id)
    assert (found["friendly_name"], found["config"]["to"]) == ("", [])
    assert (found["actions"]["on_play"], found["config"]["smtp_port"]) == (1, 465)
    assert found["notify_text"]["on_play"]["subject"] == "Hello"
    kept = await house.app.notifiers.get(ServerId(1), notifier_id)
    assert kept is not None
    assert kept.settings["smtp_password"] == "hunter2"
    stored = await house.app.db.read(queries.notifiers)
    assert "hunter2" not in str(stored)


@pytest.mark.parametrize(
    "conditions",
    [
        "not json",
        "{}x",
        '[{"parameter": "nonsense", "operator": "is", "value": ["a"]}]',
        '[{"parameter": "year", "operator": "contains", "value": [1999]}]',
        '[{"parameter": "year", "operator": "is", "value": ["soon"]}]',
        "[1]",
        '[{"parameter": 5}]',
    ],
)
async def test_conditions_that_cannot_be_change_nothing(house: House, conditions: str) -> None:
    notifier_id = await add(house, WEBHOOK)
    sent = {"notifier_id": notifier_id, "agent_id": WEBHOOK, "custom_conditions": conditions}
    refused = (400, "Failed to save notification agent.")
    assert await message(house, "set_notifier_config", **sent, friendly_name="x") == refused
    assert (await config(house, notifier_id))["friendly_name"] == ""


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"on_watched_body": '{"key": }'}, "Body of Watched: character 9: it is no JSON"),
        ({"on_watched_subject": "[]"}, "Headers of Watched: character 1: headers are"),
        ({"custom_conditions_logic": "{9}"}, "The logic at character 2: there is no condition 9"),
    ],
)
async def test_what_cannot_be_run_is_refused_with_its_place(
    house: House, sent: dict[str, str], told: str
) -> None:
    notifier_id = await add(house, WEBHOOK)
    asked = {"notifier_id": notifier_id, "agent_id": WEBHOOK, "on_watched": 1, **sent}
    answer = (await house.call("set_notifier_config", **asked)).json()["response"]
    assert answer["result"] == "error"
    assert answer["message"].startswith(f"Failed to save notification agent. {told}")
    kept = await config(house, notifier_id)
    assert kept["actions"]["on_watched"] == 0


async def test_a_part_that_does_nothing_is_let_through_as_by_tautulli(house: House) -> None:
    notifier_id = await add(house, WEBHOOK)
    asked = {"notifier_id": notifier_id, "agent_id": WEBHOOK, "on_watched": 1}
    answer = await house.call("set_notifier_config", **asked, on_watched_body='"{nobody}"')
    assert answer.json()["response"]["message"] == "Saved notification agent."


async def test_a_change_under_an_unused_number_makes_a_notifier(house: House) -> None:
    await house.call("set_notifier_config", notifier_id=41, agent_id=WEBHOOK)
    assert (await config(house, 41))["agent_name"] == "webhook"


async def test_deleting_succeeds_for_every_number(house: House) -> None:
    notifier_id = await add(house, WEBHOOK)
    done = (200, "Notifier deleted successfully.")
    assert await message(house, "delete_notifier", notifier_id=notifier_id) == done
    assert await message(house, "delete_notifier", notifier_id=999) == done
    for sent in ({}, {"notifier_id": "abc"}):
        failed = (400, "Failed to delete notifier.")
        assert await message(house, "delete_notifier", **sent) == failed
    assert await house.data("get_notifiers") == []


async def test_notifiers_are_listed_by_trigger(house: House) -> None:
    notifier_id = await add(house, WEBHOOK)
    await house.call("set_notifier_config", notifier_id=notifier_id, agent_id=WEBHOOK, on_stop=1)
    listed = [len(await house.data("get_notifiers", notify_action=each)) for each in TRIGGERS]
    assert [TRIGGERS[at] for at, count in enumerate(listed) if count] == ["on_stop"]
    assert (await house.call("get_notifiers", notify_action="bogus")).status_code == 500


async def test_what_cannot_be_sent_is_said(house: House) -> None:
    notifier_id = await add(house, WEBHOOK)
    failed = (400, "Notification failed.")
    assert await message(house, "notify", notifier_id=notifier_id, body="x") == failed
    assert await message(house, "notify") == (
        400,
        "Notification failed: no notifier id provided.",
    )
    about = {"notifier_id": notifier_id, "rating_key": 500}
    assert await message(house, "notify_recently_added", **about) == failed
    for number in ("77", "abc", "-1", "9" * 40):
        told = f"Notification failed: invalid notifier_id provided {number}."
        assert await message(house, "notify", notifier_id=number) == (400, told)
    (entry,) = (await house.data("get_notification_log"))["data"]
    assert (entry["notify_action"], entry["body_text"], entry["success"]) == ("api", "x", 0)


async def test_imported_notifiers_are_taken_over_once(house: House) -> None:
    row: Facts = {
        "agent_id": WEBHOOK,
        "agent_name": "webhook",
        "agent_label": "Webhook",
        "friendly_name": "Cards",
        "notifier_config": '{"hook": "http://cards.test"}',
        "on_stop": 1,
    }
    await house.app.kept.put(ServerId(1), "notifiers", KeptRow(4, row))
    (found,) = await house.data("get_notifiers")
    assert (found["id"], found["friendly_name"], found["active"]) == (4, "Cards", 1)
    assert await house.app.kept.rows(ServerId(1), "notifiers") == []
    await house.call("delete_notifier", notifier_id=4)
    await house.app.kept.put(ServerId(1), "notifiers", KeptRow(4, row))
    assert await house.data("get_notifiers") == []
    assert await add(house, WEBHOOK) == 5


async def test_the_log_is_told_and_forgotten(house: House) -> None:
    for at in (10, 20):
        entry = {"timestamp": at, "notifier_id": 1, "body_text": "a\r\nb", "success": at // 20}
        await house.app.kept.add(ServerId(1), "notify_log", entry)
    await add(house, WEBHOOK)
    found = await house.data("get_notification_log")
    assert [row["timestamp"] for row in found["data"]] == [20, 10]
    assert found["data"][0]["body_text"] == "a<br />b"
    (row,) = await house.data("get_notifiers")
    assert (row["last_triggered"], row["last_success"]) == (20, 1)
    assert await message(house, "delete_notification_log") == (200, "Cleared notification logs.")
    assert (await house.data("get_notification_log"))["recordsTotal"] == 0
