"""An item as the record alone knows it: found by its rating key and by its guid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from watchkeeper.columns.filter import HistoryFilter
from watchkeeper.columns.reached import LEVELS, Namesakes
from watchkeeper.domain.facts import Fact, Facts, ServerId
from watchkeeper.domain.identity import is_matched

KINDS: Mapping[tuple[str, str], str] = {
    ("parent_rating_key", "episode"): "season",
    ("parent_rating_key", "track"): "album",
    ("grandparent_rating_key", "episode"): "show",
    ("grandparent_rating_key", "track"): "artist",
}
"""What stands above something that was played."""

PREFIXES: Mapping[str, str] = dict(zip(LEVELS, ("", "parent_", "grandparent_"), strict=True))
BELOW: Mapping[str, tuple[str, ...]] = {
    "": ("parent_", "grandparent_"),
    "parent_": ("grandparent_",),
    "grandparent_": (),
}
NAMED = ("title", "thumb", "guid", "rating_key")
OWN = (
    *("year", "media_index", "parent_media_index", "summary", "rating", "content_rating"),
    *("studio", "genres", "originally_available_at", "original_title", "duration", "added_at"),
    *("tagline", "directors", "writers", "actors", "section_id", "library_name"),
)
"""Words that belong to what was played itself, and to nothing above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedItem:
    """What plays say of an item."""

    server_id: ServerId
    rating_key: int  # the one asked for
    media_type: str  # movie, episode, season, show, track, album, artist
    facts: Facts  # words of `get_metadata`, as of the last play
    former_keys: tuple[int, ...]  # other rating keys under which plays of the same guid are kept

    @property
    def keys(self) -> tuple[int, ...]:
        """All rating keys of its plays."""
        return (self.rating_key, *self.former_keys)

    @property
    def plays(self) -> HistoryFilter:
        """Its plays, and those of all below it."""
        return HistoryFilter(server_ids=(self.server_id,), any_rating_keys=self.keys)


def described(words: Facts, level: str) -> dict[str, Fact]:
    """What the words of something that was played say of it, or of what stands above it.

    Examples:
        >>> episode = {"media_type": "episode", "title": "Tide", "grandparent_title": "North"}
        >>> found = described(episode, "grandparent_rating_key")
        >>> found["media_type"], found["title"]
        ('show', 'North')
    """
    prefix, kind = PREFIXES[level], str(words.get("media_type") or "")
    found: dict[str, Fact] = {name: words.get(f"{prefix}{name}") for name in NAMED}
    found["media_type"] = KINDS.get((level, kind), kind)
    found["art"] = words.get("art")
    if not prefix:
        found |= {name: words.get(name) for name in OWN}
    elif prefix == "parent_":
        found["media_index"] = words.get("parent_media_index")
    above = dict(zip(BELOW[prefix], ("parent_", "grandparent_"), strict=False))
    for source, target in above.items():
        found |= {f"{target}{name}": words.get(f"{source}{name}") for name in NAMED}
    return found


def same_keys(level: str, own: Facts, found: Namesakes, words: Mapping[int, Facts]) -> list[int]:
    """The other rating keys that stand for the same item: those whose guid is the same."""
    if found.are_certain:
        return sorted(found.others)
    name = f"{PREFIXES[level]}guid"
    guid = str(own.get(name) or "")
    if not is_matched(guid):
        return []
    return sorted(
        key for key, item in found.others.items() if words.get(item, {}).get(name) == guid
    )
