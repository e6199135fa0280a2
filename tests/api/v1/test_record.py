"""Repairing the record: findings, corrections of many plays, linking anew."""

from __future__ import annotations

import anyio
import pytest

from tests.api.v1.house import HOUR, House
from tests.factories import STARTED
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.accounts import Scope
from watchkeeper.features.history.large import parts


async def defective(house: House) -> None:
    """A play that ended before it began, and one that was written twice."""
    await house.record(rating_key=501, started=STARTED + 200 * HOUR, stopped=STARTED)
    for seconds in (0, 2):
        begun = STARTED + 300 * HOUR + seconds
        await house.record(rating_key=502, started=begun, stopped=begun + 7200)


async def read_libraries(house: House) -> None:
    for library in await house.app.libraries.all(ServerId(1)):
        await house.app.inventory.take_stock(library)


async def test_a_finding_is_shown_put_right_and_taken_back(house: House) -> None:
    await defective(house)
    kinds = (await house.get("/repair"))["kinds"]
    assert {one["kind"]: one["findings"] for one in kinds}["times"] == 1
    (finding,) = (await house.get("/repair/times"))["findings"]
    assert (finding["fault"], finding["plays"][0]["id"]) == ("reversed", 5)
    assert finding["new_values"]["stopped"] == STARTED + 200 * HOUR + 7200
    fixed = await house.ask("POST", "/repair/times/fix", json={"marks": [finding["mark"]]})
    assert fixed.json()["findings"] == 1
    assert (await house.get("/plays/5"))["play_seconds"] == 7200
    change = fixed.json()["change_id"]
    assert (await house.ask("POST", f"/audit/{change}/undo")).status_code == 200
    assert (await house.get("/repair/times"))["total"] == 1


async def test_all_of_a_kind_must_be_asked_for(house: House) -> None:
    await defective(house)
    assert (await house.ask("POST", "/repair/double/fix", json={})).status_code == 400
    (finding,) = (await house.get("/repair/double"))["findings"]
    assert len(finding["deleted_ids"]) == 1
    done = await house.ask("POST", "/repair/double/fix", json={"marks": None})
    assert done.json()["findings"] == 1
    gone = finding["deleted_ids"][0]
    assert (await house.ask("GET", f"/plays/{gone}")).status_code == 404


async def test_a_finding_is_ignored_and_heeded(house: House) -> None:
    await defective(house)
    mark = (await house.get("/repair/times"))["findings"][0]["mark"]
    ignored = await house.ask("POST", "/repair/times/ignore", json={"marks": [mark]})
    assert (ignored.json()["findings"], (await house.get("/repair/times"))["total"]) == (1, 0)
    assert (await house.ask("POST", "/repair/times/heed")).json()["findings"] == 1
    assert (await house.get("/repair/times"))["total"] == 1


async def test_figures_agree_with_the_database_and_are_built_anew(house: House) -> None:
    assert (await house.ask("POST", "/repair/figures/check")).json()["total"] == 0
    assert (await house.ask("POST", "/repair/figures/rebuild")).json() == {"plays": 4}


async def test_plays_are_split_merged_and_taken_back(house: House) -> None:
    first = await house.record(rating_key=900, started=STARTED + 50 * HOUR, stopped=None)
    second = await house.record(rating_key=900, started=STARTED + 60 * HOUR, stopped=None)
    merged = await house.ask("POST", "/plays/merge", json={"play_ids": [first, second]})
    assert (await house.get(f"/plays/{second}"))["reference_id"] == first
    assert (await house.ask("POST", f"/audit/{merged.json()['change_id']}/undo")).status_code == 200
    assert (await house.get(f"/plays/{second}"))["reference_id"] == second
    await house.ask("POST", "/plays/merge", json={"play_ids": [first, second]})
    await house.ask("POST", "/plays/split", json={"play_ids": [second]})
    assert (await house.get(f"/plays/{second}"))["reference_id"] == second


async def test_plays_leave_the_figures_and_stay_in_the_history(house: House) -> None:
    left_out = {"play_ids": [1], "is_counted": False}
    assert (await house.ask("POST", "/plays/count", json=left_out)).status_code == 200
    assert (await house.get("/statistics/figures", by="all"))["total"]["plays"] == 3
    assert (await house.get("/plays/1"))["id"] == 1


async def test_plays_are_linked_to_an_item_that_a_library_has(house: House) -> None:
    wanted = {"play_ids": [1], "server_id": 1, "rating_key": 999_999}
    refused = await house.ask("POST", "/plays/link", json=wanted)
    assert (refused.status_code, refused.json()["error"]["field"]) == (404, "rating_key")
    await read_libraries(house)
    film = house.fake.film()
    linked = await house.ask("POST", "/plays/link", json={**wanted, "rating_key": film.rating_key})
    assert linked.status_code == 200
    assert (await house.get("/plays/1"))["title"] == film.title


