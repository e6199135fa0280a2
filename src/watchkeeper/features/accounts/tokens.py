"""Random secrets: how they look, and how they are looked up without being stored."""

from __future__ import annotations

import hashlib
import re
import secrets

from watchkeeper.errors import InputError

TOKEN_PREFIX = "wk_"  # noqa: S105  # lets secret scanners recognise our tokens
KEY_FORM = re.compile(r"[0-9A-Za-z_-]{32}")
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is mistaken for something else


def fingerprint(secret: str) -> str:
    """What is stored of a secret with 128 random bits or more: enough to find it again."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_session_token() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def new_api_key() -> str:
    """A key as Tautulli makes it: 32 hex digits."""
    return secrets.token_hex(16)


def new_api_token() -> str:
    """A scoped token: the prefix and 256 random bits."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_setup_code() -> str:
    """60 random bits in a form that is easily typed, e.g. 7KQF-3M2D-9XPA."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def is_same_code(typed: str, code: str) -> bool:
    """Whether the code was typed, in constant time; dashes, blanks and case do not matter."""
    return secrets.compare_digest(_bare(typed), _bare(code))


def checked_api_key(key: str) -> str:
    """The key, when programs that speak to Tautulli can use it.

    Raises:
        InputError: field `api_key`.
    """
    if not KEY_FORM.fullmatch(key):
        raise InputError(
            "The API key needs exactly 32 characters: letters, digits, '-' or '_'."
            " Programs that speak to Tautulli expect 32 hex digits.",
            field="api_key",
        )
    return key


def _bare(code: str) -> bytes:
    return "".join(letter for letter in code.upper() if letter.isalnum()).encode()
