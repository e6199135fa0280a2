"""Invented texts in place of real ones: the same for the same text as long as a session lasts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from hashlib import blake2b
from types import MappingProxyType

from watchkeeper.texts import N_, _

FIRST = (
    *("Amber", "Brave", "Calm", "Dapper", "Early", "Fabled", "Gentle", "Hazel", "Indigo", "Jolly"),
    *("Kindly", "Lucky", "Mellow", "Noble", "Olive", "Patient", "Quiet", "Rosy", "Silver"),
    *("Teal", "Umber", "Velvet", "Willow", "Zesty"),
)
ANIMALS = (
    *("Badger", "Crane", "Dolphin", "Egret", "Finch", "Gecko", "Heron", "Ibis", "Jackdaw"),
    *("Koala", "Lynx", "Marten", "Newt", "Otter", "Puffin", "Quail", "Raven", "Seal", "Tapir"),
    *("Urchin", "Vole", "Wombat", "Yak", "Zebra"),
)
PLACES = (
    *("Arcade", "Bridge", "Causeway", "Delta", "Estuary", "Forest", "Garden", "Harbour"),
    *("Island", "Junction", "Kiln", "Lagoon", "Meadow", "Niche", "Orchard", "Pavilion"),
    *("Quarry", "Ridge", "Summit", "Terrace", "Upland", "Valley", "Wharf", "Yard"),
)


class Kind(StrEnum):
    """What a text is."""

    NAME = "name"  # of a person, an account or a player
    TITLE = "title"
    SERVER = "server"
    LIBRARY = "library"
    ADDRESS = "address"  # of a network or of mail
    PLACE = "place"  # a town, a region or a country
    PATH = "path"  # of a file
    TEXT = "text"  # prose, hidden whole
    INITIALS = "initials"  # of a name


class StandIns:
    """Gives every text a stand-in, and knows what each one stands for."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._given: dict[tuple[Kind, str], str] = {}
        self._meant: dict[str, str] = {}

    def of(self, kind: Kind, text: str) -> str:
        """The stand-in of a text; no two texts of a kind share one, unless it is a `SHARED` one."""
        if kind in SHARED:
            return _(SHARED[kind])
        known = self._given.get((kind, text.casefold()))
        return known if known is not None else self._new(kind, text)

    def meant(self, stand_in: str) -> str:
        """A text with what the stand-ins in it stand for, if any were given."""
        known = self._meant.get(stand_in)
        return self._within(stand_in) if known is None else known

    def _within(self, text: str) -> str:
        """Longer texts come back too: names in the text of a notification, for example."""
        found = sorted((made for made in self._meant if made in text), key=len, reverse=True)
        if not found:
            return text
        shape = "|".join(map(re.escape, found))
        return re.sub(rf"(?<!\w)(?:{shape})(?!\w)", lambda match: self._meant[match[0]], text)

    def _new(self, kind: Kind, text: str) -> str:
        content = f"{kind}:{text.casefold()}".encode("utf-8", "replace")
        digest = blake2b(content, key=self._key, digest_size=8).digest()
        first = made = SHAPES[kind](int.from_bytes(digest, "big"))
        count = 1
        while made in self._meant:
            count += 1
            made = f"{first} {count}"
        self._given[kind, text.casefold()] = made
        self._meant[made] = text
        return made


def _two(first: tuple[str, ...], second: tuple[str, ...], number: int) -> str:
    number, at = divmod(number, len(first))
    return f"{first[at]} {second[number % len(second)]}"


SHAPES: Mapping[Kind, Callable[[int], str]] = MappingProxyType(
    {
        Kind.NAME: lambda number: _two(FIRST, ANIMALS, number),
        Kind.TITLE: lambda number: f"The {_two(FIRST, PLACES, number)}",
        Kind.SERVER: lambda number: f"Server {number % 900 + 100}",
        Kind.LIBRARY: lambda number: f"Library {number % 900 + 100}",
        Kind.ADDRESS: lambda number: f"240.0.{number % 256}.{number // 256 % 256}",  # reserved
        Kind.PLACE: lambda number: f"{PLACES[number % len(PLACES)]} {number // 64 % 90 + 10}",
        Kind.PATH: lambda number: f"/hidden/{number % 16**8:08x}",
    }
)
SHARED: Mapping[Kind, str] = MappingProxyType(
    {Kind.INITIALS: "··", Kind.TEXT: N_("Hidden in the privacy view.")}
)
"""What all texts of a kind have for a stand-in; of the other kinds each has its own, a name."""
