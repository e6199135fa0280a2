"""What an owner may change of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.errors import InputError
from watchkeeper.features.system.fields import flag, picture_address, short_text
from watchkeeper.features.users.user import User

FLAGS = frozenset({"keep_history", "do_notify", "allow_guest", "is_active"})

Values = dict[str, Any]  # Any: values of any column


def checked_changes(user: User, changes: Mapping[str, object]) -> Values:
    """The changes as columns; a blank friendly_name, or one equal to the username, becomes None.

    Raises:
        InputError: a field is unknown, or its value cannot be used.
    """
    return {name: _checked(user, name, value) for name, value in changes.items()}


def _checked(user: User, name: str, value: object) -> object:
    if name in FLAGS:
        return flag(name, value)
    if name == "friendly_name":
        given = short_text(name, value)
        return None if given in {"", user.username} else given
    if name == "custom_avatar_url":
        return picture_address(name, value)
    raise InputError("%(name)s of a user cannot be changed.", name=name, field=name)
