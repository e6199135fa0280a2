"""Pairing companion apps: a token for five minutes, which becomes the key of the app.

Nothing of it is stored but by whoever registers the app, and there only as its digest (S16).
"""

from __future__ import annotations

import hmac
import secrets
from enum import StrEnum
from hashlib import sha256

from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.values import dataclass

OPEN_SECONDS = 300
MOST_OPEN = 20
TOKEN_BYTES = 16  # 32 hexadecimal digits, as apps expect


def server_id_for_apps(sealer: Sealer) -> str:
    """By which companion apps know this house: 32 hexadecimal digits."""
    return sealer.derive("server id for apps").hex()[:32]


class PairingState(StrEnum):
    """How far a pairing is."""

    WAITING = "waiting"
    PAIRED = "paired"
    OVER = "over"  # it took too long, was given up, or never was


@dataclass(slots=True)
class _Open:
    until: float  # monotonic seconds
    is_paired: bool = False


class Pairing:
    """The tokens that wait for an app; a restart forgets them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, _Open] = {}

    def begin(self) -> str:
        """A new token; the oldest of too many is given up for it."""
        self._forget_old()
        while len(self._open) >= MOST_OPEN:
            del self._open[next(iter(self._open))]
        token = secrets.token_hex(TOKEN_BYTES)
        self._open[token_digest(token)] = _Open(self._clock.monotonic() + OPEN_SECONDS)
        return token

    def state(self, token: str) -> PairingState:
        """How far the pairing with this token is."""
        self._forget_old()
        found = self._open.get(token_digest(token))
        if found is None:
            return PairingState.OVER
        return PairingState.PAIRED if found.is_paired else PairingState.WAITING

    def finish(self, token: str) -> bool:
        """Note that an app took the token as its key; False when it does not wait for one."""
        if self.state(token) is not PairingState.WAITING:
            return False
        self._open[token_digest(token)].is_paired = True
        return True

    def give_up(self, token: str) -> None:
        """Make the token useless at once, unless an app has it."""
        if self.state(token) is PairingState.WAITING:
            del self._open[token_digest(token)]

    def _forget_old(self) -> None:
        now = self._clock.monotonic()
        for digest in [digest for digest, each in self._open.items() if each.until <= now]:
            del self._open[digest]


def token_digest(token: str) -> str:
    """By what a token is known where it must not be kept itself."""
    return sha256(token.encode()).hexdigest()


def is_token_of(token: str, digest: object) -> bool:
    """Whether the digest is that of the token; takes the same time whatever it is."""
    known = digest if isinstance(digest, str) else ""
    return hmac.compare_digest(known.encode(), token_digest(token).encode())
