"""Passwords: Argon2id, always outside the event loop, the same work for any name."""

from __future__ import annotations

import unicodedata
from base64 import b64encode

import anyio.to_thread
from anyio import CapacityLimiter
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from watchkeeper.errors import InputError

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1024
LONGEST_NAME = 64
AT_ONCE = 2  # each takes 64 MiB for a moment


class Passwords:
    """Hashes and checks passwords. Everything about cost is the hasher's (RFC 9106, low memory)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._limit = CapacityLimiter(AT_ONCE)
        self._stand_in = _nobodys(self._hasher)

    async def hash(self, password: str) -> str:
        """The text to store."""
        return await anyio.to_thread.run_sync(
            self._hasher.hash, normal_form(password), limiter=self._limit
        )

    async def is_right(self, stored: str | None, password: str) -> bool:
        """Whether it is the password; where there is none, it costs the same time and says no.

        None stands for no such account, "" for an account that signs in with Plex alone.
        """
        matches = await anyio.to_thread.run_sync(
            self._matches, stored or self._stand_in, normal_form(password), limiter=self._limit
        )
        return matches and bool(stored)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _nobodys(hasher: PasswordHasher) -> str:
    """A hash of no password, which costs the same to check as any other (PHC string format)."""
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (
        b64encode(bytes(size)).decode().rstrip("=") for size in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


def normal_form(password: str) -> str:
    """One form for text that keyboards produce in several (Unicode NFKC, RFC 8265)."""
    return unicodedata.normalize("NFKC", password)


def checked_password(password: str) -> str:
    """The password, when it is long enough and not absurdly long.

    Raises:
        InputError: field `password`.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise InputError(
            "The password needs at least %(least)s characters.",
            least=SHORTEST_PASSWORD,
            field="password",
        )
    if len(password) > LONGEST_PASSWORD:
        raise InputError(
            "The password may have at most %(most)s characters.",
            most=LONGEST_PASSWORD,
            field="password",
        )
    return password


def checked_name(name: str) -> str:
    """The account name without blanks around it.

    Raises:
        InputError: field `name`: empty, too long, or with characters that cannot be seen.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InputError(
            "The name needs 1 to %(most)s visible characters.", most=LONGEST_NAME, field="name"
        )
    return name
