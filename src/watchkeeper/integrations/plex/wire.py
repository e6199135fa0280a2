"""Plex's own words: answers in JSON or XML, read leniently.

Both forms become the same `Element`: attributes by name, children as lists under capitalised
names. XML says "1" where JSON says true, lists of one may come bare, and empty lists are left out;
the readers below accept all of it. Absent is "" for text and None for everything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit, urlunsplit
from xml.parsers.expat import ExpatError

import orjson
import xmltodict

from watchkeeper.domain.facts import whole_number
from watchkeeper.errors import MalformedError

Element: TypeAlias = Mapping[str, Any]
"""One object of an answer. Any: what a server sends is not known before it is read."""

METADATA_TAGS = ("Video", "Track", "Photo", "Playlist", "Directory")
MAPPED_PREFIX = re.compile(r"^.*::ffff:", re.IGNORECASE | re.DOTALL)
LONGEST_KEY = 18  # digits: what a database holds as a whole number
FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]"
    rb"|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));",
    re.IGNORECASE,
)
"""Characters that XML forbids: one in a title must not make a whole answer unreadable."""
TRUE_WORDS = frozenset({"1", "true"})
FALSE_WORDS = frozenset({"0", "false"})


def container(content: bytes) -> Element:
    """The MediaContainer of an answer, in JSON or XML.

    Raises:
        MalformedError: It is neither, or holds no container.
    """
    root = document(content).get("MediaContainer")
    found = root[0] if isinstance(root, list) and root else root
    if not isinstance(found, Mapping):
        raise MalformedError("The Plex server answered something that is not a container.")
    return found


def document(content: bytes) -> Element:
    """The whole answer as one element.

    Raises:
        MalformedError: It is neither a JSON object nor XML.
    """
    try:
        parsed = _xml(content) if content.lstrip()[:1] == b"<" else orjson.loads(content)
    except (orjson.JSONDecodeError, ExpatError, ValueError):
        raise MalformedError("Plex answered something unreadable.") from None
    if not isinstance(parsed, Mapping):
        raise MalformedError("Plex answered something that is not an object.")
    return parsed


def listed(content: bytes) -> list[Element]:
    """The objects of an answer that is a bare JSON list.

    Raises:
        MalformedError: It is none.
    """
    try:
        parsed = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise MalformedError("Plex answered something unreadable.") from None
    if not isinstance(parsed, list):
        raise MalformedError("Plex answered something that is not a list.")
    return [found for found in parsed if isinstance(found, Mapping)]


def _xml(content: bytes) -> object:
    # An HTML error page is no answer, and a document type can hide an entity bomb.
    if b"<!" in content[:1024]:
        raise MalformedError("Plex answered a page instead of data.")
    try:
        return xmltodict.parse(content, attr_prefix="", force_list=True, disable_entities=True)
    except ExpatError:
        readable = FORBIDDEN.sub(b"", content)
        return xmltodict.parse(readable, attr_prefix="", force_list=True, disable_entities=True)


def elements(parent: Element, name: str) -> list[Element]:
    """The children of that name: none when absent, one when it came bare."""
    found = parent.get(name)
    if isinstance(found, Mapping):
        return [found]
    if not isinstance(found, list):
        return []
    return [child for child in found if isinstance(child, Mapping)]


def child(parent: Element, name: str) -> Element:
    """The first child of that name; an empty element when there is none."""
    return next(iter(elements(parent, name)), {})


def metadata(parent: Element) -> list[Element]:
    """The items of a container or hub, however the form names them."""
    found = elements(parent, "Metadata")
    if found:
        return found
    return [
        item
        for tag in METADATA_TAGS
        for item in elements(parent, tag)
        if "ratingKey" in item or "sessionKey" in item or "historyKey" in item
    ]


def text(element: Element, name: str) -> str:
    """An attribute as text, "" when absent. Booleans read 1 and 0, as XML writes them."""
    value = element.get(name)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if isinstance(value, int | float) else ""


def number(element: Element, name: str) -> int | None:
    """An attribute as a whole number, None when absent or not a number; fractions are rounded."""
    value = element.get(name)
    if value is None:  # most often: a list of hundreds of sessions has no time for the rest
        return None
    whole = whole_number(value)
    if whole is not None:
        return whole
    fraction = decimal(element, name)
    return None if fraction is None else round(fraction)


def decimal(element: Element, name: str) -> float | None:
    """An attribute as a number with a fraction, None when absent or not a finite number."""
    try:
        value = float(text(element, name))
    except ValueError:
        return None
    return value if abs(value) < 1e18 else None


def count(element: Element, name: str) -> int:
    """An attribute that counts or flags something: 0 when absent."""
    if element.get(name) is None:
        return 0
    flagged = flag(element, name)
    return (number(element, name) or 0) if flagged is None else int(flagged)


def flag(element: Element, name: str) -> bool | None:
    """An attribute that says yes or no; None when it says neither."""
    value = element.get(name)
    if value is None or isinstance(value, bool):
        return value
    word = text(element, name).strip().lower()
    if word in TRUE_WORDS:
        return True
    return False if word in FALSE_WORDS else None


def tags(element: Element, name: str) -> list[str]:
    """The texts of a list of tags, e.g. the names of genres."""
    return [tag for tag in (text(found, "tag") for found in elements(element, name)) if tag]


def key(element: Element, name: str) -> int | str:
    """A rating key: a number, or the text as it is when it is none (Live TV), "" when absent."""
    word = text(element, name)
    is_number = word.isascii() and word.isdigit() and len(word) <= LONGEST_KEY
    return int(word) if is_number else word


def address(element: Element, name: str) -> str:
    """An IP address without the prefix of an IPv4 address in IPv6 clothes.

    Examples:
        >>> address({"address": "::ffff:10.0.0.5"}, "address")
        '10.0.0.5'
    """
    return MAPPED_PREFIX.sub("", text(element, name))


def link(element: Element, name: str) -> str:
    """A path or address without any token that may hide in it.

    Examples:
        >>> link({"thumb": "https://plex.tv/users/ab/avatar?c=1&X-Plex-Token=s3cr3t"}, "thumb")
        'https://plex.tv/users/ab/avatar?c=1'
    """
    value = text(element, name)
    if "token" not in value.lower():
        return value
    parts = urlsplit(value)
    kept = [pair for pair in parts.query.split("&") if "token" not in pair.lower()]
    return urlunsplit(parts._replace(query="&".join(kept)))


def last_part(path: str) -> str:
    """The last part of a path: transcode keys come with and without their folder.

    Examples:
        >>> last_part("/transcode/sessions/t5r4"), last_part("t5r4"), last_part("")
        ('t5r4', 't5r4', '')
    """
    return path.rstrip("/").rpartition("/")[2]
