"""The page of keys and tokens: shown once, revoked at once, refused in words."""

from __future__ import annotations

import re
from html import escape

import pytest

from tests.web.conftest import Desk
from watchkeeper.features.accounts import Scope

PATH = "/settings/api"


async def made(desk: Desk, **form: object) -> str:
    """The answer to the form for a token."""
    answer = await desk.post(
        f"{PATH}/tokens", {"name": "dashboard", "scopes": "read", "days": "30", **form}, PATH
    )
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_the_page_gives_address_and_document(reader: Desk) -> None:
    text = await reader.text(PATH)
    assert "http://tests/x/y" in text
    assert "/x/y/api/v1/openapi.json" in text


async def test_the_key_for_apps_is_shown_only_when_asked_for(desk: Desk) -> None:
    key = await desk.app.accounts.tautulli_key()
    assert key not in await desk.text(PATH)
    shown = await desk.post(f"{PATH}/key", page=PATH)
    assert key in shown.text
    assert key not in await desk.text(PATH)


async def test_a_token_is_shown_once_and_works(desk: Desk) -> None:
    text = await made(desk)
    found = re.search(r'id="made-token">([^<]+)<', text)
    assert found
    later = await desk.text(PATH)
    assert found[1] not in later
    assert "dashboard" in later
    answer = await desk.client.get("/x/y/api/v1/status", headers={"x-api-key": found[1]})
    assert answer.status_code == 200


async def test_a_revoked_token_is_refused_at_once(desk: Desk) -> None:
    token = await desk.app.accounts.make_token("old", frozenset({Scope.READ}))
    answer = await desk.post(f"{PATH}/{token.key.id}/revoke", page=PATH)
    assert "revoked" in await desk.follow(answer)
    assert desk.app.accounts.principal_of_key(token.secret) is None
    assert (await desk.post(f"{PATH}/{token.key.id}/revoke", page=PATH)).status_code == 404


async def test_a_token_can_be_for_one_server(desk: Desk) -> None:
    other = await desk.app.servers.know("machine-2", "Cabin")
    assert "Cabin" in await desk.text(PATH)
    await made(desk, server=str(other.id))
    keys = await desk.app.accounts.keys()
    assert keys[-1].server_id == other.id


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": ""}, "The name needs"),
        ({"name": "x" * 65}, "The name needs"),
        ({"scopes": "tautulli"}, "Choose what the token may do"),
        ({"scopes": ""}, "Choose what the token may do"),
        ({"days": "4000"}, "A token lasts"),
        ({"days": "soon"}, "Choose one of the list"),
        ({"server": "1e3"}, "Choose one of the list"),
    ],
)
async def test_what_does_not_fit_is_said_and_kept(
    desk: Desk, form: dict[str, str], words: str
) -> None:
    sent = {"name": "dash & board", "scopes": "read", "days": "30", **form}
    answer = await desk.post(f"{PATH}/tokens", sent, PATH)
    assert answer.status_code == 400
    assert words in answer.text
    assert f'value="{escape(sent["name"])}"' in answer.text
    assert {key.kind for key in await desk.app.accounts.keys()} == {"tautulli"}


async def test_hostile_names_are_text(desk: Desk) -> None:
    text = await made(desk, name="<script>alert(1)</script>")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


async def test_the_end_of_a_token_is_told(desk: Desk) -> None:
    await made(desk, days="30")
    assert ">ended<" not in await desk.text(PATH)
    desk.clock.advance(31 * 86_400)
    await desk.sign_in()
    assert ">ended<" in await desk.text(PATH)
