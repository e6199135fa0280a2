"""How one browser wants the pages: theme, density and the like, kept in a cookie of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from urllib.parse import parse_qsl, urlencode

from watchkeeper.values import dataclass

COOKIE = "watchkeeper_look"
KEPT_SECONDS = 400 * 86_400

CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("system", "dark", "light"),
    "contrast": ("normal", "more"),
    "density": ("comfortable", "compact"),
    "rail": ("wide", "narrow"),
    "addresses": ("shown", "hidden"),
    "privacy": ("off", "on"),
    "keys": ("on", "off"),
    "zone": ("own", "server"),
    "clock": ("own", "24", "12"),
    "language": (),  # any text: the code of a language; "" is the household's
    "columns": (),  # any text: columns in order and their widths, which the history checks
    "cards": (),  # any text: names of Home's cards in order, which Home checks
}
"""What can be chosen; the first of each is the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One value of each choice."""

    theme: str = "system"
    contrast: str = "normal"
    density: str = "comfortable"
    rail: str = "wide"
    addresses: str = "shown"
    privacy: str = "off"
    keys: str = "on"
    zone: str = "own"  # of times: the reader's, or the owner's, in which days are counted
    clock: str = "own"  # hours as the reader's language has them, or 24 or 12
    language: str = ""
    columns: str = ""
    cards: str = ""

    @classmethod
    def of(cls, text: str) -> Look:
        """What a cookie says; what it does not say, or says wrong, is the default.

        Examples:
            >>> Look.of("theme=dark&density=huge").theme, Look.of("density=huge").density
            ('dark', 'comfortable')
        """
        return cls().changed(dict(parse_qsl(text, keep_blank_values=True)))

    def changed(self, wanted: Mapping[str, str]) -> Look:
        """The look with the values that may be chosen."""
        return replace(
            self,
            **{
                name: value
                for name, value in wanted.items()
                if name in CHOICES and (not CHOICES[name] or value in CHOICES[name])
            },
        )

    def other(self, name: str) -> str:
        """The value that a switch between two would choose."""
        first, second = CHOICES[name]
        return first if asdict(self)[name] == second else second

    @property
    def text(self) -> str:
        """The cookie."""
        return urlencode(asdict(self))

    @property
    def hides_addresses(self) -> bool:
        return self.addresses == "hidden"


def moved_up(names: Sequence[str], name: str) -> list[str]:
    """The names with one of them a place further to the front."""
    order = list(names)
    at = order.index(name) if name in order else 0
    if at > 0:
        order[at - 1], order[at] = order[at], order[at - 1]
    return order
