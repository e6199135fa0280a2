"""A browser's subscription: where its push service takes messages for it, and its keys."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import field
from urllib.parse import urlsplit

from watchkeeper.errors import InputError
from watchkeeper.values import dataclass

MOST_ADDRESS_CHARACTERS = 2048
POINT_BYTES, AUTH_BYTES = 65, 16  # RFC 8291 3.2
UNCOMPRESSED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a browser gives away when it subscribes; whoever has it can write to it."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)  # the browser's public key, in base64 for addresses
    auth: str = field(repr=False)  # a secret that browser and sender share, likewise

    @classmethod
    def read(cls, endpoint: str, p256dh: str, auth: str) -> Subscription:
        """A subscription as a page sends it.

        Raises:
            InputError: it is none.
        """
        point, secret = _decoded(p256dh), _decoded(auth)
        is_point = len(point) == POINT_BYTES and point[0] == UNCOMPRESSED
        if not _is_address(endpoint) or not is_point or len(secret) != AUTH_BYTES:
            raise InputError("This is no subscription of a browser.", field="endpoint")
        return cls(endpoint=endpoint, p256dh=p256dh, auth=auth)

    @property
    def digest(self) -> str:
        """By which it is known again without being opened."""
        return hashlib.sha256(self.endpoint.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBrowser:
    """A browser on record; the instant in UTC seconds."""

    id: int
    account_id: int
    user_agent: str
    created_at: int
    digest: str
    subscription: Subscription


def _is_address(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
    except ValueError:
        return False
    is_plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint
    is_short = len(endpoint) <= MOST_ADDRESS_CHARACTERS
    return parts.scheme == "https" and bool(parts.hostname) and is_plain and is_short


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return b""
