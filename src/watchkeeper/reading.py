"""Reading what people, files and variables say into the values that fields hold.

A reader takes whatever was told and gives the value, or raises a ValueError with a sentence that
says what it must be. A dataclass's fields carry their readers (`told_by`) for `read_fields`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import Field, fields
from typing import Any

from watchkeeper.texts import Sentence, SentenceError

Reader = Callable[[object], Any]  # Any: a value of the field's own type

YES = frozenset({"1", "true", "t", "yes", "y", "on"})
NO = frozenset({"0", "false", "f", "no", "n", "off"})
WHOLE = re.compile(r"[+-]?[0-9]{1,18}(\.0*)?", re.ASCII)


class UnfitError(SentenceError, ValueError):
    """What was told for a field does not fit; the message is a sentence and holds no value."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def told_by(read: Reader, **facts: object) -> dict[str, Any]:
    """The `metadata` of a field that is read so, with further facts of it."""
    return {"read": read, **facts}


def read_fields(kind: type, told: Mapping[str, object]) -> dict[str, Any]:
    """What was told for fields of a dataclass, as values for them.

    Raises:
        UnfitError: a value does not fit, or there is no such field.
    """
    known: dict[str, Field[Any]] = {each.name: each for each in fields(kind)}
    values: dict[str, Any] = {}
    for name, value in told.items():
        if name not in known:
            raise UnfitError(name, Sentence("There is no such field."))
        try:
            values[name] = known[name].metadata["read"](value)
        except ValueError as error:
            raise UnfitError(name, error.args[0]) from None
    return values


def text(value: object) -> str:
    """A text without space around it.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str):
        raise ValueError(Sentence("The value must be a text."))  # noqa: TRY004  # as all readers refuse
    return value.strip()


def texts(value: object) -> tuple[str, ...]:
    """Several texts: a list of them, or one with commas between.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    raise ValueError(Sentence("The value must be a list of texts."))


def switch(value: object) -> bool:
    """Yes or no, as a truth value, 0 or 1, or in a usual word.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word not in YES | NO:
        raise ValueError(Sentence("The value must be yes or no."))
    return word in YES


def whole(value: object) -> int:
    """A whole number, also as text.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, str) and WHOLE.fullmatch(value.strip()):
        return int(value.strip().partition(".")[0])
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(Sentence("The value must be a whole number."))


def within(least: int, most: int) -> Callable[[object], int]:
    """A reader of whole numbers between these two, both included."""

    def read(value: object) -> int:
        number = whole(value)
        if number < least:
            raise ValueError(Sentence("The value must be %(least)s or more.", least=least))
        if number > most:
            raise ValueError(Sentence("The value must be %(most)s or less.", most=most))
        return number

    return read


def one_of(words: Collection[str]) -> Callable[[object], str]:
    """A reader of one of a few words."""

    def read(value: object) -> str:
        word = text(value)
        if word not in words:
            raise ValueError(
                Sentence("The value must be one of %(words)s.", words=", ".join(words))
            )
        return word

    return read
