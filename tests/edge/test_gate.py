"""Deny by default (S1), and who is let in where."""

from __future__ import annotations

import re

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.edge.conftest import BROWSER, House
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.edge.gate import RULES
from watchkeeper.features.accounts import Access, Admitted, Page, Principal, Scope

PUBLIC_PATHS = {
    "/sign-in",
    "/long",
    "/asker",
    "/failing/{how}",
    "/static/{path:path}",
    "/health/live",
    "/health/ready",
    "/status",
    "/server_status",
}
"""Everything that a stranger may see in this house."""


class LetsIn:
    """An owner who lets everybody in."""

    async def admitted(self, user_id: UserId) -> Admitted | None:
        return Admitted("bo", ((ServerId(1), UserId(7)),))


def filled(path: str) -> str:
    return re.sub(r"\{\w+(:\w+)?\}", "1", path)


async def test_s1_a_stranger_is_refused_everywhere_but_on_a_listed_few(house: House) -> None:
    for page in house.app.state.pages:
        for method in page.methods:
            answer = await house.client.request(method, filled(page.path))
            if page.path in PUBLIC_PATHS or page.access is Access.KEY:
                continue
            assert answer.status_code == 401, (method, page.path)


async def test_s1_the_list_of_public_pages_is_complete(house: House) -> None:
    public = {page.path for page in house.app.state.pages if page.access is Access.PUBLIC}

    assert public == PUBLIC_PATHS


async def test_s1_there_is_no_route_beside_the_pages(house: House) -> None:
    assert [getattr(route, "path", route) for route in house.app.routes] == [
        page.path for page in house.app.state.pages
    ]


@pytest.mark.parametrize("path", ["/nothing", "/history/", "/HISTORY", "/docs", "/openapi.json"])
async def test_s1_what_is_on_no_page_does_not_exist(house: House, path: str) -> None:
    assert (await house.client.get(path)).status_code == 404


async def test_s1_another_method_is_refused(house: House) -> None:
    answer = await house.client.put("/servers")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


async def test_a_person_is_led_to_the_sign_in_page_and_back(house: House) -> None:
    answer = await house.client.get("/history?user_id=7", headers=BROWSER)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/history%3Fuser_id%3D7"


async def test_a_part_of_a_page_leads_the_whole_page_to_sign_in(house: House) -> None:
    answer = await house.client.get("/history", headers={**BROWSER, "hx-request": "true"})

    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in?next=/history")


async def test_before_set_up_everything_leads_there(house: House) -> None:
    house.accounts._has_owner = False
    await house.accounts._db.write(lambda conn: conn.exec_driver_sql("DELETE FROM account"))

    answer = await house.client.get("/history", headers=BROWSER)

    assert answer.headers["location"] == "/setup"


async def test_a_session_opens_the_pages_of_the_owner(house: House) -> None:
    await house.sign_in()

    assert (await house.client.get("/servers")).text == "Olga"
    assert (await house.client.get("/v1/plays")).text == "Olga"


async def test_a_signed_out_session_opens_nothing(house: House) -> None:
    token = await house.sign_in()
    cookies = dict(house.client.cookies)

    await house.client.post("/sign-out", data={"csrf_token": token})
    assert (await house.client.get("/servers")).status_code == 401

    house.client.cookies.update(cookies)
    assert (await house.client.get("/servers")).status_code == 401


async def test_a_guest_is_not_the_owner(house: House) -> None:
    await house.sign_in()
    await house.accounts._db.write(
        lambda conn: conn.exec_driver_sql("UPDATE account SET role = 'guest'")
    )
    house.accounts._sessions.forget()
    house.accounts.guests.admit_by(LetsIn())

    assert (await house.client.get("/history")).status_code == 200
    assert (await house.client.get("/me")).text == "Olga"
    assert (await house.client.get("/servers")).status_code == 403
    assert (await house.client.get("/v1/plays")).status_code == 403
    assert (await house.client.get("/metrics")).status_code == 403


async def test_a_guest_comes_from_the_plain_address_to_their_own_pages(house: House) -> None:
    await house.sign_in()
    await house.accounts._db.write(
        lambda conn: conn.exec_driver_sql("UPDATE account SET role = 'guest'")
    )
    house.accounts._sessions.forget()
    house.accounts.guests.admit_by(LetsIn())

    answer = await house.client.get("/", headers=BROWSER)

    assert (answer.status_code, answer.headers["location"]) == (303, "/me")


async def test_a_guest_who_is_not_let_in_any_more_is_signed_out(house: House) -> None:
    await house.sign_in()
    await house.accounts._db.write(
        lambda conn: conn.exec_driver_sql("UPDATE account SET role = 'guest'")
    )
    house.accounts._sessions.forget()

    assert (await house.client.get("/me")).status_code == 401
    house.accounts.guests.admit_by(LetsIn())
    assert (await house.client.get("/me")).status_code == 401


@pytest.mark.parametrize("header", ["x-api-key", "authorization"])
async def test_a_key_in_a_header_opens_what_is_for_keys(house: House, header: str) -> None:
    made = await house.accounts.make_token("dashboard", frozenset({Scope.READ}))
    sent = {header: f"Bearer {made.secret}" if header == "authorization" else made.secret}

    assert (await house.client.get("/v1/plays", headers=sent)).text == "dashboard"
    assert (await house.client.get("/metrics", headers=sent)).status_code == 200
    assert (await house.client.get("/history", headers=sent)).status_code == 401
    assert (await house.client.get("/servers", headers=sent)).status_code == 401


async def test_a_key_without_the_right_to_read_is_refused(house: House) -> None:
    made = await house.accounts.make_token("remote", frozenset({Scope.CONTROL}))

    answer = await house.client.get("/v1/plays", headers={"x-api-key": made.secret})

    assert answer.status_code == 403


@pytest.mark.parametrize("sent", [{"x-api-key": "0" * 32}, {"authorization": "Basic eDp5"}, {}])
async def test_a_wrong_key_is_refused(house: House, sent: dict[str, str]) -> None:
    answer = await house.client.get("/v1/plays", headers=sent)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_face_checks_its_key_itself_and_sees_no_session(house: House) -> None:
    key = await house.accounts.tautulli_key()
    await house.sign_in()

    assert (await house.client.get("/api/v2")).status_code == 400
    assert (await house.client.get(f"/api/v2?apikey={key}")).status_code == 200


async def nothing(_request: Request) -> Response:
    return Response()


def test_s2_no_scope_lets_a_guest_in_where_programs_are_meant() -> None:
    guest = Principal("guest", "bo", frozenset(Scope), account_id=2)

    assert not RULES[Access.TOKEN](Page("/", nothing, Access.TOKEN), guest)


def test_s2_a_guest_who_stands_for_no_account_sees_no_page_of_guests() -> None:
    guest = Principal("guest", "bo", frozenset(), account_id=2)

    assert not RULES[Access.GUEST](Page("/", nothing, Access.GUEST), guest)
