"""Ids and facts: the smallest words everything else is made of."""

from __future__ import annotations

from collections.abc import Mapping
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


def whole_number(value: object) -> int | None:
    """The value as an int, or None when it is absent or not a whole number.

    Examples:
        >>> whole_number("12"), whole_number(""), whole_number(None), whole_number("a1")
        (12, None, None, None)
    """
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value == int(value) else None
    if isinstance(value, str):
        try:
            return int(value.strip())
        except ValueError:
            return None
    return None
