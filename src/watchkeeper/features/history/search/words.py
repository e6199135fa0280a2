"""How texts are compared when somebody searches: without case, accents and apostrophes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from watchkeeper.columns.store.texts import folded

APOSTROPHES = re.compile("|".join("'’ʼ`´").encode())
"""All that are typed for one."""

LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Letters that no accent can be taken from; they are typed as these."""

MOST_WORDS = 8
LONGEST = 200  # characters of a question


def plain(text: str) -> bytes:
    """The text as it is searched.

    Examples:
        >>> plain("Amélie's Garden").decode()
        'amelies garden'
    """
    return APOSTROPHES.sub(b"", folded(text.casefold().translate(LETTERS)))


def needles(question: str) -> list[bytes]:
    """The words of a question; a few are enough."""
    return plain(question[:LONGEST]).split()[:MOST_WORDS]


def fit(text: str, wanted: Sequence[bytes]) -> int:
    """How well a text fits: 0 not at all, then part of a word, begin of a word, begin, whole.

    Examples:
        >>> [fit(text, [b"tide"]) for text in ("Night", "Riptide", "The Tide", "Tides", "Tide")]
        [0, 1, 2, 3, 4]
    """
    content = plain(text)
    if not wanted or any(one not in content for one in wanted):
        return 0
    whole = b" ".join(wanted)
    if content == whole:
        return 4
    if content.startswith(whole):
        return 3
    return 2 if all(b" " + one in b" " + content for one in wanted) else 1
