"""Whole numbers out of addresses."""

from __future__ import annotations

from watchkeeper.errors import InputError


def whole(text: str, name: str) -> int:
    """The number that a text states.

    Raises:
        InputError: it states none, or one that no row can have; `field` is the name.

    Examples:
        >>> whole("12", "page")
        12
    """
    try:
        number = int(text)
    except ValueError:
        message = f"“{text}” is no number: {name} takes whole numbers."
        raise InputError(message, field=name) from None
    if abs(number) >= 2**63:
        raise InputError(f"“{text}” is too large a number for {name}.", field=name)
    return number
