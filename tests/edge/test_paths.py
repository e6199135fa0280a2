"""Paths: the base path, and tricks with dots, slashes and hosts (S5)."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.edge.conftest import BROWSER, House
from watchkeeper.edge import EdgeOptions
from watchkeeper.edge.paths import inside, is_host, is_hostile

CORPUS = [
    "../etc/passwd",
    "..%2fetc%2fpasswd",
    "%2e%2e/etc/passwd",
    "%2e%2e%2fetc%2fpasswd",
    "%252e%252e%252fetc",
    "%25252e%25252e%25252fetc",
    "..%5c..%5cetc",
    "..\\..\\etc",
    "a/../../b",
    "a/./b",
    "a/..",
    "%00.png",
    "a%0d%0aSet-Cookie:x",
    "..%c0%af/etc",
    "%2525252525252525252e",
]


async def status_of(house: House, raw_path: str) -> int:
    """The status of a path as it is written: clients would tidy it up."""
    statuses: list[int] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": unquote(raw_path),
        "query_string": b"",
        "headers": [(b"host", b"nas:8181")],
        "client": ("192.0.2.1", 1),
    }
    await house.app(scope, receive, send)
    return statuses[0]


@pytest.mark.parametrize("path", CORPUS)
async def test_s5_no_path_climbs_out_of_its_folder(house: House, path: str) -> None:
    for place in ("/static/", "/api/v2/", "/failing/"):
        assert await status_of(house, place + path) == 404, place


@pytest.mark.parametrize(
    "path", ["app-6VJ3.js", "a..b", "...", "100%25", "ä ö", "a%20b", ".well-known", "\u200d"]
)
async def test_s5_harmless_names_are_found(house: House, path: str) -> None:
    assert (await house.client.get(f"/static/{path}")).status_code == 200


@pytest.mark.parametrize("path", ["/static/" + "a" * 60_000, "/number/" + "9" * 5000])
async def test_s20_an_address_without_end_is_refused_in_words(house: House, path: str) -> None:
    assert await status_of(house, path) == 414


@given(st.lists(st.sampled_from(["..", ".", "a", "%2e%2e", "%252e.", "\\", "\0", "%5c"])))
def test_s5_what_is_let_pass_decodes_to_nothing_that_climbs(pieces: list[str]) -> None:
    path = "/" + "/".join(pieces)
    if not is_hostile(path):
        for _ in range(10):
            path = unquote(path)
        assert not {"..", "."} & set(path.replace("\\", "/").split("/"))
        assert "\0" not in path


class TestUnderABasePath:
    @pytest.fixture
    def options(self) -> EdgeOptions:
        return EdgeOptions(base_path="/tools/watch")

    async def test_all_addresses_lie_under_it(self, house: House) -> None:
        for path, status in [
            ("/tools/watch/health/live", 200),
            ("/tools/watch/long", 200),
            ("/tools/watch/api/v2", 400),
            ("/health/live", 404),
            ("/api/v2", 404),
            ("/", 404),
            ("/tools", 404),
            ("/tools/watching/health/live", 404),
            ("/tools/watch/tools/watch/long", 404),
        ]:
            assert (await house.client.get(path)).status_code == status, path

    async def test_sign_in_works_under_it(self, house: House) -> None:
        await house.sign_in("/tools/watch")

        answer = await house.client.get("/tools/watch/servers")
        assert answer.text == "Olga"
        assert {cookie.path for cookie in house.client.cookies.jar} == {"/tools/watch"}

    async def test_a_person_is_led_to_sign_in_under_it(self, house: House) -> None:
        answer = await house.client.get("/tools/watch/history?a=b", headers=BROWSER)

        assert answer.headers["location"] == "/tools/watch/sign-in?next=/history%3Fa%3Db"

    async def test_the_api_is_open_to_other_origins_under_it(self, house: House) -> None:
        answer = await house.client.get("/tools/watch/api/v2", headers={"origin": "http://d"})

        assert answer.headers["access-control-allow-origin"] == "http://d"


@pytest.mark.parametrize(
    ("path", "base_path", "matched"),
    [
        ("/history", "", "/history"),
        ("/w", "/w", "/w/"),
        ("/w/", "/w", "/w/"),
        ("/w/history", "/w", "/w/history"),
        ("/wx", "/w", None),
        ("//w/history", "/w", None),
    ],
)
def test_inside(path: str, base_path: str, matched: str | None) -> None:
    assert inside(path, base_path) == matched


@pytest.mark.parametrize(
    ("host", "fine"),
    [
        ("nas", True),
        ("nas.local:8181", True),
        ("192.0.2.1", True),
        ("[2001:db8::1]:8181", True),
        ("", True),
        ("evil.example/path", False),
        ("a b", False),
        ("user@evil.example", False),
        ("nas:port", False),
        ("nas\r\nx", False),
    ],
)
def test_hosts(host: str, fine: bool) -> None:
    assert is_host(host) is fine


async def test_a_host_that_is_none_is_refused(house: House) -> None:
    assert (await house.client.get("/long", headers={"host": "x/../y"})).status_code == 400
