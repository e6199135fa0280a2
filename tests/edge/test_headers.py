"""What every answer carries (S10, S13), and CORS of the API."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx2
import pytest

from tests.edge.conftest import BROWSER, PAGES, PASSWORD, House
from watchkeeper.edge import EdgeOptions, create_app
from watchkeeper.features.accounts.sessions.browser import CookieNames

EVERYWHERE = ["/long", "/history", "/nothing", "/api/v2", "/health/live", "/failing/x", "/a/../b"]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_s13_every_answer_carries_the_security_headers(house: House, path: str) -> None:
    headers = (await house.client.get(path)).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_s10_no_inline_script_and_no_other_host_is_allowed(house: House, path: str) -> None:
    policy = (await house.client.get(path)).headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


async def test_s10_hostile_text_in_an_error_page_is_only_text(house: House) -> None:
    answer = await house.client.get("/<script>alert(1)</script>", headers=BROWSER)

    assert answer.status_code == 404
    assert "<script" not in answer.text


async def test_s13_hsts_is_told_over_tls_when_wanted(house: House) -> None:
    app = create_app(house.application, PAGES, EdgeOptions(hsts=True))
    for scheme, told in (("https", True), ("http", False)):
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url=f"{scheme}://nas"
        ) as client:
            headers = (await client.get("/long")).headers
        assert ("strict-transport-security" in headers) is told


@pytest.mark.parametrize("is_secure", [True, False])
async def test_s13_cookies_are_kept_from_scripts_and_other_sites(
    house: House, is_secure: bool
) -> None:
    scheme = "https" if is_secure else "http"
    transport = httpx2.ASGITransport(app=house.app)
    async with httpx2.AsyncClient(transport=transport, base_url=f"{scheme}://nas:8181") as client:
        token = await replace(house, client=client).csrf_token("/sign-in")
        form = {"name": "Olga", "password": PASSWORD, "csrf_token": token}
        answer = await client.post("/sign-in", data=form)

    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert ("Secure" in cookie) is is_secure


async def test_s13_only_a_page_with_a_form_sets_a_cookie(house: House) -> None:
    assert "set-cookie" not in (await house.client.get("/long")).headers
    assert "set-cookie" in (await house.client.get("/sign-in")).headers
    assert "set-cookie" not in (await house.client.get("/sign-in")).headers


def test_s13_every_place_of_installation_has_cookie_names_of_its_own() -> None:
    places = [CookieNames.of("", 8181), CookieNames.of("", 8182), CookieNames.of("/w", 8181)]

    assert len({name for place in places for name in (place.session, place.device)}) == 6
    assert [place.path for place in places] == ["/", "/", "/w"]


async def test_a_request_has_an_id_of_its_own(house: House) -> None:
    ids = {(await house.client.get("/long")).headers["x-request-id"] for _ in range(3)}

    assert len(ids) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in ids)


async def test_pages_of_other_origins_may_read_the_api_and_nothing_else(house: House) -> None:
    origin = {"origin": "http://dashboard.example"}

    api = await house.client.get("/api/v2", headers=origin)
    page = await house.client.get("/long", headers=origin)

    assert api.headers["access-control-allow-origin"] == "http://dashboard.example"
    assert "Origin" in api.headers["vary"]
    assert "access-control-allow-credentials" not in api.headers
    assert "access-control-allow-origin" not in page.headers
    assert "access-control-allow-origin" not in (await house.client.get("/api/v2")).headers


async def test_a_browser_may_ask_beforehand_whether_a_key_header_is_taken(house: House) -> None:
    asked = {"origin": "http://d.example", "access-control-request-headers": "x-api-key"}

    answer = await house.client.options("/api/v2", headers=asked)

    assert answer.status_code == 204
    assert "X-Api-Key" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-origin"] == "http://d.example"
    assert (await house.client.options("/history", headers=asked)).status_code == 405
