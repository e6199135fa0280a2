"""The line that each request leaves in the log (S15)."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import structlog
from structlog.testing import LogCapture

from tests.edge.conftest import House
from watchkeeper.runtime.redaction import Redactor

Lines = list[MutableMapping[str, Any]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    captured = LogCapture()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, captured])
    yield captured.entries
    structlog.reset_defaults()


async def test_reading_is_told_to_those_who_debug_and_changing_to_the_owner(
    house: House, lines: Lines
) -> None:
    await house.client.get("/long")
    await house.client.post("/servers")

    told = [(line["log_level"], line["method"], line["status"]) for line in lines]
    assert told == [("debug", "GET", 200), ("info", "POST", 401)]


async def test_an_unforeseen_error_is_told_with_the_id_that_the_caller_got(
    house: House, lines: Lines
) -> None:
    answer = await house.client.get("/failing/x")

    assert {line["request"] for line in lines} == {answer.headers["x-request-id"]}
    assert [line["log_level"] for line in lines] == ["error", "info"]


async def test_s15_no_line_of_a_request_shows_a_secret(house: House, lines: Lines) -> None:
    key = await house.accounts.tautulli_key()
    token = await house.sign_in()
    await house.client.get(f"/api/v2?apikey={key}&cmd=get_activity")
    await house.client.get("/long", headers={"x-api-key": key, "referer": f"/?apikey={key}"})
    await house.client.get("/failing/x")

    redactor = Redactor()
    shown = "\n".join(str(redactor.named("line", line)) for line in lines)

    assert len(lines) >= 6
    for secret in (key, token, *house.client.cookies.values(), "0123456789abcdef"):
        assert secret not in shown
