"""The owner's web session opens the API too; its changes need the page's token."""

from __future__ import annotations

import re

from tests.api.v1.house import House

PASSWORD = "correct horse battery"


async def signed_in(house: House) -> str:
    """Sign the owner in; returns a token of a page."""
    await house.app.accounts.ensure_owner("Olga", PASSWORD)
    page = await house.client.get("/sign-in", headers={"accept": "text/html"})
    form = {"name": "Olga", "password": PASSWORD, "csrf_token": token_of(page.text)}
    assert (await house.client.post("/sign-in", data=form)).status_code == 303
    return token_of((await house.client.get("/servers", headers={"accept": "text/html"})).text)


def token_of(page: str) -> str:
    found = re.search('name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_s4_a_change_needs_the_token_of_a_page(house: House) -> None:
    token = await signed_in(house)
    address, wanted = "/api/v1/plays/1", {"username": "eve"}
    assert (await house.client.get(address)).status_code == 200
    refused = await house.client.patch(address, json=wanted)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "access_denied")
    other = {"x-csrf-token": token, "origin": "http://evil.example"}
    assert (await house.client.patch(address, json=wanted, headers=other)).status_code == 403
    kept = await house.client.patch(address, json=wanted, headers={"x-csrf-token": token})
    assert kept.status_code == 200
    (change, *_) = (await house.get("/audit"))["changes"]
    assert change["who"] == "Olga"


async def test_a_page_of_another_origin_may_read_with_a_key(shown: House) -> None:
    headers = {"origin": "http://dash.example", "x-api-key": shown.admin}
    answer = await shown.client.get("/api/v1/status", headers=headers)
    assert answer.headers["access-control-allow-origin"] == "http://dash.example"
    assert "access-control-allow-credentials" not in answer.headers
    preflight = await shown.client.options("/api/v1/plays/1", headers=headers)
    assert "PATCH" in preflight.headers["access-control-allow-methods"]
