"""From an agent's name to the channel that sends its messages."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from watchkeeper.domain.notices.agents import REFUSALS, agent_named
from watchkeeper.domain.notices.message import Attachment, Delivery
from watchkeeper.domain.notices.settings import secrets_of
from watchkeeper.errors import InputError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels import hooks, pushes, uploads
from watchkeeper.integrations.channels.discord import discord
from watchkeeper.integrations.channels.kodi import kodi
from watchkeeper.integrations.channels.mail import Mail
from watchkeeper.integrations.channels.mqtt import Mqtt
from watchkeeper.integrations.channels.ntfy import ntfy
from watchkeeper.integrations.channels.pictures import Pictures, with_poster
from watchkeeper.integrations.channels.plexapp import Access, PlexAccess, plexmobileapp
from watchkeeper.integrations.channels.post import Post, Poster
from watchkeeper.integrations.channels.reading import needed
from watchkeeper.integrations.channels.remoteapp import AppDevice, Apps, remoteapp
from watchkeeper.integrations.channels.script import Scripts
from watchkeeper.integrations.channels.slack import slack
from watchkeeper.integrations.channels.social import facebook, twitter
from watchkeeper.integrations.channels.teams import microsoftteams
from watchkeeper.integrations.channels.telegram import telegram
from watchkeeper.integrations.channels.through_apprise import apprise, growl
from watchkeeper.integrations.channels.webhook import webhook
from watchkeeper.integrations.http import Answer
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

POSTS: Mapping[str, Callable[[Delivery], Post]] = {
    "boxcar": pushes.boxcar,
    "discord": discord,
    "facebook": facebook,
    "gotify": pushes.gotify,
    "ifttt": hooks.ifttt,
    "join": pushes.join,
    "lunasea": hooks.lunasea,
    "microsoftteams": microsoftteams,
    "ntfy": ntfy,
    "prowl": pushes.prowl,
    "pushover": pushes.pushover,
    "slack": slack,
    "telegram": telegram,
    "webhook": webhook,
    "zapier": hooks.zapier,
}
"""Agents that send one request."""

STEPS: Mapping[str, Callable[[Delivery, uploads.Send], Awaitable[None]]] = {
    "groupme": uploads.groupme,
    "plex": kodi,
    "pushbullet": uploads.pushbullet,
    "twitter": twitter,
    "xbmc": kodi,
}
"""Agents that send several."""

URL = "url"
ADDRESSES: Mapping[str, str] = {
    "email": "smtp_server",
    "gotify": "host",
    "growl": "host",
    "mqtt": "broker",
    "ntfy": "host",
    "plex": "hosts",
    "xbmc": "hosts",
}
"""The setting that holds the receiver's address, where it is not the hook."""
UNCHECKED = frozenset({"scripts", "webhook"})
"""Agents whose messages may have no words."""


async def no_picture(_server_id: int, _path: str) -> Attachment | None:
    """Where no server is, no picture is."""
    return None


async def no_access(_server_id: int) -> PlexAccess:
    """Where no server is, nothing opens Plex's services.

    Raises:
        InputError: always.
    """
    raise InputError("Set a media server up first.", field="server_id")


async def no_app(_server_id: int, _device_id: str) -> AppDevice:
    """Where no app is registered, none is told.

    Raises:
        InputError: always.
    """
    raise InputError("No app with this id is registered.", field="device_id")


async def no_browser(_delivery: Delivery) -> None:
    """Where nobody can subscribe, nobody is told.

    Raises:
        InputError: always.
    """
    raise InputError("No browser has asked for notifications.", field="agent_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What the channels send through, and where they learn what goes with a message."""

    poster: Poster
    scripts: Scripts
    pictures: Pictures = no_picture
    plex: Access = no_access
    apps: Apps = no_app
    browsers: Callable[[Delivery], Awaitable[None]] = no_browser
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


class Channels:
    """Sends a message through the channel of its agent."""

    def __init__(self, ways: Ways) -> None:
        guard = AddressGuard(is_owners=True)
        self._ways = ways
        self._others: Mapping[str, Callable[[Delivery], Awaitable[None]]] = {
            "apprise": apprise,
            "browser": ways.browsers,
            "email": Mail(guard, ways.tls).send,
            "growl": growl,
            "mqtt": Mqtt(guard, ways.tls).send,
            "plexmobileapp": self._to_plex,
            "remoteapp": self._to_app,
            "scripts": ways.scripts.send,
        }

    async def send(self, delivery: Delivery) -> None:
        """Send one message.

        Raises:
            InputError: its settings cannot be used, or there is no such channel here.
            UnreachableError: nobody answered, or asked to come back later.
            OutsideError: it was refused.
        """
        _check(delivery)
        try:
            await self._send(delivery)
        except InputError as error:
            if error.field != URL:
                raise
            named = ADDRESSES.get(delivery.agent, "hook")
            raise InputError(error.sentence, field=named) from None

    async def _send(self, delivery: Delivery) -> None:
        other = self._others.get(delivery.agent)
        if other is not None:
            await other(delivery)
            return
        whole = await with_poster(delivery, self._ways.pictures)
        if delivery.agent in STEPS:
            await STEPS[delivery.agent](whole, self._sender(whole))
        else:
            await self._sender(whole)(POSTS[delivery.agent](whole))

    async def _to_plex(self, delivery: Delivery) -> None:
        access = await self._ways.plex(delivery.server_id)
        await self._sender(delivery)(plexmobileapp(delivery, access))

    async def _to_app(self, delivery: Delivery) -> None:
        device = await self._ways.apps(delivery.server_id, needed(delivery, "device_id"))
        await self._sender(delivery)(remoteapp(delivery, device))

    def _sender(self, delivery: Delivery) -> uploads.Send:
        secrets, label = secrets_of(delivery.settings), _label(delivery.agent)

        async def send(post: Post) -> Answer:
            whole = replace(post, secrets=(*post.secrets, *secrets))
            return await self._ways.poster.send(whole, label)

        return send


SUPPORTED = frozenset(POSTS) | frozenset(STEPS) | {
    "apprise", "browser", "email", "growl", "mqtt", "plexmobileapp", "remoteapp", "scripts",
}  # fmt: skip
"""Names of the agents whose messages can be sent."""


def _check(delivery: Delivery) -> None:
    if delivery.agent not in SUPPORTED:
        refusal = REFUSALS.get(delivery.agent, N_("There is no such kind of notifier."))
        raise InputError(refusal, field="agent_id")
    if delivery.agent in UNCHECKED:
        return
    if not delivery.message.body.strip():
        raise InputError("The message has no body.", field="body")
    if delivery.settings.get("incl_subject", 1) and not delivery.message.subject.strip():
        raise InputError("The message has no subject.", field="subject")


def _label(agent: str) -> str:
    known = agent_named(agent)
    return known.label if known else agent
