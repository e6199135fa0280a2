"""What an item takes over from its parents, as `get_metadata` of the Tautulli API shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from watchkeeper.domain.media import MediaItem
from watchkeeper.integrations.plex.mapping_item import with_facts
from watchkeeper.integrations.plex.mapping_media import Named

PARENT = "parent_rating_key"
GRANDPARENT = "grandparent_rating_key"

Taken = tuple[str, str, str]
"""Which parent, which of its facts, and the fact's name here."""


def _same(parent: str, *facts: str) -> tuple[Taken, ...]:
    return tuple((parent, fact, fact) for fact in facts)


SHELF = ("genres", "labels", "collections", "banner")

TAKEN: Mapping[str, tuple[Taken, ...]] = {
    "season": (
        *_same(PARENT, "studio", "content_rating", "duration", "directors", "writers", "actors"),
        *_same(PARENT, *SHELF),
        (PARENT, "year", "parent_year"),
        (PARENT, "guids", "parent_guids"),
    ),
    "album": ((PARENT, "guids", "parent_guids"),),
    "episode": (
        *_same(GRANDPARENT, "studio", "actors", *SHELF),
        (GRANDPARENT, "year", "grandparent_year"),
        (GRANDPARENT, "guids", "grandparent_guids"),
        (PARENT, "year", "parent_year"),
        (PARENT, "guids", "parent_guids"),
    ),
    "track": (
        *_same(PARENT, "year", *SHELF),
        (PARENT, "guids", "parent_guids"),
        (GRANDPARENT, "guids", "grandparent_guids"),
    ),
}
"""By kind: what is taken, whatever the item itself says."""

FILLED: Mapping[str, tuple[Taken, ...]] = {
    "season": (*_same(PARENT, "summary"), (PARENT, "thumb", "parent_thumb")),
    "album": _same(PARENT, "summary"),
}
"""By kind: what is taken where the item itself says nothing."""

HEIRS = frozenset(TAKEN) | frozenset(FILLED)


def parent_keys(items: Iterable[MediaItem]) -> tuple[int, ...]:
    """Rating keys of the parents that the items take something from, each once."""
    heirs = (item for item in items if item.media_type in HEIRS)
    found = (item.facts[name] for item in heirs for name in (PARENT, GRANDPARENT))
    return tuple(dict.fromkeys(key for key in found if isinstance(key, int)))


def inherited(item: MediaItem, parents: Mapping[int, MediaItem]) -> MediaItem:
    """The item with the facts of its parents; a parent that is not known changes nothing."""
    taken = TAKEN.get(item.media_type, ())
    filled = (rule for rule in FILLED.get(item.media_type, ()) if not item.facts[rule[2]])
    changes: Named = {}
    for parent_name, fact, name in (*taken, *filled):
        parent = parents.get(item.facts[parent_name])
        if parent is not None:
            changes[name] = parent.facts[fact]
    return with_facts(item, **changes) if changes else item
