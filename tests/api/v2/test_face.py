"""The endpoint: addresses, methods, keys and errors as callers know them."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.api.v2.examples import KEY, READER

POSSIBLE = "Possible commands are: change, echo, fail, missing, nothing, open, refuse, strict"
ECHO = {"user_id": 5, "length": 25, "grouping": None, "server": 7, "who": "API key"}


def envelope(response: httpx2.Response) -> tuple[int, str, object, object]:
    found = response.json()["response"]
    return response.status_code, found["result"], found["message"], found["data"]


REFUSED: list[tuple[dict[str, str], str]] = [
    ({}, "Parameter apikey is required"),
    ({"cmd": "echo"}, "Parameter apikey is required"),
    ({"cmd": "bogus"}, "Parameter apikey is required"),
    ({"apikey": "x"}, f"Parameter cmd is required. {POSSIBLE}"),
    ({"apikey": KEY}, f"Parameter cmd is required. {POSSIBLE}"),
    ({"apikey": KEY, "cmd": ""}, f"Unknown command: . {POSSIBLE}"),
    ({"apikey": KEY, "cmd": "ECHO"}, f"Unknown command: ECHO. {POSSIBLE}"),
    ({"apikey": KEY, "cmd": "echo "}, f"Unknown command: echo . {POSSIBLE}"),
    ({"apikey": "wrong", "cmd": "bogus"}, f"Unknown command: bogus. {POSSIBLE}"),
    ({"apikey": "", "cmd": "echo"}, "Invalid apikey"),
    ({"apikey": "wrong", "cmd": "echo"}, "Invalid apikey"),
    ({"apikey": KEY.upper(), "cmd": "echo"}, "Invalid apikey"),
    ({"apikey": KEY, "cmd": "echo", "app": "1"}, "Invalid apikey"),
    ({"apikey": READER, "cmd": "change"}, "Invalid apikey"),
]


@pytest.mark.parametrize(("sent", "message"), REFUSED)
async def test_each_way_of_calling_wrongly_has_its_words(
    client: httpx2.AsyncClient, sent: dict[str, str], message: str
) -> None:
    response = await client.get("/api/v2", params=sent)
    assert envelope(response) == (400, "error", message, {})


async def test_open_commands_answer_without_a_key(client: httpx2.AsyncClient) -> None:
    for sent in ({"cmd": "open"}, {"cmd": "open", "apikey": "wrong"}):
        response = await client.get("/api/v2", params=sent)
        assert envelope(response) == (200, "success", None, "open")


async def test_the_api_can_be_switched_off_but_for_its_documentation(
    client: httpx2.AsyncClient, fakes: Any
) -> None:
    fakes.preferences.api_enabled = False
    response = await client.get("/api/v2", params={"apikey": KEY, "cmd": "echo"})
    assert envelope(response) == (400, "error", "API not enabled", {})
    response = await client.get("/api/v2", params={"cmd": "open"})
    assert envelope(response)[0] == 200


FAILURES: list[tuple[str, tuple[int, str | None]]] = [
    ("nothing", (400, None)),
    ("fail", (500, "Check the logs for errors")),
    ("refuse", (500, "Check the logs for errors")),
    ("missing", (400, "There is no server 7.")),
    ("echo", (400, None)),
    ("echo&user_id=1&length=x", (500, "Check the logs for errors")),
    ("echo&user_id=1&user_id=2", (500, "Check the logs for errors")),
    ("strict&bogus=1", (500, "Check the logs for errors")),
]


@pytest.mark.parametrize(("query", "expected"), FAILURES)
async def test_failures_have_their_status_and_tell_no_more(
    client: httpx2.AsyncClient, query: str, expected: tuple[int, str | None]
) -> None:
    response = await client.get(f"/api/v2?apikey={KEY}&cmd={query}")
    status, message = expected
    assert envelope(response) == (status, "error", message, {})


async def test_s15_no_form_of_a_failure_tells_what_went_wrong(client: httpx2.AsyncClient) -> None:
    for form in ("", "&debug=1", "&out_type=xml", "&callback=cb"):
        response = await client.get(f"/api/v2?apikey={KEY}&cmd=fail{form}")
        assert response.status_code == 500
        assert "hunter2" not in response.text
        assert "Traceback" not in response.text


async def test_general_parameters_never_reach_a_strict_command(client: httpx2.AsyncClient) -> None:
    general = "out_type=json&debug=&profileme=1&app=0"
    response = await client.get(f"/api/v2?apikey={KEY}&cmd=strict&{general}")
    assert envelope(response) == (200, "success", None, [])


@pytest.mark.parametrize(
    "path",
    ["/api/v2", "/api/v2/", "/api/v2/extra", "/api/xv2y", "/api/xv2y/anything", "/api//v2"],
)
async def test_every_address_that_names_v2_answers(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(f"{path}?cmd=echo&apikey={KEY}&user_id=+5")
    assert envelope(response) == (200, "success", None, ECHO)


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v3", "/api/a/v2"])
async def test_other_addresses_point_to_the_endpoint(client: httpx2.AsyncClient, path: str) -> None:
    for query in ("", f"?apikey={KEY}&cmd=echo&user_id=5"):
        response = await client.get(path + query)
        assert envelope(response) == (200, "error", "Please use the /api/v2 endpoint.", {})


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_every_method_is_answered(client: httpx2.AsyncClient, method: str) -> None:
    response = await client.request(method, f"/api/v2?apikey={KEY}&cmd=echo&user_id=5")
    assert envelope(response) == (200, "success", None, ECHO)


async def test_forms_of_both_kinds_are_taken_with_the_query(client: httpx2.AsyncClient) -> None:
    whole = {"apikey": KEY, "cmd": "echo", "user_id": "5"}
    for response in (
        await client.post("/api/v2", data=whole),
        await client.post(f"/api/v2?apikey={KEY}&cmd=echo", data={"user_id": "5"}),
        await client.post(f"/api/v2?apikey={KEY}&cmd=echo", files={"user_id": (None, "5")}),
        await client.post("/api/v2", files={name: (None, text) for name, text in whole.items()}),
    ):
        assert envelope(response) == (200, "success", None, ECHO)


async def test_a_name_in_query_and_form_is_repeated(client: httpx2.AsyncClient) -> None:
    response = await client.post(f"/api/v2?apikey={KEY}&cmd=echo&user_id=5", data={"user_id": "5"})
    assert envelope(response)[0] == 500


async def test_a_json_body_is_not_read(client: httpx2.AsyncClient) -> None:
    response = await client.post("/api/v2", json={"apikey": KEY, "cmd": "echo"})
    assert envelope(response) == (400, "error", "Parameter apikey is required", {})


async def test_a_content_type_without_body_is_ignored(client: httpx2.AsyncClient) -> None:
    response = await client.get(
        f"/api/v2?apikey={KEY}&cmd=echo&user_id=5", headers={"Content-Type": "application/json"}
    )
    assert envelope(response) == (200, "success", None, ECHO)


async def test_a_broken_form_is_refused(client: httpx2.AsyncClient) -> None:
    response = await client.post(
        f"/api/v2?apikey={KEY}&cmd=echo&user_id=5",
        content=b"--x\r\nbroken",
        headers={"Content-Type": "multipart/form-data; boundary=y"},
    )
    assert envelope(response) == (400, "error", "The form cannot be read.", {})


async def test_too_many_parameters_are_refused(client: httpx2.AsyncClient) -> None:
    response = await client.post(
        "/api/v2",
        content="&".join(f"a{n}=1" for n in range(1001)),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert envelope(response) == (400, "error", "The call has too many parameters.", {})


async def test_the_key_may_come_in_a_header(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v2?cmd=echo&user_id=5", headers={"X-Api-Key": KEY})
    assert envelope(response) == (200, "success", None, ECHO)


async def test_the_parameter_counts_before_the_header(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v2?cmd=echo&apikey=wrong", headers={"X-Api-Key": KEY})
    assert envelope(response) == (400, "error", "Invalid apikey", {})


async def test_a_token_that_may_read_may_only_read(client: httpx2.AsyncClient) -> None:
    response = await client.get(f"/api/v2?apikey={READER}&cmd=echo&user_id=5")
    assert envelope(response)[0] == 200


async def test_a_repeated_key_is_no_key(client: httpx2.AsyncClient) -> None:
    response = await client.get(f"/api/v2?apikey={KEY}&apikey={KEY}&cmd=echo&user_id=5")
    assert envelope(response) == (400, "error", "Invalid apikey", {})


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("callback=alert(1)", "Parameter callback is no function name."),
        ("out_type=yaml", "Parameter out_type is json or xml."),
    ],
)
async def test_s12_an_unusable_form_of_answer_is_refused(
    client: httpx2.AsyncClient, query: str, message: str
) -> None:
    response = await client.get(f"/api/v2?apikey={KEY}&cmd=echo&user_id=5&{query}")
    assert envelope(response) == (400, "error", message, {})
    assert response.headers["content-type"] == "application/json;charset=UTF-8"


async def test_errors_come_in_the_form_that_was_asked_for(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v2?cmd=echo&callback=cb")
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/javascript"
    assert response.text.startswith("cb(")
    response = await client.get("/api/v2?cmd=echo&out_type=xml&callback=cb")
    assert response.headers["content-type"] == "application/xml;charset=UTF-8"
