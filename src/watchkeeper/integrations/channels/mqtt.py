"""Publishing to an MQTT broker: the few packets of MQTT 3.1, 3.1.1 and 5 that this needs.

https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import anyio
from anyio.abc import ByteStream
from anyio.streams.buffered import BufferedByteReceiveStream

from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import (
    InputError,
    MalformedError,
    OutsideError,
    SignInExpiredError,
    UnreachableError,
)
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels.chat import needed, number, text

SECONDS = 15.0
LEVELS = {"MQTTv31": 3, "MQTTv311": 4, "MQTTv5": 5}
CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, DISCONNECT = 1, 2, 3, 4, 5, 6, 7, 14
NOT_KNOWN = frozenset({4, 5, 0x86, 0x87})  # a wrong name or password, not allowed
LATER = frozenset({3, 0x88, 0x89, 0x97})  # unavailable, busy, over quota
CLEAN, WITH_PASSWORD, WITH_USER = 0x02, 0x40, 0x80
MOST_BYTES = 256 * 1024
PACKET_NUMBER = 1
WILDCARDS = frozenset("+#\x00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is published, and how."""

    level: int  # of the protocol: 3, 4 (3.1.1) or 5
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

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard

    async def send(self, delivery: Delivery) -> None:
        """Publish a message; with a quality of service above 0 the broker has confirmed it.

        Raises:
            InputError: settings cannot be used.
            UnreachableError: the broker does not answer.
            SignInExpiredError: it does not know the name or password.
            OutsideError: it refuses.
        """
        publication = publication_of(delivery)
        host, port = needed(delivery, "broker"), number(delivery.settings, "port")
        try:
            with anyio.fail_after(SECONDS):
                address = await self._guard.pinned(host, port)
                async with await anyio.connect_tcp(address, port) as stream:
                    await _Conversation(stream, publication).hold()
        except (OSError, TimeoutError, anyio.BrokenResourceError, anyio.EndOfStream,
                anyio.IncompleteRead) as error:  # fmt: skip
            cause = getattr(error, "strerror", None) or "it does not answer"
            raise UnreachableError(f"The MQTT broker cannot be reached: {cause}.") from None


def publication_of(delivery: Delivery) -> Publication:
    """What a message is to a broker.

    Raises:
        InputError: settings cannot be used, or subject or body are no JSON where they shall be.
    """
    topic, settings = needed(delivery, "topic"), delivery.settings
    if WILDCARDS & set(topic):
        raise InputError("A topic to publish to has no + or #.", field="topic")
    message = delivery.message
    parts: dict[str, object] = {"subject": message.subject, "body": message.body}
    if settings.get("as_json"):
        parts = {name: _parsed(str(part), name) for name, part in parts.items()}
    content = json.dumps(parts | {"topic": topic}, ensure_ascii=False).encode()
    if len(content) > MOST_BYTES:
        raise InputError("The message is too large for a broker.", field="body")
    return Publication(
        level=LEVELS.get(text(delivery, "protocol"), LEVELS["MQTTv311"]),
        client_id=text(delivery, "clientid"),
        topic=topic,
        content=content,
        qos=min(2, max(0, number(settings, "qos"))),
        retain=bool(settings.get("retain")),
        keep_alive=min(65535, max(0, number(settings, "keep_alive"))),
        username=text(delivery, "username"),
        password=str(settings.get("password") or ""),
    )


class _Conversation:
    """Connect, publish, wait for what confirms it, and take leave."""

    def __init__(self, stream: ByteStream, publication: Publication) -> None:
        self._stream = stream
        self._received = BufferedByteReceiveStream(stream)
        self._publication = publication

    async def hold(self) -> None:
        await self._send(CONNECT << 4, self._connect())
        await self._connected()
        await self._publish()
        await self._send(DISCONNECT << 4, b"")

    def _connect(self) -> bytes:
        told = self._publication
        flags = CLEAN
        payload = _text(told.client_id)
        if told.username:
            flags |= WITH_USER
            payload += _text(told.username)
            if told.password:
                flags |= WITH_PASSWORD
                payload += _text(told.password)
        name = "MQIsdp" if told.level == LEVELS["MQTTv31"] else "MQTT"
        head = _text(name) + bytes([told.level, flags]) + told.keep_alive.to_bytes(2, "big")
        return head + self._properties() + payload

    async def _connected(self) -> None:
        content = await self._expected(CONNACK)
        code = content[1] if len(content) > 1 else 0
        if code in NOT_KNOWN:
            raise SignInExpiredError("The MQTT broker does not accept the user name and password.")
        if code in LATER:
            raise UnreachableError("The MQTT broker asks to come back later.")
        if code:
            raise OutsideError(f"The MQTT broker refuses the connection (code {code}).")

    async def _publish(self) -> None:
        told = self._publication
        number = PACKET_NUMBER.to_bytes(2, "big") if told.qos else b""
        head = (PUBLISH << 4) | (told.qos << 1) | int(told.retain)
        await self._send(head, _text(told.topic) + number + self._properties() + told.content)
        if told.qos == 1:
            self._check(await self._expected(PUBACK))
        elif told.qos == 2:
            self._check(await self._expected(PUBREC))
            await self._send((PUBREL << 4) | 2, number)
            self._check(await self._expected(PUBCOMP))

    def _check(self, content: bytes) -> None:
        """In MQTT 5 a confirmation may say that it is none."""
        code = content[2] if self._publication.level == LEVELS["MQTTv5"] and content[2:] else 0
        if code >= 0x80:
            raise OutsideError(f"The MQTT broker refuses the message (code {code}).")

    def _properties(self) -> bytes:
        return b"\x00" if self._publication.level == LEVELS["MQTTv5"] else b""

    async def _send(self, head: int, content: bytes) -> None:
        await self._stream.send(bytes([head]) + _length(len(content)) + content)

    async def _expected(self, kind: int) -> bytes:
        head = (await self._received.receive_exactly(1))[0]
        size, shift = 0, 0
        while True:
            part = (await self._received.receive_exactly(1))[0]
            size |= (part & 0x7F) << shift
            shift += 7
            if not part & 0x80:
                break
            if shift > 21:
                raise MalformedError("The MQTT broker answered something unreadable.")
        if head >> 4 != kind or size > MOST_BYTES:
            raise MalformedError("The MQTT broker answered something unreadable.")
        return await self._received.receive_exactly(size) if size else b""


def _text(source: str) -> bytes:
    content = source.encode()[:65535]
    return len(content).to_bytes(2, "big") + content


def _length(size: int) -> bytes:
    """A length as MQTT writes it: seven bits a byte, the low ones first."""
    found = bytearray()
    while True:
        size, part = divmod(size, 128)
        found.append(part | (0x80 if size else 0))
        if not size:
            return bytes(found)


def _parsed(source: str, name: str) -> object:
    if not source.strip():
        return ""
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        raise InputError(f"The {name} is no JSON.", field=name) from None
