"""Checking what an owner fills in."""

from __future__ import annotations

from watchkeeper.errors import InputError

LONGEST_NAME = 200
LONGEST_URL = 2000


def flag(name: str, value: object) -> bool:
    """Yes or no.

    Raises:
        InputError: it is neither.
    """
    if value not in {True, False}:
        raise InputError("%(name)s must be true or false.", name=name, field=name)
    return bool(value)


def short_text(name: str, value: object, longest: int = LONGEST_NAME) -> str:
    """Text on one line, without blanks around it; None is "".

    Raises:
        InputError: it is too long or not printable.
    """
    text = "" if value is None else str(value).strip()
    if len(text) > longest or not text.isprintable():
        raise InputError(
            "%(name)s must be one line of at most %(most)s characters.",
            name=name,
            most=longest,
            field=name,
        )
    return text


def picture_address(name: str, value: object) -> str | None:
    """An http(s) address or a path of the server; blank is None.

    Raises:
        InputError: it is neither.
    """
    text = short_text(name, value, LONGEST_URL)
    if text and not text.startswith(("https://", "http://", "/")):
        raise InputError("%(name)s must be an http or https address.", name=name, field=name)
    return text or None
