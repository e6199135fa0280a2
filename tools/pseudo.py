"""Invented languages: English that shows where a page has texts of no catalogue.

Each text stands in brackets. `en-XA` writes accents and is 40 per cent longer; `en-XB` is written
from right to left. (The names are those of Android's and Chromium's invented languages.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

ACCENTS: Final = str.maketrans(
    "aceginorsuyzACEGINORSUYZ",
    "áçéğíñóřšúýžÁÇÉĞÍÑÓŘŠÚÝŽ",
)
PLACEHOLDER: Final = re.compile(r"(%\(\w+\)[a-z]|%.)")
LONGER: Final = 0.4
FILLING: Final = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod "


def accented(text: str) -> str:
    """With accents and 40 per cent more, in brackets.

    Examples:
        >>> accented("%(num)s plays")
        '[%(num)s pláýš lor]'
    """
    parts = PLACEHOLDER.split(text)
    parts[::2] = [part.translate(ACCENTS) for part in parts[::2]]
    missing = max(1, round(LONGER * sum(map(len, parts[::2]))) - 2)
    filling = FILLING * (1 + missing // len(FILLING))
    return f"[{''.join(parts)} {filling[:missing].strip()}]"


def mirrored(text: str) -> str:
    """In brackets, for a page from right to left.

    Examples:
        >>> mirrored("At %(percent)s %%")
        '[At %(percent)s %%]'
    """
    return f"[{text}]"


PSEUDO: Final[Mapping[str, Callable[[str], str]]] = {"en-XA": accented, "en-XB": mirrored}


def disguised(text: str | Sequence[str], disguise: Callable[[str], str]) -> str | tuple[str, ...]:
    """The translation of a text, or of its forms."""
    return disguise(text) if isinstance(text, str) else tuple(map(disguise, text))
