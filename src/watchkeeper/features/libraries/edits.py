"""What an owner may change of a library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.errors import InputError
from watchkeeper.features.system.fields import flag, picture_address

FLAGS = frozenset({"keep_history", "do_notify", "do_notify_created"})
PICTURES = frozenset({"custom_thumb_url", "custom_art_url"})

Values = dict[str, Any]  # Any: values of any column


def checked_changes(changes: Mapping[str, object]) -> Values:
    """The changes as columns; a blank picture address becomes None.

    Raises:
        InputError: a field is unknown, or its value cannot be used.
    """
    return {name: _checked(name, value) for name, value in changes.items()}


def _checked(name: str, value: object) -> object:
    if name in FLAGS:
        return flag(name, value)
    if name in PICTURES:
        return picture_address(name, value)
    raise InputError("%(name)s of a library cannot be changed.", name=name, field=name)
