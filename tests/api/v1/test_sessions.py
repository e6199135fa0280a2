"""Streams that run now, and stopping one by a plan."""

from __future__ import annotations

from tests.api.v1.house import House
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.accounts import Scope


async def test_a_stream_is_told_with_its_units(shown: House) -> None:
    answer = await shown.get("/sessions")
    (session,) = answer["sessions"]
    assert answer["total"] == 1
    assert session["rating_key"] == shown.fake.film().rating_key
    assert session["state"] == "playing"
    assert session["started"] == int(shown.fake.clock.now())
    assert session["duration"] > 60_000
    assert await shown.get(f"/sessions/1/{session['number']}") == session


async def test_a_stream_that_has_ended_is_not_found(shown: House) -> None:
    answer = await shown.ask("GET", "/sessions/1/99")
    assert answer.status_code == 404
    assert answer.json()["error"]["field"] == "number"


async def test_a_stop_is_a_plan_that_waits_for_confirmation(house: House) -> None:
    answer = await house.ask("POST", "/sessions/1/1/stop", json={"message": "Bed time"})
    plan = answer.json()
    assert (plan["state"], plan["kind"]) == ("proposed", "stop_stream")
    assert plan["changes"][0]["after"]["message"] == "Bed time"
    assert await still_runs(house)
    assert (await house.get("/plans"))["plans"] == [plan]
    assert await house.get(f"/plans/{plan['id']}") == plan


async def test_a_plan_that_is_rejected_stays_so(house: House) -> None:
    plan = (await house.ask("POST", "/sessions/1/1/stop", json={})).json()
    rejected = await house.ask("POST", f"/plans/{plan['id']}/reject")
    assert rejected.json()["state"] == "rejected"
    again = await house.ask("POST", f"/plans/{plan['id']}/confirm")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "conflict")
    assert await still_runs(house)


async def test_proposing_and_confirming_need_control(house: House) -> None:
    reader = await house.token(Scope.READ, Scope.WRITE)
    assert (await house.ask("POST", "/sessions/1/1/stop", token=reader, json={})).status_code == 403
    plan = (await house.ask("POST", "/sessions/1/1/stop", json={})).json()
    confirmed = await house.ask("POST", f"/plans/{plan['id']}/confirm", token=reader)
    assert confirmed.status_code == 403


async def test_a_message_is_not_longer_than_players_show(shown: House) -> None:
    answer = await shown.ask("POST", "/sessions/1/1/stop", json={"message": "x" * 301})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "message")


async def still_runs(house: House) -> bool:
    plex = house.app.media.get(ServerId(1))
    assert plex is not None
    return len(await plex.sessions()) == 1
