"""By what an item is recognised although its server numbered it anew."""

from __future__ import annotations

from hashlib import blake2b

NAMELESS = (b"local://", b"none://", b"com.plexapp.agents.none://", b"tv.plex.agents.none://")
"""How guids begin that a server made up for an item that it could not match to anything."""

NO_DIGEST = 0


def is_matched(guid: str) -> bool:
    """Whether the guid names the item outside of its server too.

    Examples:
        >>> is_matched("plex://movie/5d77682685719b001f3a5e16"), is_matched("local://42")
        (True, False)
    """
    return bool(guid) and not guid.encode("utf-8", "replace").lower().startswith(NAMELESS)


def guid_digest(guid: bytes) -> int:
    """The digest of a guid in lower case, 0 for one that names nothing elsewhere."""
    if not guid or guid.startswith(NAMELESS):
        return NO_DIGEST
    return text_digest(guid)


def text_digest(text: bytes) -> int:
    """A number for a text, never 0.

    64 bits: among ten million items two share a number with a chance of one in 400,000.
    """
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True) or 1
