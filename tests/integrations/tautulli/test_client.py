from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import orjson
import pytest

from watchkeeper.errors import (
    InputError,
    MalformedError,
    OutsideError,
    SignInExpiredError,
    UnreachableError,
)
from watchkeeper.integrations.tautulli import TautulliServer, TautulliSettings, open_tautulli

KEY = "0123456789abcdef0123456789abcdef"
Command = Callable[[Mapping[str, str]], Any]


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    def __init__(self, status: int, message: str | None) -> None:
        self.status = status
        self.message = message


class FakeTautulli:
    """Answers commands as Tautulli's envelope does, and remembers what it was asked."""

    def __init__(self, **commands: Command) -> None:
        self._commands = commands
        self.asked: list[dict[str, str]] = []
        self.requests: list[httpx2.Request] = []

    def client(self) -> TautulliServer:
        settings = TautulliSettings(url="http://tautulli.test:8181/root", api_key=KEY)
        return open_tautulli(settings, transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        params = dict(parse_qsl(request.content.decode()))
        self.requests.append(request)
        self.asked.append(params)
        if params["apikey"] != KEY:
            return _envelope(400, "error", "Invalid apikey", {})
        try:
            return _envelope(200, "success", None, self._commands[params["cmd"]](params))
        except Refused as refused:
            return _envelope(refused.status, "error", refused.message, {})


def _envelope(status: int, result: str, message: str | None, data: object) -> httpx2.Response:
    body = {"response": {"result": result, "message": message, "data": data}}
    return httpx2.Response(status, content=orjson.dumps(body))


def table(rows: list[Any], **fields: Any) -> Command:
    def command(params: Mapping[str, str]) -> Any:
        start, length = int(params["start"]), int(params["length"])
        page = rows[start : start + length]
        return {"recordsFiltered": len(rows), "recordsTotal": 9, "draw": 1, "data": page, **fields}

    return command


def refuse(status: int, message: str | None) -> Command:
    def command(params: Mapping[str, str]) -> Any:
        raise Refused(status, message)

    return command


PLAYS = [{"row_id": number, "date": number} for number in range(1, 2501)]


async def test_s15_the_key_is_sent_in_a_form_and_never_in_an_address() -> None:
    tautulli = FakeTautulli(get_users=lambda params: [{"user_id": 1}])
    assert await tautulli.client().users() == ({"user_id": 1},)
    assert KEY not in str(tautulli.requests[0].url)
    assert tautulli.requests[0].url.path == "/root/api/v2"
    assert KEY not in repr(TautulliSettings(url="http://x", api_key=KEY))


@pytest.mark.parametrize("key", ["", "short", "x" * 33])
def test_a_key_of_the_wrong_length_is_refused_before_asking(key: str) -> None:
    with pytest.raises(InputError) as caught:
        open_tautulli(TautulliSettings(url="http://x", api_key=key))
    assert caught.value.field == "api_key"


async def test_the_identity_names_version_and_server() -> None:
    tautulli = FakeTautulli(
        get_tautulli_info=lambda params: {"tautulli_version": "v2.17.2"},
        get_server_info=lambda params: {"pms_identifier": "m1", "pms_name": "Den"},
    )
    identity = await tautulli.client().identity()
    assert (identity.version, identity.server_identifier) == ("v2.17.2", "m1")


async def test_a_tautulli_without_server_is_of_no_use() -> None:
    tautulli = FakeTautulli(
        get_tautulli_info=lambda params: {}, get_server_info=lambda params: {"pms_identifier": ""}
    )
    with pytest.raises(MalformedError):
        await tautulli.client().identity()


async def test_a_page_of_history_comes_oldest_first_and_without_running_streams() -> None:
    tautulli = FakeTautulli(get_history=table(PLAYS))
    page = await tautulli.client().history(1000, 1000)
    assert [row["row_id"] for row in page.rows] == list(range(1001, 2001))
    assert page.total == len(PLAYS)
    asked = tautulli.asked[0]
    assert (asked["grouping"], asked["include_activity"]) == ("0", "0")
    assert (asked["order_column"], asked["order_dir"]) == ("date", "asc")
    assert "after" not in asked


async def test_newer_history_is_asked_for_by_day() -> None:
    tautulli = FakeTautulli(get_history=table([]))
    page = await tautulli.client().history(after=date(2026, 3, 24))
    assert (page.rows, page.total) == ((), 0)
    assert tautulli.asked[0]["after"] == "2026-03-24"


async def test_f16_the_table_of_a_failed_query_is_no_empty_history() -> None:
    failed = {"recordsFiltered": 0, "recordsTotal": 0, "draw": 0, "data": []}
    tautulli = FakeTautulli(get_history=lambda params: failed)
    with pytest.raises(MalformedError):
        await tautulli.client().history()


async def test_people_and_libraries_come_whole() -> None:
    rows = [{"row_id": number} for number in range(1001)]
    tautulli = FakeTautulli(get_users_table=table(rows), get_libraries_table=table(rows[:2]))
    client = tautulli.client()
    assert len(await client.users_table()) == 1001
    assert len(await client.libraries_table()) == 2


async def test_a_missing_play_or_item_is_none() -> None:
    tautulli = FakeTautulli(
        get_stream_data=lambda params: {} if params["row_id"] == "1" else {"bitrate": 1},
        get_metadata=lambda params: {},
    )
    client = tautulli.client()
    assert await client.stream_data(1) is None
    assert await client.stream_data(2) == {"bitrate": 1}
    assert await client.metadata(1) is None


@pytest.mark.parametrize(
    ("status", "message", "error"),
    [
        (400, "Invalid apikey", SignInExpiredError),
        (400, "API not enabled", OutsideError),
        (400, None, OutsideError),
        (401, "Invalid apikey", SignInExpiredError),
        (500, "Check the logs for errors", UnreachableError),
    ],
)
async def test_a_refusal_is_an_error_with_the_reason(
    status: int, message: str | None, error: type[OutsideError]
) -> None:
    with pytest.raises(error) as caught:
        await FakeTautulli(get_users=refuse(status, message)).client().users()
    assert type(caught.value) is error


@pytest.mark.parametrize("content", [b"<html></html>", b"[]", b"{}", b'{"response": 1}'])
async def test_f17_another_program_at_the_address_is_no_tautulli(content: bytes) -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, content=content))
    client = open_tautulli(TautulliSettings(url="http://x", api_key=KEY), transport=transport)
    with pytest.raises(MalformedError):
        await client.users()


@pytest.mark.parametrize("data", [{}, None, "x", [1]])
async def test_f17_an_answer_of_the_wrong_shape_is_malformed(data: object) -> None:
    with pytest.raises(MalformedError):
        await FakeTautulli(get_users=lambda params: data).client().users()
