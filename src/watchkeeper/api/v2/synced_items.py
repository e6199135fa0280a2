"""Mobile sync, which Plex has ended: there is nothing synced, and nothing to take back."""

from __future__ import annotations

from watchkeeper.api.v2.answers import Refused
from watchkeeper.api.v2.params import Key, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.features.accounts.access import Scope
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncedItemsParams:
    """Taken as callers send them."""

    machine_id: Text = ""
    user_id: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncedItemParams:
    """One item on one device."""

    client_id: Text = ""
    sync_id: Text = ""


@command("get_synced_items", params=SyncedItemsParams)
async def get_synced_items(_call: Call, _params: SyncedItemsParams) -> object:
    """The items synced to mobile devices: none, since Plex has ended mobile sync."""
    return []


@command("delete_synced_item", params=SyncedItemParams, scope=Scope.CONTROL)
async def delete_synced_item(_call: Call, params: SyncedItemParams) -> object:
    """Take a synced item off a device: it is never there, since Plex has ended mobile sync."""
    if not (params.client_id and params.sync_id):
        return Refused("Missing client ID and sync ID.")
    return Refused("Failed to delete synced item.")


COMMANDS = (get_synced_items, delete_synced_item)
