"""Changes are asked for by our own pages alone (S4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edge.conftest import PASSWORD, House
from watchkeeper.features.accounts import Scope


async def test_s4_a_form_with_its_token_is_taken(house: House) -> None:
    token = await house.sign_in()

    assert (await house.client.post("/servers", data={"csrf_token": token})).status_code == 200
    assert (
        await house.client.post("/servers", files={"x": b"y"}, data={"csrf_token": token})
    ).status_code == 200
    assert (
        await house.client.delete("/history/1", headers={"x-csrf-token": token})
    ).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"data": {"csrf_token": ""}},
        {"data": {"csrf_token": "x" * 33}},
        {"headers": {"x-csrf-token": "ä".encode("latin-1")}},
        {"json": {"csrf_token": "x"}},
        {"files": {"csrf_token": b"x"}},
    ],
)
async def test_s4_without_a_token_nothing_is_changed(house: House, sent: dict[str, Any]) -> None:
    await house.sign_in()

    answer = await house.client.post("/servers", **sent)

    assert (answer.status_code, answer.json()["code"]) == (403, "access_denied")


async def test_s4_the_token_of_another_browser_is_worth_nothing(house: House) -> None:
    token = await house.sign_in()
    house.client.cookies.clear()
    await house.sign_in()

    assert (await house.client.post("/servers", data={"csrf_token": token})).status_code == 403


async def test_s4_the_token_from_before_signing_in_is_worth_nothing_after(house: House) -> None:
    token = await house.csrf_token("/sign-in")
    await house.sign_in()

    assert (await house.client.post("/servers", data={"csrf_token": token})).status_code == 403


async def test_s4_nobody_can_be_signed_in_by_another_site(house: House) -> None:
    form = {"name": "Olga", "password": PASSWORD}

    assert (await house.client.post("/sign-in", data=form)).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://nas:8181"}, 403),
        ({"origin": "http://nas:8181"}, 200),
        ({"origin": "https://nas:8181"}, 200),
        ({"origin": "http://nas"}, 403),
        ({"origin": "http://nas:8181.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
    ],
)
async def test_s4_another_origin_is_refused_even_with_a_token(
    house: House, headers: dict[str, str], status: int
) -> None:
    token = await house.sign_in()

    answer = await house.client.post("/servers", headers={**headers, "x-csrf-token": token})

    assert answer.status_code == status


async def test_s4_a_program_with_a_key_needs_no_token(house: House) -> None:
    made = await house.accounts.make_token("x", frozenset({Scope.READ}))

    answer = await house.client.post("/v1/plays", headers={"x-api-key": made.secret})

    assert answer.status_code == 200


async def test_s4_a_session_beside_a_wrong_key_needs_its_token(house: House) -> None:
    await house.sign_in()

    answer = await house.client.post("/v1/plays", headers={"x-api-key": "0" * 32})

    assert answer.status_code == 403


async def test_s4_each_page_of_ours_either_shows_or_changes(house: House) -> None:
    """No page of the edge itself is reached by both: GET changes nothing."""
    own = [page for page in house.app.state.pages if page.path.startswith(("/health", "/status"))]

    assert own
    assert all(page.methods == ("GET",) for page in own)
