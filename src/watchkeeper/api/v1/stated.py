"""Facts as media servers state them, in the types of the API."""

from __future__ import annotations

from watchkeeper.api.v1.shape import LARGEST
from watchkeeper.domain.facts import whole_number


def text_of(value: object) -> str | None:
    """A text; nothing stated is None.

    Examples:
        >>> text_of("lan"), text_of(""), text_of(None), text_of(5)
        ('lan', None, None, '5')
    """
    return None if value is None or value == "" else str(value)


def number_of(value: object) -> int | None:
    """A whole number; what is none, or larger than JSON keeps exactly, is None.

    Examples:
        >>> number_of("12"), number_of(""), number_of("many"), number_of(10**30)
        (12, None, None, None)
    """
    number = whole_number(value)
    return number if number is not None and abs(number) <= LARGEST else None


def texts_of(value: object) -> list[str]:
    """A list of texts, such as genres; nothing stated is empty."""
    return [str(one) for one in value] if isinstance(value, list | tuple) else []
