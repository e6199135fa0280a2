"""Messages to browsers, also while our pages are closed: Web Push.

RFC 8030 (the request), RFC 8291 (what is in it, readable by the browser alone), RFC 8292 (who
sends it).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import structlog

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.lengths import cut, octets
from watchkeeper.domain.notices.message import Delivery, Message
from watchkeeper.errors import (
    InputError,
    MalformedError,
    OutsideError,
    RefusedError,
    UnreachableError,
)
from watchkeeper.integrations.channels.post import Post, Poster, json_bytes
from watchkeeper.integrations.channels.verdict import GONE
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.modules import Later
from watchkeeper.texts import N_, Sentence

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils
else:
    hashes = Later("cryptography.hazmat.primitives.hashes")
    serialization = Later("cryptography.hazmat.primitives.serialization")
    ec = Later("cryptography.hazmat.primitives.asymmetric.ec")
    utils = Later("cryptography.hazmat.primitives.asymmetric.utils")

log = structlog.get_logger(__name__)

LABEL = N_("The browser's push service")
CONTACT = "mailto:push@watchkeeper.example"
KEPT_SECONDS = 4 * 3600
"""How long a push service keeps a message for a browser that is off."""
SIGNED_SECONDS = 12 * 3600
MOST_TITLE_BYTES, MOST_BODY_BYTES = 300, 2500  # the whole may have 4096 once it is encrypted
CURVE_ORDER = int("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)


class Keys(Protocol):
    """What a browser gave when it subscribed: its address, and keys in base64 for addresses."""

    @property
    def endpoint(self) -> str: ...
    @property
    def p256dh(self) -> str: ...
    @property
    def auth(self) -> str: ...


class Told(Protocol):
    """A browser on record."""

    @property
    def id(self) -> int: ...
    @property
    def subscription(self) -> Keys: ...


class Subscribed(Protocol):
    """Knows the browsers."""

    async def all(self) -> Sequence[Told]:
        """Every browser that is told."""
        ...

    async def forget(self, browser_id: int) -> None:
        """A browser is gone."""
        ...


class PushKey:
    """Who we are to push services: a key that stays the same as long as its secret does."""

    def __init__(self, secret: bytes) -> None:
        self._number = int.from_bytes(secret, "big") % (CURVE_ORDER - 1) + 1

    @cached_property
    def public(self) -> str:
        """The half that browsers are given, as they take it."""
        point = self._private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return _encoded(point)

    @cached_property
    def _private(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(self._number, ec.SECP256R1())

    def authorization(self, endpoint: str, now: int) -> str:
        """The header by which a push service knows who sends."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": now + SIGNED_SECONDS,
            "sub": CONTACT,
        }
        unsigned = ".".join(
            _encoded(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims)
        )
        signature = self._private.sign(unsigned.encode(), ec.ECDSA(hashes.SHA256()))
        pair = b"".join(each.to_bytes(32, "big") for each in utils.decode_dss_signature(signature))
        return f"vapid t={unsigned}.{_encoded(pair)}, k={self.public}"


class WebPush:
    """Tells every browser that asked for it."""

    def __init__(self, poster: Poster, key: PushKey, clock: Clock, browsers: Subscribed) -> None:
        self._poster = poster
        self._key = key
        self._clock = clock
        self._browsers = browsers

    async def send(self, delivery: Delivery) -> None:
        """Tell all browsers; those that are gone are forgotten.

        It is sent once one of them was reached: another try would tell that one twice.

        Raises:
            InputError: no browser asked for it.
            UnreachableError: none was reached now.
            OutsideError: none takes it.
        """
        content = shown(delivery)
        failed: list[OutsideError] = []
        is_told = False
        for browser in await self._browsers.all():
            try:
                is_told |= await self._tell(browser, content, delivery.message)
            except OutsideError as error:
                failed.append(error)
        if not is_told and not failed:
            raise InputError(
                "No browser has asked for notifications: switch them on under Your account.",
                field="agent_id",
            )
        if not is_told:
            raise next((each for each in failed if isinstance(each, UnreachableError)), failed[0])
        for problem in failed:
            log.warning("a browser was not told", reason=str(problem))

    async def _tell(self, browser: Told, content: bytes, message: Message) -> bool:
        """Tell one browser; False if it is gone."""
        keys = browser.subscription
        headers = {
            "Authorization": self._key.authorization(keys.endpoint, instant(self._clock)),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_SECONDS),
            "Urgency": "normal",
        }
        if message.mark:  # one that was not fetched yet is replaced by a second try
            headers["Topic"] = _encoded(hashlib.sha256(message.mark.encode()).digest())[:32]
        post = Post(url=keys.endpoint, headers=headers, content=encrypted(content, keys))
        try:
            await self._poster.send(post, Sentence(LABEL))
        except RefusedError as error:
            if error.status not in GONE:
                raise
            await self._browsers.forget(browser.id)
            return False
        return True


def shown(delivery: Delivery) -> bytes:
    """What the page's worker in the browser reads: words, and what they are about.

    The worker knows which of our pages tells of what, so no address travels.
    """
    message = delivery.message
    return json_bytes(
        {
            "title": cut(message.subject, MOST_TITLE_BYTES, octets),
            "body": cut(message.body, MOST_BODY_BYTES, octets),
            "tag": message.mark,
            "action": message.action,
            "server": delivery.server_id,
            "item": whole_number(message.extras.get("rating_key")),
        }
    )


def encrypted(content: bytes, keys: Keys) -> bytes:
    """A content that this browser alone can read.

    Raises:
        MalformedError: its keys are none.
    """
    import http_ece  # type: ignore[import-untyped]  # noqa: PLC0415  # only who pushes needs it

    try:
        return bytes(
            http_ece.encrypt(
                content,
                private_key=ec.generate_private_key(ec.SECP256R1()),
                dh=_decoded(keys.p256dh),
                auth_secret=_decoded(keys.auth),
                version="aes128gcm",
            )
        )
    except (ValueError, http_ece.ECEException):
        raise MalformedError("The keys of a browser cannot be used: subscribe it anew.") from None


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
