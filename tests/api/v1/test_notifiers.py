"""Notifiers and their messages through our own API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.v1.house import House

HOOK = "http://127.0.0.1:9/secret-place"
WEBHOOK: dict[str, Any] = {  # Any: values of many types
    "server_id": 1,
    "agent": "webhook",
    "friendly_name": "Cards",
    "settings": {"hook": HOOK},
    "triggers": {"on_watched": True},
    "texts": {"on_watched": {"body": '{"key": "{rating_key}"}'}},
    "conditions": [{"parameter": "media_type", "operator": "is", "value": ["movie"]}],
    "options": {"once": "person"},
}


async def added(house: House, **other: object) -> dict[str, Any]:
    answer = await house.ask("POST", "/notifiers", json=WEBHOOK | other)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_notifier_is_added_whole_and_its_secrets_stay_inside(house: House) -> None:
    made = await added(house)

    assert (made["friendly_name"], made["triggers"]) == ("Cards", ["on_watched"])
    assert made["texts"]["on_watched"]["body"] == '{"key": "{rating_key}"}'
    assert made["options"]["once"] == "person"
    assert made["settings"]["method"] == "POST"
    for place in ("/notifiers", f"/notifiers/1/{made['number']}"):
        assert "secret-place" not in (await house.ask("GET", place)).text


async def test_what_is_not_named_stays_also_a_masked_secret(house: House) -> None:
    made = await added(house)
    place = f"/notifiers/1/{made['number']}"

    changed = await house.ask(
        "PATCH", place, json={"settings": made["settings"] | {"method": "PUT"}}
    )

    assert changed.json()["settings"]["method"] == "PUT"
    assert changed.json()["triggers"] == ["on_watched"]
    kept = await house.app.notifiers.get(1, made["number"])  # type: ignore[arg-type]  # a number
    assert kept is not None
    assert kept.settings["hook"] == HOOK


@pytest.mark.parametrize(
    ("wanted", "field", "told"),
    [
        ({"texts": {"on_watched": {"body": '{"a": }'}}}, "on_watched_body", "Body of Watched"),
        ({"logic": "{1} and {9}"}, "custom_conditions_logic", "there is no condition 9"),
        (
            {"conditions": [{"parameter": "x", "operator": "", "value": []}]},
            "custom_conditions",
            "",
        ),
        ({"settings": {"colour": "red"}}, "colour", "no setting"),
        ({"settings": {"hook": 5}}, "hook", "a text"),
        ({"settings": {"hook": "cellar:80"}}, "hook", "begins with http://"),
        ({"settings": {"hook": "http://169.254.169.254/"}}, "hook", "may not be connected to"),
        ({"settings": {"method": "TRACE"}}, "method", "none of"),
        ({"triggers": {"on_fire": True}}, "on_fire", "no trigger"),
        ({"options": {"quiet_from": 60}}, "quiet_until", "an end"),
    ],
)
async def test_what_cannot_be_is_refused_with_place_and_reason(
    house: House, wanted: dict[str, object], field: str, told: str
) -> None:
    number = (await added(house))["number"]

    answer = await house.ask("PATCH", f"/notifiers/1/{number}", json=wanted)

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field
    assert told in answer.json()["error"]["message"]
    refused = await house.ask("POST", "/notifiers", json=WEBHOOK | wanted)
    assert refused.status_code == 400


async def test_a_preview_speaks_of_a_real_event_and_of_texts_not_kept(house: House) -> None:
    number = (await added(house))["number"]
    place = f"/notifiers/1/{number}"
    events = (await house.ask("GET", f"{place}/events?trigger=on_watched")).json()["events"]

    wanted = {"trigger": "on_watched", "event": events[0]["reference"], "body": '["{title}"]'}
    shown = (await house.ask("POST", f"{place}/preview", json=wanted)).json()

    assert shown["event"] == events[0]
    assert shown["body"] == f'["{events[0]["title"]}"]'
    assert shown["problems"] == []
    gone = {"trigger": "on_watched", "event": "play:999999"}
    assert (await house.ask("POST", f"{place}/preview", json=gone)).status_code == 404


async def test_a_dry_run_is_told(house: House) -> None:
    number = (await added(house))["number"]

    found = (await house.ask("GET", f"/notifiers/1/{number}/dry-run?days=30")).json()

    assert found["count"] == len(found["messages"])
    assert found["not_replayed"] == []


async def test_a_test_stands_in_the_log_which_is_read_by_parts(house: House) -> None:
    number = (await added(house))["number"]
    for _ in range(3):
        tested = await house.ask("POST", f"/notifiers/1/{number}/test", json={})
        assert tested.json()["is_sent"] is False
        assert tested.json()["error"]

    first = await house.get("/notifications", limit=2, action="test")
    rest = await house.get("/notifications", before=first["older"])

    assert [len(part["notifications"]) for part in (first, rest)] == [2, 1]
    assert rest["older"] is None
    assert first["notifications"][0]["state"] == "failed"
    assert (await house.get("/notifications", text="no-such-text"))["notifications"] == []
    by_hand = first["notifications"][0]["id"]
    assert (await house.ask("POST", f"/notifications/{by_hand}/resend")).status_code == 200
    assert (await house.ask("POST", "/notifications/999999/resend")).status_code == 404


async def test_a_deleted_notifier_is_gone(house: House) -> None:
    number = (await added(house))["number"]

    left = await house.ask("DELETE", f"/notifiers/1/{number}")

    assert left.json()["total"] == 0
    assert (await house.ask("GET", f"/notifiers/1/{number}")).status_code == 404
