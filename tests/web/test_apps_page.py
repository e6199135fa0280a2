"""Pairing apps on phones: the page, the addresses it asks, and the app's side."""

from __future__ import annotations

import hashlib
import re
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.web.conftest import BASE_PATH, Desk
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError
from watchkeeper.features.accounts.keys.pairing import (
    MOST_OPEN,
    OPEN_SECONDS,
    Pairing,
    PairingState,
)
from watchkeeper.main.channels import ServerFacts

SERVER = ServerId(1)
APP = {
    "device_id": "abc",
    "device_name": "<b>Phone</b>",
    "onesignal_id": "onesignal-disabled",
    "min_version": "v2.10.5",
    "platform": "android",
    "version": "3.1",
}


async def call(desk: Desk, key: str, cmd: str, **sent: str) -> int:
    params = {"apikey": key, "cmd": cmd, **sent}
    return (await desk.client.get(f"{BASE_PATH}/api/v2", params=params)).status_code


async def token_of(desk: Desk) -> str:
    page = (await desk.post("/settings/apps/pair", page="/settings/apps")).text
    found = re.search(r'id="device-token">([0-9a-f]{32})<', page)
    assert found
    assert '<svg class="qr"' in page
    return found[1]


async def test_an_app_is_paired_and_its_key_works_with_app_alone(desk: Desk) -> None:
    token = await token_of(desk)
    polled = await desk.post(
        "/settings/apps/pairing", {"device_token": token}, page="/settings/apps"
    )
    assert "Waiting for the app" in polled.text
    assert await call(desk, token, "get_users", app="true") == 400
    assert await call(desk, token, "register_device", **APP) == 400
    assert await call(desk, token, "register_device", app="true", **APP) == 200
    assert await call(desk, token, "get_users", app="true") == 200
    assert await call(desk, token, "get_users") == 400
    key = await desk.app.accounts.tautulli_key()
    assert await call(desk, key, "get_users", app="true") == 400
    polled = await desk.post(
        "/settings/apps/pairing", {"device_token": token}, page="/settings/apps"
    )
    assert "The app is paired." in polled.text


async def test_s16_no_key_of_an_app_is_kept_or_shown_again(desk: Desk) -> None:
    token = await token_of(desk)
    await call(desk, token, "register_device", app="true", **APP)
    (row,) = await desk.app.kept.rows(SERVER, "mobile_devices")
    assert token not in str(row.content)
    answer = (await desk.get("/settings/apps")).text
    assert token not in answer
    assert "<b>Phone" not in answer
    assert "&lt;b&gt;Phone" in answer


def facts_of(desk: Desk) -> ServerFacts:
    ground = SimpleNamespace(sealer=desk.app.sealer)
    return ServerFacts(cast(Any, SimpleNamespace(kept=desk.app.kept, ground=ground)))


async def test_a_paired_app_can_be_told_what_only_it_can_read(desk: Desk) -> None:
    token = await token_of(desk)
    await call(desk, token, "register_device", app="true", **{**APP, "onesignal_id": "push-7"})
    device = await facts_of(desk).app(SERVER, "abc")
    assert device.push_id == "push-7"
    assert device.key == hashlib.pbkdf2_hmac("sha256", token.encode(), device.salt, 600_000, 32)
    assert device.key.hex() not in repr(device)


async def test_an_app_that_wants_no_messages_or_is_unknown_says_so(desk: Desk) -> None:
    token = await token_of(desk)
    await call(desk, token, "register_device", app="true", **APP)
    await desk.app.kept.add(SERVER, "mobile_devices", {"device_id": "old", "onesignal_id": "p"})
    for device_id, why in (("abc", "no messages"), ("nobody", "registered"), ("old", "again")):
        with pytest.raises(InputError, match=why) as raised:
            await facts_of(desk).app(SERVER, device_id)
        assert raised.value.field == "device_id"


async def test_a_token_pairs_one_app_and_ends_after_five_minutes(desk: Desk) -> None:
    token = await token_of(desk)
    await call(desk, token, "register_device", app="true", **APP)
    other = {**APP, "device_id": "other"}
    await desk.app.kept.delete(SERVER, "mobile_devices")
    assert await call(desk, token, "register_device", app="true", **other) == 400
    late = await token_of(desk)
    desk.clock.advance(OPEN_SECONDS + 1)
    assert await call(desk, late, "register_device", app="true", **other) == 400


async def test_removing_an_app_refuses_it_at_once(desk: Desk) -> None:
    token = await token_of(desk)
    await call(desk, token, "register_device", app="true", **APP)
    page = "/settings/apps"
    await desk.post(f"{page}/1/1/name", {"friendly_name": "Ada's"}, page=page)
    assert "Ada's" in await desk.text(page)
    assert (await desk.post(f"{page}/1/9/remove", page=page)).status_code == 404
    assert "refused from now on" in await desk.follow(
        await desk.post(f"{page}/1/1/remove", page=page)
    )
    assert await call(desk, token, "get_users", app="true") == 400


async def test_the_addresses_of_the_web_interface_answer_in_tautullis_form(desk: Desk) -> None:
    made = await desk.post("/generate_api_key", {"device": "true"})
    token = made.json()
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    asked = await desk.post("/verify_mobile_device", {"device_token": token})
    assert asked.json() == {"result": "error", "message": "Device not registered."}
    await call(desk, token, "register_device", app="true", **APP)
    asked = await desk.post("/verify_mobile_device", {"device_token": token})
    assert asked.json()["result"] == "success"
    other = (await desk.post("/generate_api_key", {"device": "true"})).json()
    await desk.post("/verify_mobile_device", {"device_token": other, "cancel": "true"})
    assert await call(desk, other, "register_device", app="true", **APP) == 400
    assert (await desk.post("/generate_api_key", {})).status_code == 400


@pytest.mark.parametrize(
    "path", ["/generate_api_key", "/verify_mobile_device", "/settings/apps/pair"]
)
async def test_s4_pairing_needs_the_owner_and_a_form_of_ours(stranger: Desk, path: str) -> None:
    assert (await stranger.client.post(f"{BASE_PATH}{path}")).status_code == 401
    await stranger.sign_in()
    assert (await stranger.client.post(f"{BASE_PATH}{path}")).status_code == 403
    assert (await stranger.client.get(f"{BASE_PATH}{path}")).status_code == 405


async def test_too_many_tokens_give_up_the_oldest(desk: Desk) -> None:
    pairing = Pairing(desk.clock)
    tokens = [pairing.begin() for _ in range(MOST_OPEN + 1)]
    assert pairing.state(tokens[0]) is PairingState.OVER
    assert pairing.state(tokens[-1]) is PairingState.WAITING
    assert pairing.state("") is PairingState.OVER
