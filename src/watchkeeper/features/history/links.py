"""What a play is to stand for."""

from __future__ import annotations

from watchkeeper.domain.facts import Fact, SectionId, ServerId
from watchkeeper.features.libraries.inventory.items import LibraryItem
from watchkeeper.values import dataclass

KEYS = ("rating_key", "parent_rating_key", "grandparent_rating_key")
WORDS = (
    *(*KEYS, "title", "parent_title", "grandparent_title", "full_title", "media_index"),
    *("parent_media_index", "guid", "thumb", "parent_thumb", "grandparent_thumb"),
)
OPTIONAL = ("year", "added_at")


@dataclass(frozen=True, slots=True)
class Link:
    """An item of a server, in the words that its plays carry; without words the item stays."""

    server_id: ServerId
    section_id: SectionId | None
    words: tuple[tuple[str, Fact], ...] = ()

    @classmethod
    def to(cls, item: LibraryItem) -> Link:
        """The link to a film, episode or track of a library."""
        words: dict[str, Fact] = {name: getattr(item, name) for name in WORDS}
        optional: dict[str, Fact] = {name: getattr(item, name) for name in OPTIONAL}
        words |= {name: value for name, value in optional.items() if value is not None}
        return cls(item.server_id, item.section_id, tuple(words.items()))
