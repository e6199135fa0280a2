"""Publishing to an MQTT broker, by the client of the Eclipse Foundation."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from watchkeeper.domain.notices.demands import WILDCARDS
from watchkeeper.domain.notices.extras import MQTT_TOPIC
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import InputError, RefusedError, UnreachableError
from watchkeeper.integrations.address import AddressGuard, connected
from watchkeeper.integrations.channels.reading import needed, number, port, text
from watchkeeper.integrations.failure import cause_in_words
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

if TYPE_CHECKING:
    from paho.mqtt.client import Client
    from paho.mqtt.reasoncodes import ReasonCode

CONNECT_SECONDS, TOTAL_SECONDS, STEP_SECONDS = 5.0, 15.0, 0.1
PROTOCOLS: Mapping[str, int] = {"MQTTv31": 3, "MQTTv311": 4, "MQTTv5": 5}
NOT_KNOWN = frozenset({0x86, 0x87})  # a wrong name or password, not allowed
LATER = frozenset({0x88, 0x89, 0x97})  # unavailable, busy, over quota
MOST_BYTES = 256 * 1024
TLS_SCHEME = "mqtts://"
NO_JSON: Mapping[str, str] = {
    "subject": N_("The subject is no JSON."),
    "body": N_("The body is no JSON."),
}

Publish = Callable[["Publication", str, "ssl.SSLContext | None"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is published, and how."""

    host: str
    port: int
    is_tls: bool
    protocol: int  # 3, 4 (3.1.1) or 5
    client_id: str
    topic: str
    content: bytes = field(repr=False)
    qos: int = 1
    retain: bool = False
    keep_alive: int = 60  # seconds
    username: str = ""
    password: str = field(default="", repr=False)


class Mqtt:
    """Publishes messages one by one, each over a connection of its own."""

    def __init__(self, guard: AddressGuard, tls: Callable[[], ssl.SSLContext]) -> None:
        self._guard = guard
        self._tls = tls
        self._turns: defaultdict[tuple[str, int, str], anyio.Lock] = defaultdict(anyio.Lock)

    async def send(self, delivery: Delivery) -> None:
        """Publish a message; with a quality of service above 0 the broker has confirmed it.

        Two messages under the same client id wait for each other: a broker would throw one out.

        Raises:
            InputError: settings cannot be used.
            UnreachableError: the broker does not answer.
            RefusedError: it does not know the name or password, or refuses.
        """
        told = publication_of(delivery)
        addresses = await self._guard.pinned(told.host, told.port)
        tls = self._tls() if told.is_tls else None
        async with self._turns[told.host, told.port, told.client_id]:
            try:
                await anyio.to_thread.run_sync(_published, told, addresses, tls)
            except OSError as error:
                cause = cause_in_words(error)
                raise UnreachableError(
                    "The MQTT broker cannot be reached: %(cause)s.", cause=cause
                ) from None
            except ValueError:
                raise InputError(
                    "The broker's settings do not go together: see client id and protocol.",
                    field="clientid",
                ) from None


def publication_of(delivery: Delivery) -> Publication:
    """What a message is to a broker.

    Raises:
        InputError: settings cannot be used, or subject or body are no JSON where they shall be.
    """
    settings = delivery.settings
    broker = needed(delivery, "broker")
    topic = delivery.message.extras.get(MQTT_TOPIC) or needed(delivery, "topic")
    if WILDCARDS & set(topic) or len(topic.encode(errors="replace")) > 65535:
        raise InputError("A topic to publish to has no + or #.", field="topic")
    content = _content(delivery, topic)
    if len(content) > MOST_BYTES:
        raise InputError("The message is too large for a broker.", field="body")
    return Publication(
        host=broker.removeprefix(TLS_SCHEME).removeprefix("mqtt://").rstrip("/"),
        port=port(delivery, "port"),
        is_tls=broker.startswith(TLS_SCHEME),
        protocol=PROTOCOLS.get(text(delivery, "protocol"), PROTOCOLS["MQTTv311"]),
        client_id=text(delivery, "clientid"),
        topic=topic,
        content=content,
        qos=min(2, max(0, number(settings, "qos"))),
        retain=bool(settings.get("retain")),
        keep_alive=min(65535, max(1, number(settings, "keep_alive"))),
        username=text(delivery, "username"),
        password=str(settings.get("password") or ""),
    )


