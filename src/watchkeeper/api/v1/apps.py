"""Apps on phones that are paired with Watchkeeper."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Path
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.shape import Instant, Number, Shape
from watchkeeper.api.v1.stated import number_of, text_of
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.system.kept import DEVICES, KeptRow


class App(Shape):
    """A paired app. Its key is never answered."""

    server_id: int = Field(description="Number of the server that it is for.")
    id: int = Field(description="Number of the app.")
    friendly_name: str | None = Field(description="The name that you gave it.")
    device_name: str | None = Field(description="What the phone calls itself.")
    platform: str | None = Field(description="System of the phone.")
    version: str | None = Field(description="Version of the app.")
    last_seen: Instant | None = Field(description="When it last asked, UTC seconds.")


class AppList(Shape):
    """Paired apps."""

    apps: list[App] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class ChangedApp(Shape):
    """Another name."""

    friendly_name: str = Field(max_length=100, description="The name; empty: its own.")


class PairingToken(Shape):
    """A token that waits for an app, for five minutes."""

    token: str = Field(description="What to enter in the app: shown this one time.")


ServerPath = Annotated[Number, Path(description="Number of the server.")]
AppPath = Annotated[Number, Path(description="Number of the app.")]


async def list_apps(asks: Asks) -> AppList:
    """List the apps that are paired."""
    apps = [
        app_of(server.id, row)
        for server in await asks.servers()
        for row in await asks.app.kept.rows(server.id, DEVICES)
    ]
    return AppList(apps=apps, total=len(apps))


async def begin_pairing(asks: Asks) -> PairingToken:
    """Make a token with which an app can be paired within five minutes."""
    return PairingToken(token=asks.app.pairing.begin())


async def rename_app(asks: Asks, server_id: ServerPath, app_id: AppPath, wanted: ChangedApp) -> App:
    """Give a paired app another name."""
    server, row = await _device(asks, server_id, app_id)
    changed = replace(row, content={**row.content, "friendly_name": wanted.friendly_name})
    await asks.app.kept.put(server, DEVICES, changed)
    return app_of(server, changed)


async def revoke_app(asks: Asks, server_id: ServerPath, app_id: AppPath) -> AppList:
    """Remove a paired app: it is refused from now on."""
    server, row = await _device(asks, server_id, app_id)
    await asks.app.kept.delete(server, DEVICES, [row.row_id])
    return await list_apps(asks)


def app_of(server_id: ServerId, row: KeptRow) -> App:
    """An app in the words of the API."""
    told = row.content
    return App(
        server_id=server_id,
        id=row.row_id,
        friendly_name=text_of(told.get("friendly_name")),
        device_name=text_of(told.get("device_name")),
        platform=text_of(told.get("platform")),
        version=text_of(told.get("version")),
        last_seen=number_of(told.get("last_seen")),
    )


async def _device(asks: Caller, server_id: int, app_id: int) -> tuple[ServerId, KeptRow]:
    server = await asks.server(server_id)
    row = await asks.app.kept.get(server.id, DEVICES, app_id)
    if row is None:
        raise NotFoundError(f"There is no app {app_id} (any more).", field="app_id")
    return server.id, row
