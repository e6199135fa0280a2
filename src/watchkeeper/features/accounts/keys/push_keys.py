"""Keys that messages to a companion app are encrypted with.

The app makes the key anew from its own token and the salt that comes with each message, so we keep
key and salt (sealed, as all of a device) and no token.
Source: Tautulli's agent for the Tautulli Remote app (PBKDF2, SHA-256, 600,000 rounds, 32 bytes).
"""

from __future__ import annotations

import hashlib
import os

import anyio.to_thread

from watchkeeper.domain.facts import Facts

PUSH_KEY, PUSH_SALT = "push_key", "push_salt"
"""Names of the two in what is kept of a device, as hexadecimal digits."""
NO_PUSH = "onesignal-disabled"
"""What an app gives for its address at the push service where its owner wants no messages."""
ROUNDS = 600_000
KEY_BYTES, SALT_BYTES = 32, 16


async def push_facts(token: str) -> Facts:
    """What is kept of an app's token for messages to the app; takes some tenths of a second."""
    salt = os.urandom(SALT_BYTES)
    key = await anyio.to_thread.run_sync(_stretched, token, salt)
    return {PUSH_KEY: key.hex(), PUSH_SALT: salt.hex()}


def _stretched(token: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", token.encode(), salt, ROUNDS, KEY_BYTES)
