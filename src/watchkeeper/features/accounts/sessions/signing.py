"""Short signatures: pages sign what they ask for, so that nothing else is served.

The keys are derived from the key file, one for each purpose, and survive a restart.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode

SALT_LENGTH = 11  # characters: 64 bits


class Signer:
    """Signs lists of texts for one purpose."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, *parts: str) -> str:
        """128 bits in 22 characters that can stand in an address or a cookie."""
        message = b"".join(_framed(part.encode()) for part in parts)
        return _text(hmac.digest(self._key, message, "sha256")[:16])

    def is_signed(self, signature: str, *parts: str) -> bool:
        """Whether we signed just these texts; takes the same time for any answer."""
        return hmac.compare_digest(signature.encode(), self.sign(*parts).encode())

    def __repr__(self) -> str:
        return "Signer()"


class CsrfTokens:
    """Tokens bound to one browser session; each page shows a different one.

    A token that stays the same in compressed pages could be guessed byte by byte (BREACH), so each
    is salted.
    """

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def make(self, anchor: str) -> str:
        """A token for the browser whose session (or device) cookie is `anchor`."""
        salt = _text(secrets.token_bytes(8))
        return salt + self._signer.sign(salt, anchor)

    def is_right(self, token: str, anchor: str) -> bool:
        """Whether we made the token for this browser."""
        salt, signature = token[:SALT_LENGTH], token[SALT_LENGTH:]
        return bool(anchor) and self._signer.is_signed(signature, salt, anchor)


class DeviceMarks:
    """The mark a browser keeps after signing in: proves that it has known the password once."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def make(self, account: str) -> str:
        """A mark for this account."""
        device = secrets.token_urlsafe(16)
        return f"{device}.{self._signer.sign(device, account.casefold())}"

    def device_of(self, mark: str, account: str) -> str | None:
        """The device's random name, or None when the mark is not for this account."""
        device, _, signature = mark.partition(".")
        is_ours = self._signer.is_signed(signature, device, account.casefold())
        return device if is_ours else None


def image_signature(signer: Signer, server_id: int, path: str, size: tuple[int, int]) -> str:
    """The signature in the address of a picture: this server, this path, this width and height."""
    return signer.sign(str(server_id), path, *map(str, size))


def is_image_signed(
    signer: Signer, signature: str, server_id: int, path: str, size: tuple[int, int]
) -> bool:
    """Whether a page of ours asked for just this picture."""
    return signer.is_signed(signature, str(server_id), path, *map(str, size))


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
