"""What the frame of every page links to, in order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation.

    `name` is the section that pages state, the name of the icon and of the key; `word` is shown
    translated. `in_bar` entries stand in the bottom bar of a phone, the others behind More.
    """

    name: str
    path: str
    word: str
    in_bar: bool = False


OWNER_ENTRIES = (
    Entry("home", "/", "Home", in_bar=True),
    Entry("history", "/history", "History", in_bar=True),
    Entry("servers", "/servers", "Servers"),
)
"""For the owner: everything."""
