"""Preferences, keys, sign-ins, jobs, imports, exports and status."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.v1.house import House
from watchkeeper import __version__
from watchkeeper.api.v1 import OPERATIONS
from watchkeeper.features.accounts import Scope


async def test_preferences_come_with_words_bounds_and_units(shown: House) -> None:
    found = {one["name"]: one for one in (await shown.get("/preferences"))["preferences"]}
    limit = found["network.token_calls_a_minute"]
    assert (limit["kind"], limit["unit"], limit["value"]) == ("number", "calls a minute", 6000)
    assert limit["help"]


async def test_preferences_change_together_or_not_at_all(house: House) -> None:
    wanted = {"recording.tv_watched_percent": 70, "recording.movie_watched_percent": 101}
    refused = await house.ask("PATCH", "/preferences", json=wanted)
    assert refused.json()["error"]["field"] == "movie_watched_percent"
    found = {one["name"]: one["value"] for one in (await house.get("/preferences"))["preferences"]}
    assert found["recording.tv_watched_percent"] == 85
    kept = await house.ask("PATCH", "/preferences", json={"recording.tv_watched_percent": 70})
    assert kept.status_code == 200


@pytest.mark.parametrize(
    "wanted", [{}, {"nothing.at_all": 1}, {"recording.x": 1}, {"a.b": 1, "c.d": 2}, [], 5]
)
async def test_preferences_that_are_none_are_refused(shown: House, wanted: object) -> None:
    assert (await shown.ask("PATCH", "/preferences", json=wanted)).status_code == 400


async def test_a_token_is_shown_once(house: House) -> None:
    wanted = {"name": "dashboard", "scopes": ["read"], "days": 7, "server_id": 1}
    made = (await house.ask("POST", "/keys", json=wanted)).json()
    assert made["key"]["expires_at"] - made["key"]["created_at"] == 7 * 86_400
    listed = await house.ask("GET", "/keys")
    assert made["secret"] not in listed.text
    assert made["key"] in listed.json()["keys"]
    assert (await house.ask("GET", "/status", token=made["secret"])).status_code == 200
    assert (await house.ask("DELETE", f"/keys/{made['key']['id']}")).status_code == 200
    assert (await house.ask("GET", "/status", token=made["secret"])).status_code == 401
    assert (await house.ask("DELETE", f"/keys/{made['key']['id']}")).status_code == 404


async def test_sign_ins_are_listed(house: House) -> None:
    assert (await house.get("/sign-ins"))["total"] == 0


async def test_s24_a_token_that_asks_too_much_is_told_to_wait(house: House) -> None:
    await house.ask("PATCH", "/preferences", json={"network.token_calls_a_minute": 3})
    token = await house.token(Scope.READ)
    answers = [await house.ask("GET", "/status", token=token) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["retry-after"] == "21"
    assert answers[3].json()["error"]["code"] == "throttled"
    assert (await house.ask("GET", "/status", token=await house.token(Scope.READ))).is_success
    house.fake.clock.advance(20)
    assert (await house.ask("GET", "/status", token=token)).status_code == 200


async def test_s24_a_tautulli_key_has_no_limit_unless_the_owner_sets_one(house: House) -> None:
    key = await house.app.accounts.tautulli_key()
    asked = {"apikey": key, "cmd": "status"}
    await house.ask("PATCH", "/preferences", json={"network.token_calls_a_minute": 1})
    for _ in range(5):
        assert (await house.client.get("/api/v2", params=asked)).status_code == 200
    house.fake.clock.advance(60)
    await house.ask("PATCH", "/preferences", json={"network.tautulli_calls_a_minute": 2})
    found = [(await house.client.get("/api/v2", params=asked)).status_code for _ in range(3)]
    assert 429 in found


async def test_s15_no_answer_holds_a_secret(house: House) -> None:
    key = await house.app.accounts.tautulli_key()
    secrets = (house.fake.plex.token, house.admin, key)
    for operation in OPERATIONS:
        if operation.method == "GET":
            place = operation.place.replace("{graph}", "days")
            for name in ("server_id", "play_id", "section_id", "change_id", "number", "plan_id"):
                place = place.replace(f"{{{name}}}", "1")
            place = place.replace("{user_id}", "0").replace("{rating_key}", "1001")
            answer = await house.ask("GET", place)
            assert not [one for one in secrets if one in answer.text], place


async def test_a_file_that_is_no_database_is_refused_in_words(house: House, tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("nothing")
    for place in ("/imports/inspect", "/imports/dry-run", "/imports"):
        answer = await house.ask("POST", place, json={"path": str(file)})
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "file")
    missing = await house.ask("POST", "/imports/inspect", json={"path": "/nowhere/x.db"})
    assert missing.status_code == 400
    hostile = await house.ask("POST", "/imports/inspect", json={"path": "a\0b"})
    assert hostile.json()["error"]["field"] == "path"


async def test_an_export_is_begun_listed_and_deleted(house: House) -> None:
    made = await house.ask("POST", "/exports/1", json={"section_id": 1})
    assert made.json()["state"] == "waiting"
    number = made.json()["id"]
    assert (await house.get("/exports/1"))["total"] == 1
    assert (await house.get(f"/exports/1/{number}"))["file_format"] == "csv"
    assert (await house.ask("GET", f"/exports/1/{number}/file")).status_code == 404
    (job,) = (await house.get("/jobs"))["jobs"]
    assert await house.get(f"/jobs/{job['id']}") == job
    assert (await house.ask("DELETE", f"/exports/1/{number}")).json()["total"] == 0


async def test_a_job_is_stopped(house: House) -> None:
    await house.ask("POST", "/exports/1", json={"section_id": 1})
    (job,) = (await house.get("/jobs"))["jobs"]
    assert (await house.ask("POST", f"/jobs/{job['id']}/stop")).json()["state"] == "stopped"
    assert (await house.ask("POST", f"/jobs/{job['id']}/stop")).status_code == 409
    assert (await house.ask("POST", "/jobs/99/stop")).status_code == 404


async def test_status_tells_version_and_zone(shown: House) -> None:
    answer = await shown.get("/status")
    assert (answer["version"], answer["timezone"], answer["plays"]) == (
        __version__,
        "Europe/Oslo",
        4,
    )