async def test_s2_a_token_of_another_server_corrects_nothing(house: House) -> None:
    other = await house.app.servers.know("machine-2", "Elsewhere")
    token = await house.token(Scope.WRITE, server_id=other.id)
    for place, more in (("split", {}), ("merge", {}), ("count", {"is_counted": False})):
        wanted = {"play_ids": [1, 2], **more}
        answer = await house.ask("POST", f"/plays/{place}", token=token, json=wanted)
        assert (answer.status_code, answer.json()["error"]["field"]) == (404, "play_ids")


async def test_linking_anew_says_what_it_would_do(house: House) -> None:
    assert (await house.get("/relinks/1"))["is_read"] is False
    await read_libraries(house)
    await house.record(rating_key=999_001, title="Nowhere", full_title="Nowhere", guid="plex://x")
    preview = await house.get("/relinks/1")
    assert preview["is_read"]
    assert 999_001 in {one["rating_key"] for one in preview["candidates"]}
    nothing = await house.ask("POST", "/relinks/1", json={"rating_key": 999_001, "choices": None})
    assert nothing.json() == {"plays": 0, "change_id": None, "job_id": None}
    assert (await house.get("/relinks"))["total"] == 0


async def test_a_library_is_not_merged_into_itself_or_into_none(house: House) -> None:
    into = {"into_server_id": 1, "into_section_id": 1}
    same = await house.ask("POST", "/libraries/1/1/merge", json=into)
    assert same.status_code == 400
    none = await house.ask("POST", "/libraries/1/1/merge", json={**into, "into_section_id": 99})
    assert (none.status_code, none.json()["error"]["field"]) == (404, "into_section_id")


async def test_a_view_is_saved_listed_and_deleted(house: House) -> None:
    wanted = {"name": "Films", "query": "?kind=movie"}
    made = (await house.ask("POST", "/views", json=wanted)).json()
    assert (made["name"], made["query"]) == ("Films", "kind=movie")
    assert (await house.ask("POST", "/views", json=wanted)).status_code == 409
    assert (await house.get("/views")) == {"views": [made], "total": 1}
    assert (await house.ask("DELETE", f"/views/{made['id']}")).json()["total"] == 0
    assert (await house.ask("DELETE", f"/views/{made['id']}")).status_code == 404


async def test_many_plays_are_merged_and_taken_back_by_jobs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGE", 0)
    into = {"into_server_id": 1, "into_section_id": 2, "with_rest": True}
    moved = (await house.ask("POST", "/libraries/1/1/merge", json=into)).json()
    assert (moved["change_id"], moved["job_id"] is not None) == (None, True)
    async with anyio.create_task_group() as group:
        group.start_soon(house.app.jobs.run)
        await house.app.jobs.wait(moved["job_id"])
        done = await house.get(f"/jobs/{moved['job_id']}")
        undone = await house.ask("POST", f"/audit/{done['change_id']}/undo")
        await house.app.jobs.wait(undone.json()["undo_job_id"])
        group.cancel_scope.cancel()
    assert (await house.get("/plays", section_id=1, grouped=False))["filtered"] > 0


async def test_many_plays_of_an_account_are_given_to_another_by_a_job(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGE", 0)
    people = [user["user_id"] for user in (await house.get("/users", server_id=1))["users"]]
    one, other = [number for number in people if number][:2]
    play = (await house.get("/plays"))["viewings"][0]["play"]["id"]
    await house.ask("PATCH", f"/plays/{play}", json={"user_id": one})
    before = (await house.get("/plays", user_id=one, grouped=False))["filtered"]
    assert before > 0
    merge = {"into_user_id": other}
    moved = (await house.ask("POST", f"/users/1/{one}/merge", json=merge)).json()
    assert (moved["plays"], moved["change_id"]) == (before, None)
    async with anyio.create_task_group() as group:
        group.start_soon(house.app.jobs.run)
        await house.app.jobs.wait(moved["job_id"])
        group.cancel_scope.cancel()
    assert (await house.get("/plays", user_id=one, grouped=False))["filtered"] == 0


async def test_a_library_is_merged_with_the_rest_and_taken_back(house: House) -> None:
    into = {"into_server_id": 1, "into_section_id": 2}
    assert (await house.get("/libraries/1/1/merge", **into))["total"] > 0
    moved = await house.ask("POST", "/libraries/1/1/merge", json={**into, "with_rest": True})
    assert moved.json()["plays"] > 0
    assert (await house.get("/plays", section_id=1, grouped=False))["filtered"] == 0
    assert (await house.ask("POST", f"/audit/{moved.json()['change_id']}/undo")).status_code == 200
    assert (await house.get("/plays", section_id=1, grouped=False))["filtered"] > 0
