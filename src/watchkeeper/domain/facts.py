"""Ids and facts: the smallest words everything else is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NewType, TypeAlias

ServerId = NewType("ServerId", int)
"""Our own number of a Plex server (1 is the first one set up)."""

PlayId = NewType("PlayId", int)
"""Number of a play in the record; the row id of the Tautulli face."""

UserId = NewType("UserId", int)
"""The plex.tv account number of a person; 0 is the stand-in "Local"."""

SectionId = NewType("SectionId", int)
"""Number of a library on its server; 999999 is the stand-in "Live TV"."""

LOCAL_USER = UserId(0)
LIVE_TV_SECTION = SectionId(999999)

Fact: TypeAlias = str | int | float | bool | None
"""One value as a media server or a Tautulli database states it. None and "" both mean absent."""

Facts: TypeAlias = Mapping[str, Fact]
"""Named facts, in the words of `docs/glossary.md` (Plex's and Tautulli's own names)."""


class PackedFacts(Mapping[str, Fact]):
    """Facts that stay packed until somebody asks for more than their `plain` words.

    Facts of one source whose `form` is equal are equal in all words but those that change with
    every play.
    """

    __slots__ = ("_unpack", "_words", "form", "plain")

    def __init__(self, form: bytes, plain: Facts, unpack: Callable[[], dict[str, Fact]]) -> None:
        self.form = form
        self.plain = plain
        self._unpack = unpack
        self._words: dict[str, Fact] | None = None

    def __getitem__(self, name: str) -> Fact:
        return self.plain[name] if name in self.plain else self._kept()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept())

    def __len__(self) -> int:
        return len(self._kept())

    def unpacked(self) -> dict[str, Fact]:
        """All words, in a dict of the caller's own."""
        return self._unpack()

    def changed(self, change: Callable[[dict[str, Fact]], None]) -> PackedFacts:
        """The same, with a change made in place after unpacking: one that depends on them alone."""
        return PackedFacts(self.form, self.plain, partial(_changed, self._unpack, change))

    def _kept(self) -> dict[str, Fact]:
        if self._words is None:
            self._words = self._unpack()
        return self._words


def _changed(
    unpack: Callable[[], dict[str, Fact]], change: Callable[[dict[str, Fact]], None]
) -> dict[str, Fact]:
    words = unpack()
    change(words)
    return words


def whole_number(value: object) -> int | None:
    """The value as an int, or None when it is absent, no whole number, or beyond 64 bits.

    Examples:
        >>> whole_number("12"), whole_number(""), whole_number(float("inf")), whole_number("a1")
        (12, None, None, None)
        >>> whole_number(" -3 "), whole_number("1_0"), whole_number("\uff11"), whole_number(1e30)
        (-3, None, None, None)
    """
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return _of_64_bits(value)
    if isinstance(value, float):
        return _of_64_bits(int(value)) if value.is_integer() else None
    if isinstance(value, str):
        return _of_64_bits(number_of_any_size(value))
    return None


def number_of_any_size(text: str) -> int | None:
    """The whole number that a text says, however large; None when it says none."""
    if not text.isascii() or "_" in text:
        return None
    try:
        return int(text.strip())
    except ValueError:
        return None


def _of_64_bits(number: int | None) -> int | None:
    return number if number is not None and -(2**63) <= number < 2**63 else None
