"""Companion apps: registering, and their keys."""

from __future__ import annotations

import hashlib

import pytest

from tests.api.v2.house import House
from tests.api.v2.specified import SPECIFICATION, mistakes, specified_data
from tests.api.v2.test_notifiers import house, message
from watchkeeper.domain.facts import Facts, ServerId
from watchkeeper.features.accounts import PUSH_KEY, PUSH_SALT

__all__ = ["house"]
TOKEN = "d3v1c3-" + "x" * 25
DEVICE = {"device_id": "abc", "device_name": "Phone"}


async def with_app(house: House, key: str, cmd: str = "get_users") -> int:
    sent = {"apikey": key, "app": "true", "cmd": cmd}
    return (await house.client.get("/api/v2", params=sent)).status_code


async def test_the_key_of_an_imported_app_is_valid_with_app_alone(house: House) -> None:
    row: Facts = {"device_token": TOKEN, "device_name": "Phone", "last_seen": 5}
    await house.app.kept.add(ServerId(1), "mobile_devices", row)
    assert await with_app(house, TOKEN) == 200
    assert (await house.client.get(f"/api/v2?cmd=get_users&apikey={TOKEN}")).status_code == 400
    for key in (house.key, "", TOKEN[:-1], TOKEN + "x"):
        assert await with_app(house, key) == 400
    seen = await house.app.kept.get(ServerId(1), "mobile_devices", 1)
    assert seen is not None
    assert seen.content["last_seen"] == house.app.clock.now()


async def test_the_key_for_messages_is_kept_when_an_imported_token_is_forgotten(
    house: House,
) -> None:
    row: Facts = {"device_token": TOKEN, "device_name": "Phone", "last_seen": 5}
    await house.app.kept.add(ServerId(1), "mobile_devices", row)
    assert await with_app(house, TOKEN) == 200
    seen = await house.app.kept.get(ServerId(1), "mobile_devices", 1)
    assert seen is not None
    assert (seen.content["device_token"], TOKEN in str(seen.content)) == (None, False)
    salt = bytes.fromhex(str(seen.content[PUSH_SALT]))
    made = hashlib.pbkdf2_hmac("sha256", TOKEN.encode(), salt, 600_000, 32)
    assert seen.content[PUSH_KEY] == made.hex()


async def test_no_key_at_all_is_nobodys(house: House) -> None:
    for token in ("", None, "short"):
        await house.app.kept.add(ServerId(1), "mobile_devices", {"device_token": token})
    for key in ("", "None", "short"):
        assert await with_app(house, key) == 400


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the specification is not here")
async def test_an_app_learns_whom_it_speaks_to(house: House) -> None:
    found = await house.data("register_device", **DEVICE, min_version="v2.10.5")
    assert mistakes(found, specified_data("register_device")) == []
    assert len(found["server_id"]) == 32


async def test_registering_again_changes_the_same_device(house: House) -> None:
    await house.call("register_device", **DEVICE, version="1")
    await house.call("register_device", **DEVICE, version="2", onesignal_id="onesignal-disabled")
    (row,) = await house.app.kept.rows(ServerId(1), "mobile_devices")
    assert (row.content["version"], row.content["official"]) == ("2", 2)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "no device id provided."),
        ({"device_id": "abc"}, "no device name provided."),
        (
            {**DEVICE, "min_version": "v3.0.0"},
            "Tautulli version v2.17.2 does not meet the minimum requirement of v3.0.0.",
        ),
    ],
)
async def test_what_is_missing_is_told(house: House, sent: dict[str, str], why: str) -> None:
    told = f"Device registration failed: {why}"
    assert await message(house, "register_device", **sent) == (400, told)


async def test_devices_are_renamed_and_removed(house: House) -> None:
    await house.call("register_device", **DEVICE)
    renamed = {"mobile_device_id": 1, "friendly_name": "Ada's"}
    assert await message(house, "set_mobile_device_config", **renamed) == (
        200,
        "Saved mobile device.",
    )
    failed = (400, "Failed to save mobile device.")
    assert await message(house, "set_mobile_device_config", mobile_device_id=9) == failed
    assert (await house.call("delete_mobile_device")).status_code == 400
    done = (200, "Deleted mobile device.")
    assert await message(house, "delete_mobile_device", mobile_device_id=9) == done
    assert await message(house, "delete_mobile_device", device_id="abc") == done
    assert await house.app.kept.rows(ServerId(1), "mobile_devices") == []