def _content(delivery: Delivery, topic: str) -> bytes:
    message = delivery.message
    parts: dict[str, object] = {"subject": message.subject, "body": message.body}
    if delivery.settings.get("as_json"):
        parts = {name: _parsed(str(part), name) for name, part in parts.items()}
    return json.dumps(parts | {"topic": topic}, ensure_ascii=False).encode(errors="replace")


def _parsed(source: str, name: str) -> object:
    if not source.strip():
        return ""
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        raise InputError(NO_JSON[name], field=name) from None


class _Conversation:
    """Connect, publish, wait for what confirms it, and take leave."""

    def __init__(
        self, told: Publication, addresses: Sequence[str], tls: ssl.SSLContext | None
    ) -> None:
        self._told = told
        self._ends_at = time.monotonic() + TOTAL_SECONDS
        self._connected: ReasonCode | None = None
        self._published: ReasonCode | None = None
        self._client = _client(told, addresses, tls)
        self._client.on_connect = lambda _c, _u, _f, reason, _p: self._hear_connected(reason)
        self._client.on_publish = lambda _c, _u, _m, reason, _p: self._hear_published(reason)

    def hold(self) -> None:
        """Publish.

        Raises:
            OutsideError: the broker does not answer in time, or refuses.
            OSError: there is no connection.
        """
        told = self._told
        self._client.connect(told.host, told.port, keepalive=told.keep_alive)
        try:
            self._wait(lambda: self._connected)
            self._client.publish(told.topic, told.content, qos=told.qos, retain=told.retain)
            self._wait(lambda: self._published)
        finally:
            self._client.disconnect()

    def _wait(self, heard: Callable[[], ReasonCode | None]) -> None:
        while (reason := heard()) is None:
            code = self._client.loop(STEP_SECONDS)
            if heard() is None and code:
                raise UnreachableError("The MQTT broker closed the connection.")
            if time.monotonic() > self._ends_at:
                raise UnreachableError("The MQTT broker did not answer in time.")
        _check(reason)

    def _hear_connected(self, reason: ReasonCode) -> None:
        self._connected = reason

    def _hear_published(self, reason: ReasonCode) -> None:
        self._published = reason


def _published(told: Publication, addresses: Sequence[str], tls: ssl.SSLContext | None) -> None:
    _Conversation(told, addresses, tls).hold()


def _check(reason: ReasonCode) -> None:
    """Whether the broker agrees.

    Raises:
        OutsideError: it does not.
    """
    if not reason.is_failure:
        return
    if reason.value in NOT_KNOWN:
        raise RefusedError(
            "The MQTT broker does not accept the user name and password, or this topic.",
            field="password",
        )
    if reason.value in LATER:
        raise UnreachableError("The MQTT broker asks to come back later.")
    field_name = "clientid" if reason.value == 0x85 else None
    raise RefusedError(
        "The MQTT broker refuses the message: %(reason)s.", reason=reason, field=field_name
    )


def _client(told: Publication, addresses: Sequence[str], tls: ssl.SSLContext | None) -> Client:
    """A client that connects to a checked address, and verifies the certificate of the name."""
    from paho.mqtt.client import Client  # noqa: PLC0415  # only who publishes needs it
    from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion  # noqa: PLC0415

    class Pinned(Client):
        def _create_socket_connection(self) -> socket.socket:
            plain = connected(addresses, told.port, CONNECT_SECONDS)
            return plain if tls is None else tls.wrap_socket(plain, server_hostname=told.host)

    client = Pinned(
        CallbackAPIVersion.VERSION2,
        client_id=told.client_id,
        protocol=MQTTProtocolVersion(told.protocol),
        reconnect_on_failure=False,
    )
    if told.username:
        client.username_pw_set(told.username, told.password or None)
    return client
