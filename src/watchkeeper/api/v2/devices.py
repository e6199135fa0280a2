"""Companion apps: registering, renaming and removing them, and whose key is one of theirs."""

from __future__ import annotations

import hmac
import re
from dataclasses import replace

from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.params import Key, Parameters, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.server import server_info
from watchkeeper.api.v2.system import VERSION, tautulli_info
from watchkeeper.api.v2.tables import Row
from watchkeeper.application import Application
from watchkeeper.domain.facts import Facts, ServerId, whole_number
from watchkeeper.features.accounts import (
    NO_PUSH,
    PairingState,
    is_token_of,
    push_facts,
    server_id_for_apps,
    token_digest,
)
from watchkeeper.features.accounts.access import Principal, Scope
from watchkeeper.features.system.kept import DEVICES, KeptRow
from watchkeeper.runtime.clock import instant
from watchkeeper.values import dataclass

DIGEST = "device_token_digest"
FAILED = "Device registration failed"
SHORTEST_TOKEN = 16
SEEN_SECONDS = 60
"""How exactly it is noted when an app was here last."""
UNCHECKED, PUSH_DISABLED = 0, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterParams:
    """What an app tells of itself and its device."""

    device_id: Text = ""
    device_name: Text = ""
    platform: Text = ""
    version: Text = ""
    friendly_name: Text = ""
    onesignal_id: Text = ""
    min_version: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameParams:
    """Which device, and how its owner calls it."""

    mobile_device_id: Key = -1
    friendly_name: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveParams:
    """One device, by its number here or by what it calls itself."""

    mobile_device_id: Key | None = None
    device_id: Text = ""


@command("register_device", params=RegisterParams, scope=Scope.ADMIN)
async def register_device(call: Call, params: RegisterParams) -> object:
    """Register a companion app, or note what is new of it; tells it whom it speaks to."""
    if not params.device_id:
        return Refused(f"{FAILED}: no device id provided.")
    if not params.device_name:
        return Refused(f"{FAILED}: no device name provided.")
    if version_numbers(params.min_version) > version_numbers(VERSION):
        return Refused(
            f"{FAILED}: Tautulli version {VERSION} does not meet the minimum requirement of"
            f" {params.min_version}."
        )
    known = await _device(call, params.device_id)
    content: Facts = {
        **(known.content if known else {}),
        **device_facts(params, instant(call.app.clock)),
        **await new_key(call),
    }
    if known is None:
        await call.app.kept.add(call.server_id, DEVICES, content)
    else:
        await call.app.kept.put(call.server_id, DEVICES, replace(known, content=content))
    return Said("Device registration successful.", facts_for_apps(call))


@command("set_mobile_device_config", params=RenameParams, scope=Scope.ADMIN)
async def set_mobile_device_config(call: Call, params: RenameParams) -> object:
    """Rename a registered device."""
    known = await call.app.kept.get(call.server_id, DEVICES, params.mobile_device_id)
    if known is None:
        return Refused("Failed to save mobile device.")
    content = {**known.content, "friendly_name": params.friendly_name}
    await call.app.kept.put(call.server_id, DEVICES, replace(known, content=content))
    return Said("Saved mobile device.")


@command("delete_mobile_device", params=RemoveParams, scope=Scope.ADMIN)
async def delete_mobile_device(call: Call, params: RemoveParams) -> object:
    """Remove a registered device, if there is one: its key is not valid any more."""
    if params.mobile_device_id is None and not params.device_id:
        return Refused("Failed to delete device.")
    numbers = [] if params.mobile_device_id is None else [params.mobile_device_id]
    known = await _device(call, params.device_id)
    if not numbers and known is not None:
        numbers.append(known.row_id)
    await call.app.kept.delete(call.server_id, DEVICES, numbers)
    return Said("Deleted mobile device.")


async def device_principal(app: Application, token: str) -> Principal | None:
    """The device whose key this is; None when it is nobody's."""
    if len(token) < SHORTEST_TOKEN:
        return None
    for server in await app.servers.all():
        for row in await app.kept.rows(server.id, DEVICES):
            if is_key_of(row.content, token):
                await _seen(app, server.id, row)
                return Principal(
                    kind="key",
                    name=str(row.content.get("device_name") or "device"),
                    scopes=frozenset({Scope.TAUTULLI}),
                    server_id=server.id,
                )
    return None


def new_app(app: Application, token: str, sent: Parameters) -> Principal | None:
    """An app that registers with the token that the owner was shown; it may do nothing else."""
    is_registering = sent.get("cmd") == register_device.name
    if not is_registering or app.pairing.state(token) is not PairingState.WAITING:
        return None
    return Principal(kind="key", name="new app", scopes=frozenset({Scope.ADMIN}))


async def new_key(call: Call) -> Facts:
    """What is kept of the token with which a new app registers; nothing of other keys."""
    return await _kept_of(call.key) if call.app.pairing.finish(call.key) else {}


def is_key_of(content: Facts, token: str) -> bool:
    """Whether it is the key of this device. Those of an import are sealed, ours are digests."""
    imported = str(content.get("device_token") or "")
    is_imported = hmac.compare_digest(imported.encode(), token.encode())
    return is_token_of(token, content.get(DIGEST)) or (is_imported and bool(imported))


def device_facts(params: RegisterParams, now: int) -> Facts:
    """What is kept of a device when it registers."""
    push_id = params.onesignal_id or params.device_id
    return {
        "device_id": params.device_id,
        "device_name": params.device_name,
        "platform": params.platform or None,
        "version": params.version or None,
        "friendly_name": params.friendly_name,
        "onesignal_id": push_id,
        "last_seen": now,
        "official": PUSH_DISABLED if push_id == NO_PUSH else UNCHECKED,
    }


def facts_for_apps(call: Call) -> Row:
    """Whom an app speaks to."""
    server = call.app.servers.known(call.server_id)
    return {
        "server_id": server_id_for_apps(call.app.sealer),
        **server_info(server),
        "pms_is_cloud": 0,
        **tautulli_info(),
    }


def version_numbers(text: str) -> tuple[int, ...]:
    """The numbers of a version.

    Examples:
        >>> version_numbers("v2.10.5"), version_numbers("")
        ((2, 10, 5), ())
    """
    return tuple(int(part) for part in re.findall(r"[0-9]{1,9}", text))


async def _device(call: Call, device_id: str) -> KeptRow | None:
    rows = await call.app.kept.rows(call.server_id, DEVICES)
    return next((row for row in rows if row.content.get("device_id") == device_id), None)


async def _seen(app: Application, server_id: ServerId, row: KeptRow) -> None:
    now, before = instant(app.clock), whole_number(row.content.get("last_seen")) or 0
    if now - before >= SEEN_SECONDS and not app.db.is_read_only:
        content = {**await _without_key(row.content), "last_seen": now}
        await app.kept.put(server_id, DEVICES, replace(row, content=content))


async def _without_key(content: Facts) -> Facts:
    """The same with what is kept of a key in place of an imported key."""
    imported = content.get("device_token")
    return {**content, **await _kept_of(str(imported))} if imported else content


async def _kept_of(token: str) -> Facts:
    return {"device_token": None, DIGEST: token_digest(token), **await push_facts(token)}


COMMANDS = (register_device, set_mobile_device_config, delete_mobile_device)
