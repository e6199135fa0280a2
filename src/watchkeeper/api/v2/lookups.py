"""Numbers at other services that an import brought, and pictures uploaded elsewhere."""

from __future__ import annotations

from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.params import Flag, Key, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.hosting import HostName
from watchkeeper.values import dataclass

SERVICES = ("themoviedb", "tvmaze", "musicbrainz")
HOSTS = {HostName.IMGUR: "Imgur", HostName.CLOUDINARY: "Cloudinary"}
HOST_NAMES = {host.value: host for host in HOSTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetParams:
    """Of one item, or with `delete_all` everything of one service."""

    rating_key: Key | None = None
    service: Text = ""
    delete_all: Flag = False


@command("delete_lookup_info", params=ForgetParams, scope=Scope.WRITE)
async def delete_lookup_info(call: Call, params: ForgetParams) -> object:
    """Forget the numbers that items have at other services."""
    service = params.service.lower()
    if params.rating_key is not None:
        for each in SERVICES:
            await _forget_item(call, f"{each}_lookup", params.rating_key)
    elif params.delete_all and service in SERVICES:
        await call.app.kept.delete(call.server_id, f"{service}_lookup")
    else:
        return Refused("Failed to delete lookup info.")
    return Said("Deleted lookup info.")


@command("delete_hosted_images", params=ForgetParams, scope=Scope.WRITE)
async def delete_hosted_images(call: Call, params: ForgetParams) -> object:
    """Delete pictures at their host and forget them: those of an item, or all.

    Where nothing opens that host any more they are only forgotten.
    """
    failed = Refused("Failed to delete hosted images.")
    host = (await call.app.hosting.choice(call.server_id)).host
    if params.delete_all and params.service:
        host = HOST_NAMES.get(params.service.lower(), HostName.NONE)
    if host not in HOSTS or (params.rating_key is None and not params.delete_all):
        return failed
    rating_key = None if params.delete_all else params.rating_key
    if await call.app.hosting.delete(call.server_id, host, rating_key):
        return failed
    return Said(f"Deleted hosted images from {HOSTS[host]}.")


async def _forget_item(call: Call, table: str, rating_key: int) -> None:
    rows = await call.app.kept.rows(call.server_id, table)
    of_item = [row.row_id for row in rows if row.content.get("rating_key") == rating_key]
    await call.app.kept.delete(call.server_id, table, of_item)


COMMANDS = (delete_lookup_info, delete_hosted_images)
