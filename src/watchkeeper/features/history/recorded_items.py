"""An item as the record alone knows it: found by its rating key and by its guid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watchkeeper.columns.items.namesakes import GRANDPARENT, LEAF, PARENT, Hint, Namesake, Namesakes
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import Fact, Facts, SectionId, ServerId
from watchkeeper.domain.identity import is_matched
from watchkeeper.values import dataclass

KINDS: Mapping[tuple[str, str], str] = {
    ("parent_rating_key", "episode"): "season",
    ("parent_rating_key", "track"): "album",
    ("grandparent_rating_key", "episode"): "show",
    ("grandparent_rating_key", "track"): "artist",
}
"""What stands above something that was played."""

PREFIXES: Mapping[str, str] = {LEAF: "", PARENT: "parent_", GRANDPARENT: "grandparent_"}
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
class ItemQuestion:
    """Which item, and what its server says of it where that is known."""

    server_id: ServerId
    rating_key: int
    hint: Hint | None = None
    section_id: SectionId | None = None
    present_sections: frozenset[SectionId] = frozenset()
    """Libraries that the server has now: what stands in another of them is a copy of its own."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The same thing in another library of the server."""

    rating_key: int
    section_id: SectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedItem:
    """What plays say of an item."""

    server_id: ServerId
    rating_key: int  # the one asked for
    media_type: str  # movie, episode, season, show, track, album, artist
    facts: Facts  # words of `get_metadata`, as of the last play
    section_id: SectionId | None
    is_played: bool  # whether there are plays under the asked rating key itself
    former_keys: tuple[int, ...]  # other rating keys under which its plays are kept, by its guid
    copies: tuple[Copy, ...]

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


def same_keys(
    asked: ItemQuestion, found: Namesakes, words: Mapping[int, Facts]
) -> tuple[tuple[int, ...], tuple[Copy, ...]]:
    """The other rating keys that stand for the same item by its guid: former ones, and copies."""
    own = words.get(found.own.item) if found.own else None
    name = f"{PREFIXES[found.level]}guid" if found.level else ""
    guids = {str((own or {}).get(name) or ""), asked.hint.guid if asked.hint else ""}
    section_id = asked.section_id or (found.own.section_id if found.own else None)
    elsewhere = asked.present_sections - {section_id}
    former: list[int] = []
    copies: list[Copy] = []
    for key, other in sorted(found.others.items()):
        guid = str(words.get(other.item, {}).get(name) or "")
        if not found.are_certain and not (is_matched(guid) and guid in guids):
            continue
        if other.section_id is not None and other.section_id in elsewhere:
            copies.append(Copy(key, SectionId(other.section_id)))
        else:
            former.append(key)
    return tuple(former), tuple(copies)


def recorded_item(
    asked: ItemQuestion, found: Namesakes, words: Mapping[int, Facts]
) -> RecordedItem | None:
    """What the record knows; None when there is no play under any of the rating keys."""
    former, copies = same_keys(asked, found, words)
    source = found.own or _first_other(found, former, copies)
    if source is None or source.item not in words:
        return None
    facts = described(words[source.item], found.level)
    return RecordedItem(
        server_id=asked.server_id,
        rating_key=asked.rating_key,
        media_type=str(facts["media_type"]),
        facts=facts,
        section_id=None if source.section_id is None else SectionId(source.section_id),
        is_played=found.own is not None,
        former_keys=former,
        copies=copies,
    )


def _first_other(
    found: Namesakes, former: Sequence[int], copies: Sequence[Copy]
) -> Namesake | None:
    keys = (*former, *(copy.rating_key for copy in copies))
    return next((found.others[key] for key in keys), None)
