"""What an owner may change of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.errors import InputError
from watchkeeper.features.users.user import User

FLAGS = frozenset({"keep_history", "do_notify", "allow_guest", "is_active"})
LONGEST_NAME = 200
LONGEST_URL = 2000

Values = dict[str, Any]  # Any: values of any column


def checked_changes(user: User, changes: Mapping[str, object]) -> Values:
    """The changes as columns; a blank friendly_name, or one equal to the username, becomes None.

    Raises:
        InputError: a field is unknown, or its value cannot be used.
    """
    values: Values = {}
    for name, value in changes.items():
        if name in FLAGS:
            values[name] = flag(name, value)
        elif name == "friendly_name":
            given = short_text(name, value, LONGEST_NAME)
            values[name] = None if given in {"", user.username} else given
        elif name == "custom_avatar_url":
            values[name] = picture_address(name, value)
        else:
            raise InputError(f"{name} of a user cannot be changed.", field=name)
    return values


def flag(name: str, value: object) -> bool:
    """Yes or no.

    Raises:
        InputError: it is neither.
    """
    if value not in {True, False}:
        raise InputError(f"{name} must be true or false.", field=name)
    return bool(value)


def short_text(name: str, value: object, longest: int) -> str:
    """Text on one line, without blanks around it; None is "".

    Raises:
        InputError: it is too long or not printable.
    """
    text = str(value or "").strip()
    if len(text) > longest or not all(map(str.isprintable, text)):
        raise InputError(f"{name} must be one line of at most {longest} characters.", field=name)
    return text


def picture_address(name: str, value: object) -> str | None:
    """An http(s) address or a path of the server; blank is None.

    Raises:
        InputError: it is neither.
    """
    text = short_text(name, value, LONGEST_URL)
    if text and not text.startswith(("https://", "http://", "/")):
        raise InputError(f"{name} must be an http or https address.", field=name)
    return text or None
