"""Texts cut to what a service takes: never within a tag, an entity, or what is seen as one sign."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

ELLIPSIS = "…"
MOST_JOINED = 32
"""Code points that are taken for one sign at most."""

_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TOKEN = re.compile(
    r"<(?P<slash>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*)[^<>]*>|&[#\w]{1,40};|.", re.DOTALL
)

Size = Callable[[str], int]


def units(text: str) -> int:
    """The length in UTF-16 units, the strictest way in which services count characters."""
    return len(text) + sum(ord(each) > 0xFFFF for each in text)


def octets(text: str) -> int:
    """The length in bytes of UTF-8."""
    return len(text.encode(errors="replace"))


def cut(text: str, most: int, size: Size = units) -> str:
    """The text, or its beginning with an ellipsis if it is longer than `most`.

    Examples:
        >>> cut("short", 10), cut("a longer text", 9)
        ('short', 'a longer…')
        >>> cut("👩‍👩‍👧 and more", 5)
        '…'
    """
    if size(text) <= most:
        return text
    left, end = most - size(ELLIPSIS), 0
    for each in text:
        left -= size(each)
        if left < 0:
            break
        end += 1
    return text[: _whole(text, end)].rstrip() + ELLIPSIS


def cut_markup(text: str, most: int) -> str:
    """The same for a text with tags: those that are open at the cut are closed.

    Examples:
        >>> cut_markup("<b>R&amp;B music</b>", 20), cut_markup("<b>R&amp;B music</b>", 16)
        ('<b>R&amp;B music</b>', '<b>R&amp;B…</b>')
    """
    if units(text) <= most:
        return text
    end, opened, left = 0, list[str](), most - units(ELLIPSIS)
    for match in _TOKEN.finditer(text):
        after = _opened(opened, match)
        left -= units(match[0])
        if sum(map(len, _closing(after))) > left:
            break
        end, opened = match.end(), after
    if not text[:end].endswith((">", ";")):
        end = _whole(text, end)
    return text[:end].rstrip() + ELLIPSIS + "".join(_closing(opened))


def _opened(before: list[str], match: re.Match[str]) -> list[str]:
    """The tags that are open after a token."""
    tag = (match["tag"] or "").lower()
    if not tag:
        return before
    if not match["slash"]:
        return [*before, tag]
    return before[:-1] if before and before[-1] == tag else before


def _closing(opened: list[str]) -> list[str]:
    return [f"</{tag}>" for tag in reversed(opened)]


def _whole(text: str, end: int) -> int:
    """The place at or a little before `end` at which no sign is torn apart."""
    place = end
    while place and end - place < MOST_JOINED and _is_within(text, place):
        place -= 1
    return end if end - place >= MOST_JOINED else place


def _is_within(text: str, place: int) -> bool:
    if place >= len(text):
        return False
    following = text[place]
    return (
        text[place - 1] == _JOINER
        or following == _JOINER
        or unicodedata.category(following) in {"Mn", "Me"}  # accents, variation selectors
        or ord(following) in _SKIN_TONES
    )
