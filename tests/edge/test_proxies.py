"""Proxy headers are believed from named hops alone (S17)."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from tests.edge.conftest import House
from watchkeeper.edge import EdgeOptions
from watchkeeper.edge.forwarded import Asker, asker, is_trusted

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48"))
PROXY = Asker("10.0.0.1", "http", "watchkeeper:8181")


@pytest.mark.parametrize(
    ("chain", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9, 10.2.3.4", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("10.0.0.7", "10.0.0.7"),
        ("203.0.113.9, nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
        (" , ,", "10.0.0.1"),
    ],
)
def test_s17_the_first_address_that_no_trusted_hop_wrote_itself(chain: str, address: str) -> None:
    assert asker(PROXY, {"x-forwarded-for": chain}, TRUSTED).address == address


def test_s17_scheme_and_host_come_from_the_trusted_hop() -> None:
    told = {"x-forwarded-proto": "https", "x-forwarded-host": "watch.example"}

    assert asker(PROXY, told, TRUSTED) == Asker("10.0.0.1", "https", "watch.example")


def test_s17_an_unheard_of_scheme_is_not_believed() -> None:
    assert asker(PROXY, {"x-forwarded-proto": "javascript"}, TRUSTED).scheme == "http"


@pytest.mark.parametrize(
    ("address", "trusted"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("2001:db8:ffff::1", True),
        ("11.0.0.1", False),
        ("", False),
        ("nonsense", False),
    ],
)
def test_s17_trusted_hops(address: str, trusted: bool) -> None:
    assert is_trusted(address, TRUSTED) is trusted


FORGED = {
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example",
}


async def test_s17_nobody_is_believed_unless_named(house: House) -> None:
    answer = await house.client.get("/asker", headers=FORGED)

    assert answer.text == "192.0.2.1 http nas:8181"


class TestBehindAProxy:
    @pytest.fixture
    def options(self) -> EdgeOptions:
        return EdgeOptions(trusted_proxies=(ip_network("192.0.2.0/24"),))

    async def test_s17_a_named_hop_is_believed(self, house: House) -> None:
        told = {**FORGED, "x-forwarded-host": "watch.example"}

        answer = await house.client.get("/asker", headers=told)

        assert answer.text == "203.0.113.9 https watch.example"

    async def test_s17_several_lines_are_one_chain(self, house: House) -> None:
        lines = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "192.0.2.8")]

        answer = await house.client.get("/asker", headers=lines)

        assert answer.text == "203.0.113.9 http nas:8181"

    async def test_s17_a_forged_host_is_refused(self, house: House) -> None:
        told = {"x-forwarded-host": "evil.example/path"}

        assert (await house.client.get("/asker", headers=told)).status_code == 400

    async def test_s4_the_origin_is_compared_with_what_the_browser_sees(self, house: House) -> None:
        told = {"x-forwarded-host": "watch.example", "x-forwarded-proto": "http"}
        token = await house.sign_in()
        change = {**told, "x-csrf-token": token, "origin": "https://watch.example"}

        assert (await house.client.post("/servers", headers=change)).status_code == 200
