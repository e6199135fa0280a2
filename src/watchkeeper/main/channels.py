"""Wiring of the ways by which messages leave the house."""

from __future__ import annotations

import platform
from collections.abc import Mapping

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import ImageRequest
from watchkeeper.domain.notices.message import Attachment
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import (
    NO_PUSH,
    PUSH_KEY,
    PUSH_SALT,
    Accounts,
    push_facts,
    server_id_for_apps,
)
from watchkeeper.features.browsers import Browsers
from watchkeeper.features.libraries import Images
from watchkeeper.features.preferences import Network, Preferences
from watchkeeper.features.system.kept import DEVICES, Kept
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels import (
    AppDevice,
    Channels,
    PlexAccess,
    Poster,
    PushKey,
    Scripts,
    Ways,
    WebPush,
)
from watchkeeper.main.ground import Ground
from watchkeeper.values import dataclass

POSTER_SIZE = (600, 900)
"""Pixels of a poster that goes with a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelParts:
    """What channels need from the house."""

    ground: Ground
    servers: Servers
    images: Images
    accounts: Accounts
    browsers: Browsers
    kept: Kept
    preferences: Preferences


def browsers_of(ground: Ground) -> Browsers:
    """The browsers that are told, and the key that they know us by."""
    key = _push_key(ground)
    return Browsers(ground.db, ground.clock, ground.sealer, lambda: key.public)


def channels_of(parts: ChannelParts) -> Channels:
    """Wire the channels. A browser's push service is on the public net, unlike other receivers."""
    facts, ground = ServerFacts(parts), parts.ground
    public = Poster(guard=AddressGuard())
    return Channels(
        Ways(
            poster=Poster(),
            scripts=Scripts(ground.settings.scripts, facts.variables),
            pictures=facts.poster,
            plex=facts.access,
            apps=facts.app,
            browsers=WebPush(public, _push_key(ground), ground.clock, parts.browsers).send,
        )
    )


def _push_key(ground: Ground) -> PushKey:
    return PushKey(ground.sealer.derive("web push"))


class ServerFacts:
    """What channels are told of a media server, and fetch from it."""

    def __init__(self, parts: ChannelParts) -> None:
        self._parts = parts

    async def poster(self, server_id: int, path: str) -> Attachment:
        """A picture of a server, at the size of a poster.

        Raises:
            WatchkeeperError: it does not give it.
        """
        width, height = POSTER_SIZE
        wanted = ImageRequest(path=path, width=width, height=height)
        image = await self._parts.images.picture(ServerId(server_id), wanted)
        ending = image.content_type.partition("/")[2].replace("jpeg", "jpg")
        return Attachment(
            name=f"poster.{ending}", content_type=image.content_type, content=image.content
        )

    async def access(self, server_id: int) -> PlexAccess:
        """What opens Plex's services for a server.

        Raises:
            NotFoundError: there is no such server.
        """
        server = await self._parts.servers.get(ServerId(server_id))
        token = await self._parts.servers.token(server.id)
        return PlexAccess(token=token, identifier=server.identifier or "", name=server.name)

    async def app(self, server_id: int, device_id: str) -> AppDevice:
        """A registered app.

        Raises:
            InputError: there is none of that name, or nothing can be sent to it.
        """
        rows = await self._parts.kept.rows(ServerId(server_id), DEVICES)
        found = (row.content for row in rows if row.content.get("device_id") == device_id)
        content = next(found, None)
        if content is None:
            raise InputError("No app with this id is registered.", field="device_id")
        if content.get("onesignal_id") in {None, "", NO_PUSH}:
            raise InputError("This app was told to show no messages.", field="device_id")
        imported = str(content.get("device_token") or "")
        known = await push_facts(imported) if imported else content
        if not known.get(PUSH_KEY):
            raise InputError(
                "Pair this app again, so that messages can be sealed for it.", field="device_id"
            )
        return AppDevice(
            push_id=str(content["onesignal_id"]),
            server_id=server_id_for_apps(self._parts.ground.sealer),
            key=bytes.fromhex(str(known[PUSH_KEY])),
            salt=bytes.fromhex(str(known[PUSH_SALT])),
        )

    async def variables(self, server_id: int) -> Mapping[str, str]:
        """The variables for scripts about a server, as Tautulli's scripts read them."""
        settings = self._parts.ground.settings
        url = f"http://127.0.0.1:{settings.port}{settings.base_path}"
        stated = self._parts.preferences.group(Network).http_base_url
        try:
            server = await self._parts.servers.get(ServerId(server_id))
            address, token = server.url, await self._parts.servers.token(server.id)
        except NotFoundError:
            address, token = "", ""
        return {
            "PLEX_URL": address,
            "PLEX_TOKEN": token,
            "PLEX_USER_TOKEN": "",  # what opens a server for another person stays sealed
            "TAUTULLI_URL": url,
            "TAUTULLI_PUBLIC_URL": f"{stated}{settings.base_path}" if stated else url,
            "TAUTULLI_APIKEY": await self._parts.accounts.tautulli_key(),
            "TAUTULLI_ENCODING": "UTF-8",
            "TAUTULLI_PYTHON_VERSION": platform.python_version(),
        }
