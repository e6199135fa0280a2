"""Each operation behind its gate: denied by default, and open to the scope in the table alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.api.v1.house import House
from watchkeeper.api.v1 import OPERATIONS
from watchkeeper.api.v1.operations import Operation
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.accounts import Access, Scope

TAKING = frozenset({"POST", "PATCH", "PUT"})


WITHOUT_BODY = frozenset(
    {"confirm", "reject", "stop", "resume", "undo", "refresh", "restore"}
    | {"heed", "check", "rebuild", "unlink", "shorten", "sign-out", "invitation", "pairing"}
    | {"backups", "read", "keep-newest"}
)
HARMLESS = [
    one
    for one in OPERATIONS
    if one.method == "GET"
    or (
        one.method in TAKING
        and one.place.rpartition("/")[2] not in WITHOUT_BODY
        and one.name != "export_person"
    )
]
"""They read, or are sent something that is refused."""


def filled(operation: Operation) -> str:
    place = operation.place.replace("{graph}", "days").replace("{kind}", "times")
    place = place.replace("{year}", "2026")
    return re.sub(r"\{\w+\}", "1", place)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
async def test_s1_a_stranger_is_refused(shown: House, operation: Operation) -> None:
    for headers in ({}, {"x-api-key": "0" * 32}, {"authorization": "Bearer none"}):
        answer = await shown.client.request(
            operation.method, f"/api/v1{filled(operation)}", headers=headers
        )
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthorized"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
async def test_other_scopes_do_not_open_an_operation(shown: House, operation: Operation) -> None:
    others = {Scope.READ, Scope.CONTROL, Scope.WRITE} - {operation.scope}
    token = await shown.token(*others)
    answer = await shown.ask(operation.method, filled(operation), token=token)
    assert answer.status_code == 403


@pytest.mark.parametrize("operation", HARMLESS, ids=lambda one: one.name)
async def test_its_scope_opens_an_operation(shown: House, operation: Operation) -> None:
    token = await shown.token(operation.scope)
    sent = {"json": {"no such field": 1}} if operation.method in TAKING else {}
    answer = await shown.ask(operation.method, filled(operation), token=token, **sent)
    assert answer.status_code not in {401, 403}, answer.text


async def test_every_page_of_the_api_is_an_operation_behind_a_token(shown: House) -> None:
    pages = [page for page in shown.asgi.state.pages if page.path.startswith("/api/v1")]
    assert {page.access for page in pages} == {Access.TOKEN}
    named = {(page.path, page.methods, page.scope) for page in pages}
    assert named >= {(one.path, (one.method,), one.scope) for one in OPERATIONS}
    assert len(pages) == len(OPERATIONS) + 1  # what does not exist


def test_changes_need_more_than_reading() -> None:
    for operation in OPERATIONS:
        assert (operation.scope is Scope.READ) <= (operation.method == "GET"), operation.name


def test_names_are_used_once() -> None:
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS)
    assert len({(one.method, one.place) for one in OPERATIONS}) == len(OPERATIONS)


async def test_a_key_of_the_tautulli_face_never_rules(house: House) -> None:
    key = await house.app.accounts.tautulli_key()
    assert (await house.ask("GET", "/plays", token=key)).status_code == 200
    assert (await house.ask("GET", "/keys", token=key)).status_code == 403
    wanted = {"name": "more", "scopes": ["admin"]}
    assert (await house.ask("POST", "/keys", token=key, json=wanted)).status_code == 403


async def test_s2_a_token_of_one_server_sees_that_server_alone(house: House) -> None:
    other = await house.app.servers.know("machine-2", "Elsewhere")
    play = await house.record(server_id=other.id, full_title="Hidden away")
    mine = await house.token(Scope.READ, Scope.WRITE, Scope.CONTROL, server_id=1)

    for place in (
        f"/servers/{other.id}", f"/servers/{other.id}/gaps", f"/plays/{play}",
        f"/plays/{play}/stream", f"/plays?server_id={other.id}", f"/users?server_id={other.id}",
        f"/users/{other.id}/0", f"/libraries?server_id={other.id}", f"/libraries/{other.id}/1",
        f"/libraries/{other.id}/1/items", f"/items/{other.id}/1", f"/items/{other.id}/1/children",
        f"/items/{other.id}/1/users", f"/items/{other.id}/recently-added",
        f"/servers/{other.id}/search?text=a", f"/images/{other.id}?path=/x",
        f"/sessions?server_id={other.id}", f"/sessions/{other.id}/1",
        f"/statistics/users?server_id={other.id}", f"/statistics/cards?server_id={other.id}",
        f"/statistics/figures?by=all&server_id={other.id}", f"/years?server_id={other.id}",
        f"/statistics/home-cards?server_id={other.id}", f"/arrivals?server_id={other.id}",
    ):  # fmt: skip
        answer = await house.ask("GET", place, token=mine)
        assert answer.status_code == 404, place
    bodies = {f"/plays/{play}": {"stopped": 1}, f"/libraries/{other.id}/1": {"do_notify": False}}
    for method, place in (
        ("PATCH", f"/plays/{play}"), ("DELETE", f"/plays/{play}"),
        ("POST", f"/sessions/{other.id}/1/stop"), ("DELETE", f"/users/{other.id}/0"),
        ("PATCH", f"/libraries/{other.id}/1"), ("POST", f"/servers/{other.id}/users/refresh"),
    ):  # fmt: skip
        sent: dict[str, Any] = {} if method == "DELETE" else {"json": bodies.get(place, {})}
        assert (await house.ask(method, place, token=mine, **sent)).status_code == 404, place
    deleted = await house.ask("POST", "/plays/delete", token=mine, json={"play_ids": [play]})
    assert deleted.status_code == 404

    listed = (await house.ask("GET", "/plays?limit=100", token=mine)).json()
    assert "Hidden away" not in str(listed)
    assert listed["total"] == 4
    servers = (await house.ask("GET", "/servers", token=mine)).json()
    assert [one["id"] for one in servers["servers"]] == [1]


async def test_s2_a_token_of_one_server_asks_nothing_of_the_house(house: House) -> None:
    scopes = (Scope.READ, Scope.WRITE, Scope.CONTROL, Scope.ADMIN)
    mine = await house.token(*scopes, server_id=1)
    for operation in OPERATIONS:
        answer = await house.ask(operation.method, filled(operation), token=mine)
        assert (answer.status_code == 403) == operation.is_of_house, operation.name


async def test_a_tautulli_key_is_for_the_first_server(house: House) -> None:
    other = await house.app.servers.know("machine-2", "Elsewhere")
    key = await house.app.accounts.tautulli_key()
    await house.app.accounts.add_tautulli_key("e" * 32, "theirs", ServerId(other.id))
    assert [one["id"] for one in (await listed(house, key))["servers"]] == [1]
    assert [one["id"] for one in (await listed(house, "e" * 32))["servers"]] == [other.id]


async def listed(house: House, token: str) -> dict[str, list[dict[str, int]]]:
    found: dict[str, list[dict[str, int]]] = (
        await house.ask("GET", "/servers", token=token)
    ).json()
    return found


async def test_what_does_not_exist_is_told_in_the_one_shape(shown: House) -> None:
    missing = await shown.ask("GET", "/nothing")
    assert missing.status_code == 404
    assert missing.json() == {
        "error": {
            "code": "not_found",
            "message": "There is nothing at this address.",
            "field": None,
        }
    }
    other_method = await shown.ask("PUT", "/plays")
    assert (other_method.status_code, other_method.headers["allow"]) == (405, "GET")
    for place in ("/", "/plays/", "//plays", "/plays/1/"):
        assert (await shown.ask("GET", place)).status_code == 404, place


async def test_both_headers_carry_a_token(shown: House) -> None:
    answer = await shown.client.get(
        "/api/v1/status", headers={"authorization": f"Bearer {shown.admin}"}
    )
    assert answer.status_code == 200
