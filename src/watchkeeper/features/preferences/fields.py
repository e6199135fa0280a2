"""How a preference is declared: default, bounds, a sentence of help, Tautulli's name for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, field, fields
from typing import Any, ClassVar, dataclass_transform

from watchkeeper.reading import Reader, switch, text, texts, told_by, whole
from watchkeeper.reading import within as in_range
from watchkeeper.values import dataclass

READERS: Mapping[type, Reader] = {bool: switch, int: whole, str: text, tuple: texts}


@dataclass(frozen=True, slots=True)
class Range:
    """Smallest and largest number, both included, and what it counts ("" for nothing)."""

    least: int
    most: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """A few numbers that follow each other, with the words of each."""

    words: Mapping[int, str]

    @property
    def least(self) -> int:
        """The smallest of them."""
        return min(self.words)

    @property
    def most(self) -> int:
        """The largest of them."""
        return max(self.words)


Check = Callable[[Any], object]  # Any: a value of the field's own type
"""Gives what is kept of a value, or raises a ValueError with a sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a field beyond its type and default."""

    title: str
    help: str
    tautulli: str
    within: Range | Choices | Check | None


def preference(
    default: Any,  # Any: of the type that the field's own annotation says
    title: str,
    help: str,  # noqa: A002  # what it is called on every page
    *,
    tautulli: str = "",
    within: Range | Choices | Check | None = None,
) -> Any:  # Any: what `dataclasses.field` is declared to return
    """Declare a field of a group.

    `title` and `help` are marked for translation. `tautulli` is its name in Tautulli's settings;
    without one, Tautulli has no such setting. `within` says which values of its type fit.
    """
    facts = Facts(title, help, tautulli, within)
    return field(default=default, metadata=told_by(_reader(default, within), facts=facts))


def facts_of(group: type[Group], name: str) -> Facts:
    """What `preference` was told about a field."""
    facts: Facts = group.__dataclass_fields__[name].metadata["facts"]
    return facts


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(preference,))
class Group:
    """A group of preferences, each class a frozen dataclass. `name` is its name in the database."""

    name: ClassVar[str]
    title: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of its preferences."""
        return tuple(each.name for each in fields(cls))


def _reader(default: object, within: Range | Choices | Check | None) -> Reader:
    if isinstance(within, Range | Choices):
        return in_range(within.least, within.most)
    read = READERS[type(default)]
    return read if within is None else lambda value: within(read(value))
