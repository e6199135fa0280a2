"""S6: hostile parameters never break a command, never tell of the inside, never change a query."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from structlog.testing import capture_logs

from tests.api.v2.house import House, open_house
from tests.api.v2.household import move_in
from tests.factories import STARTED
from tests.fakes.clock import FakeClock
from watchkeeper.api.v2 import REGISTRY
from watchkeeper.api.v2.registry import Command

HOSTILE = (
    "'",
    '"; DROP TABLE play; --',
    "1 OR 1=1",
    "1) UNION SELECT secret_sealed FROM api_key--",
    "%' OR '%'='",
    "\\",
    "\0",
    "%00",
    "../../secret.key",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "-1",
    "99999999999999999999999",
    "-9223372036854775809",
    "1e309",
    "NaN",
    "１２",
    "\ud800",
    "a" * 20_000,
    "[" * 5000,
    '{"draw":1,"columns":[{"data":"id; DROP TABLE play","searchable":true}],"order":[],'
    '"start":0,"length":9,"search":{"value":"%"}}',
    '{"draw":1e400,"columns":[],"order":[{"column":-1,"dir":null}],"start":-1,"length":-1}',
)
INSIDE = ("Traceback", "sqlite", "SELECT", "watchkeeper.db", "site-packages", "secret_sealed")
WORDS = ("length", "start", "search", "order_column", "json_data", "grouping", "out_type", "debug")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data", FakeClock(STARTED + 100_000)) as found:
        await move_in(found)
        yield found


def texts(command: Command, chance: random.Random) -> dict[str, str]:
    """Some parameters of the command, and one or two that any command may get."""
    names = [parameter.name for parameter in command.grammar.parameters]
    chosen = [*chance.sample(names, min(len(names), 3)), *chance.sample(WORDS, 2)]
    return {name: chance.choice((*HOSTILE, "1", "2")) for name in chosen}


def check(response: httpx2.Response, house: House, told: str) -> None:
    assert response.status_code in {200, 400, 500}, told
    found = [word for word in INSIDE if word in response.text]
    assert set(found) <= {word for word in INSIDE if word in told}, told
    assert house.key not in response.text, told
    assert str(house.app.data_folder) not in response.text, told


async def call(house: House, name: str, sent: dict[str, str]) -> httpx2.Response:
    whole = {"apikey": house.key, "cmd": name, **sent}
    content = "&".join(
        f"{key}={''.join(f'%{byte:02X}' for byte in text.encode('utf-8', 'surrogatepass'))}"
        for key, text in whole.items()
    )
    return await house.client.post(
        "/api/v2", content=content, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )


async def test_s6_no_parameter_of_any_command_breaks_it(house: House) -> None:
    with capture_logs() as lines:
        for command in REGISTRY.all():
            for parameter in command.grammar.parameters:
                for text in HOSTILE:
                    response = await call(house, command.name, {parameter.name: text})
                    check(response, house, f"{command.name} {parameter.name}={text[:80]}")
    assert [line for line in lines if line["event"] == "command failed"] == []


async def test_s6_nor_does_any_mixture_of_them(house: House) -> None:
    chance = random.Random(6)
    with capture_logs() as lines:
        for _ in range(1500):
            command = chance.choice(REGISTRY.all())
            sent = texts(command, chance)
            check(await call(house, command.name, sent), house, f"{command.name} {sent}"[:400])
    assert [line for line in lines if line["event"] == "command failed"] == []


async def test_s6_searching_for_quotes_finds_quotes_alone(house: House) -> None:
    for text in ("'", '" OR 1=1 --', "1) UNION SELECT 1"):
        assert (await house.data("get_history", search=text))["recordsFiltered"] == 0
        assert (await house.data("get_history", user=text))["recordsFiltered"] == 0
        assert (await house.data("get_history", guid=text))["recordsFiltered"] == 0
    assert (await house.data("get_history", order_column="id; DROP TABLE play"))[
        "recordsTotal"
    ] == 3


@pytest.mark.parametrize("name", ["__init__", "run", "Registry", "get_apikey", "sql;", "\0"])
async def test_only_listed_commands_are_called(house: House, name: str) -> None:
    response = await call(house, name, {})
    assert response.status_code == 400
    assert "Unknown command" in response.json()["response"]["message"]
