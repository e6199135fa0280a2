"""From an agent's name to the channel that sends its messages."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from watchkeeper.domain.notices.agents import AGENTS
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import InputError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels.chat import CHATS
from watchkeeper.integrations.channels.mail import Mail
from watchkeeper.integrations.channels.mqtt import Mqtt
from watchkeeper.integrations.channels.post import Post, Poster
from watchkeeper.integrations.channels.script import Scripts
from watchkeeper.integrations.channels.webhook import webhook

OTHERS = frozenset({"webhook", "email", "mqtt", "scripts"})
SUPPORTED = OTHERS | frozenset(CHATS)
"""Names of the agents whose messages can be sent."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What the channels send through."""

    poster: Poster
    scripts: Scripts
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


class Channels:
    """Sends a message through the channel of its agent."""

    def __init__(self, ways: Ways) -> None:
        guard = AddressGuard(is_owners=True)
        self._ways = ways
        self._others: Mapping[str, Callable[[Delivery], Awaitable[None]]] = {
            "email": Mail(guard, ways.tls).send,
            "mqtt": Mqtt(guard).send,
            "scripts": ways.scripts.send,
        }

    async def send(self, delivery: Delivery) -> None:
        """Send one message.

        Raises:
            InputError: its settings cannot be used, or there is no such channel here.
            UnreachableError: nobody answered, or asked to come back later.
            OutsideError: it was refused.
        """
        _check_texts(delivery)
        other = self._others.get(delivery.agent)
        if other is not None:
            await other(delivery)
        else:
            await self._ways.poster.send(_post(delivery), _label(delivery.agent))


def _post(delivery: Delivery) -> Post:
    if delivery.agent == "webhook":
        return webhook(delivery)
    make = CHATS.get(delivery.agent)
    if make is None:
        raise InputError(f"{_label(delivery.agent)} cannot be sent to yet.", field="agent_id")
    return make(delivery)


def _check_texts(delivery: Delivery) -> None:
    """All but scripts and webhooks need a body, and a subject where it is shown."""
    if delivery.agent in {"scripts", "webhook"}:
        return
    if not delivery.message.body.strip():
        raise InputError("The message has no body.", field="body")
    if delivery.settings.get("incl_subject", 1) and not delivery.message.subject.strip():
        raise InputError("The message has no subject.", field="subject")


def _label(agent: str) -> str:
    return next((each.label for each in AGENTS if each.name == agent), agent)
