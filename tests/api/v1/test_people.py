"""People: links, privacy, what is kept of them, their year, and being guests."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.v1.house import House
from watchkeeper.features.accounts import Scope
from watchkeeper.features.preferences import Guests


async def two(house: House) -> list[dict[str, Any]]:
    """Two people who are neither Local nor the owner."""
    users = (await house.get("/users"))["users"]
    return [one for one in users if one["user_id"] and not one["is_admin"]][:2]


def path(user: dict[str, Any]) -> str:
    return f"{user['server_id']}/{user['user_id']}"


async def test_people_are_previewed_linked_and_parted(house: House) -> None:
    one, other = map(path, await two(house))
    preview = await house.get("/people/link", account=[one, other])
    assert len(preview["people"]) == 2
    before = (await house.get("/people"))["total"]
    linked = await house.ask("POST", "/people/link", json={"accounts": [one, other]})
    assert linked.status_code == 200
    assert len((await house.get(f"/people/{other}"))["accounts"]) == 2
    assert (await house.get("/people"))["total"] == before - 1
    assert (await house.ask("POST", f"/people/{other}/unlink")).status_code == 200
    assert (await house.get("/people"))["total"] == before


async def test_a_link_is_taken_back(house: House) -> None:
    accounts = list(map(path, await two(house)))
    done = await house.ask("POST", "/people/link", json={"accounts": accounts})
    assert (await house.ask("POST", f"/audit/{done.json()['change_id']}/undo")).status_code == 200
    assert len((await house.get(f"/people/{accounts[0]}"))["accounts"]) == 1


@pytest.mark.parametrize("account", ["1", "1/", "a/b", "1/2/3", "-1/2", "1/7001\n"])
async def test_what_is_no_account_is_refused(shown: House, account: str) -> None:
    answer = await shown.ask("GET", "/people/link", params={"account": account})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "account.0")


async def test_a_person_is_left_out_of_statistics(house: House) -> None:
    one = path((await two(house))[0])
    done = await house.ask("PATCH", f"/people/{one}", json={"is_hidden": True})
    assert done.status_code == 200
    person = await house.get(f"/people/{one}")
    assert (person["is_hidden"], person["shortens_addresses"]) == (True, False)


async def test_addresses_are_shortened_as_a_job(house: House) -> None:
    one = path((await two(house))[0])
    job = await house.ask("POST", f"/people/{one}/shorten")
    assert job.json()["kind"] == "shorten_addresses"
    assert (await house.get(f"/people/{one}"))["shortens_addresses"]


async def test_all_plays_of_an_account_go_to_another(house: House) -> None:
    one, other = await two(house)
    await house.record(user_id=one["user_id"], username=one["username"])
    wanted = {"into_user_id": other["user_id"]}
    moved = await house.ask("POST", f"/users/{path(one)}/merge", json=wanted)
    assert moved.json()["plays"] == 1
    assert (await house.get("/plays", user_id=one["user_id"]))["filtered"] == 0
    assert (await house.ask("POST", f"/audit/{moved.json()['change_id']}/undo")).status_code == 200
    elsewhere = await house.app.servers.know("machine-2", "Elsewhere")
    token = await house.token(Scope.WRITE, server_id=elsewhere.id)
    answer = await house.ask("POST", f"/users/{path(one)}/merge", token=token, json=wanted)
    assert answer.status_code == 404


async def test_everything_about_a_person_is_written_by_a_job(house: House) -> None:
    one = path((await two(house))[0])
    job = (await house.ask("POST", f"/people/{one}/exports")).json()
    assert [each["id"] for each in (await house.get(f"/people/{one}/exports"))["jobs"]] == [
        job["id"]
    ]
    missing = await house.ask("GET", f"/people/{one}/exports/{job['id']}")
    assert missing.status_code == 404  # no job runs in this house


async def test_s3_an_erasure_needs_the_name(house: House) -> None:
    user = (await two(house))[0]
    one = path(user)
    assert "rows" in await house.get(f"/people/{one}/erase")
    for wanted in ({}, {"confirm_name": "somebody else"}, {"confirm_name": ""}):
        refused = await house.ask("POST", f"/people/{one}/erase", json=wanted)
        assert (refused.status_code, refused.json()["error"]["field"]) == (400, "confirm_name")
    assert (await house.get("/jobs"))["total"] == 0
    name = (await house.get(f"/people/{one}"))["name"]
    begun = await house.ask("POST", f"/people/{one}/erase", json={"confirm_name": name})
    assert begun.json()["kind"] == "erase_person"
    assert (await house.get("/jobs"))["total"] == 1


async def test_who_writes_does_not_erase(house: House) -> None:
    user = (await two(house))[0]
    token = await house.token(Scope.WRITE, Scope.READ)
    wanted = {"confirm_name": user["friendly_name"]}
    answer = await house.ask("POST", f"/people/{path(user)}/erase", token=token, json=wanted)
    assert answer.status_code == 403


async def test_erased_accounts_are_numbers_alone_and_may_come_back(house: House) -> None:
    user = (await two(house))[0]
    known = await house.app.users.everybody(with_deleted=True)
    (account,) = [one for one in known if one.user_id == user["user_id"]]
    await house.app.erased.add([(account.server_id, account.user_id)])
    (mark,) = (await house.get("/erased-accounts"))["accounts"]
    assert set(mark) == {"id", "erased_at"}
    assert (await house.ask("DELETE", f"/erased-accounts/{mark['id']}")).json()["total"] == 0
    assert (await house.ask("DELETE", f"/erased-accounts/{mark['id']}")).status_code == 404


async def test_a_year_tells_what_stands_out(shown: House) -> None:
    assert (await shown.get("/years"))["years"] == [2026]
    year = await shown.get("/years/2026")
    assert (year["total"]["plays"], year["people"], len(year["month_plays"])) == (4, 2, 12)
    assert year["movies"][0]["play"]["title"] == "The Tide"
    assert (await shown.ask("GET", "/years/1999")).status_code == 404


async def test_a_token_of_one_server_sees_the_year_of_that_server(house: House) -> None:
    other = await house.app.servers.know("machine-2", "Elsewhere")
    token = await house.token(Scope.READ, server_id=other.id)
    assert (await house.ask("GET", "/years", token=token)).json()["total"] == 0
    assert (await house.ask("GET", "/years/2026", token=token)).status_code == 404
    asked = {"server_id": 1}
    assert (await house.ask("GET", "/years", token=token, params=asked)).status_code == 404


async def test_who_opted_out_keeps_their_year(house: House) -> None:
    known = await house.app.users.everybody(with_deleted=False)
    person = known[1]
    keys = [(person.server_id, person.user_id)]
    await house.app.opting_out.choose(keys, is_out=True)
    one = f"{person.server_id}/{person.user_id}"
    assert (await house.ask("GET", f"/people/{one}/years/2026")).status_code == 403
    wanted = {"year": 2026, "shown_name": "x", "server_id": keys[0][0], "user_id": keys[0][1]}
    assert (await house.ask("POST", "/year-links", json=wanted)).status_code == 403


async def test_a_year_is_shared_by_a_link_that_is_told_once(house: House) -> None:
    wanted = {"year": 2026, "shown_name": "Our house", "days": 7}
    made = (await house.ask("POST", "/year-links", json=wanted)).json()
    page = await house.client.get(made["path"], headers={"accept": "text/html"})
    assert page.status_code == 200
    listed = await house.get("/year-links")
    assert made["path"].rpartition("/")[2] not in str(listed)
    ended = await house.ask("DELETE", f"/year-links/{listed['links'][0]['id']}")
    assert ended.json()["total"] == 0
    assert (await house.client.get(made["path"])).status_code == 404


async def test_half_a_person_is_refused(house: House) -> None:
    wanted = {"year": 2026, "shown_name": "x", "server_id": 1}
    answer = await house.ask("POST", "/year-links", json=wanted)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "user_id")


async def test_a_guest_is_allowed_invited_and_shut_out(house: House) -> None:
    one = path((await two(house))[0])
    assert (await house.ask("POST", f"/guests/{one}/invitation")).status_code == 403
    await house.app.preferences.change(Guests, {"allow_guest_access": True}, "Olga")
    allowed = await house.ask("POST", f"/guests/{one}/allow", json={"allow": True})
    assert allowed.json()["is_let_in"]
    invited = (await house.ask("POST", f"/guests/{one}/invitation")).json()
    page = await house.client.get(invited["path"], headers={"accept": "text/html"})
    assert page.status_code == 200
    listed = await house.get("/guests")
    assert (listed["total"], listed["is_open"]) == (1, True)
    assert listed["guests"][0]["invited_until"] == invited["expires_at"]
    shut_out = await house.ask("POST", f"/guests/{one}/allow", json={"allow": False})
    assert (shut_out.json()["is_let_in"], shut_out.json()["invited_until"]) == (False, None)


async def test_an_invitation_is_withdrawn(house: House) -> None:
    one = path((await two(house))[0])
    await house.app.preferences.change(Guests, {"allow_guest_access": True}, "Olga")
    await house.ask("POST", f"/guests/{one}/allow", json={"allow": True})
    await house.ask("POST", f"/guests/{one}/invitation")
    withdrawn = await house.ask("DELETE", f"/guests/{one}/invitation")
    assert withdrawn.json()["invited_until"] is None
    assert (await house.ask("POST", f"/guests/{one}/sign-out")).json()["sessions"] == 0
