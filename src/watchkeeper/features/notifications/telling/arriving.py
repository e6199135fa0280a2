"""Which new items one message speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.libraries.inventory.items import LibraryItem
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A movie, show, episode, artist or track that came; `arrived_at` in UTC seconds."""

    server_id: ServerId
    rating_key: int
    media_type: str
    parent_rating_key: int | None
    grandparent_rating_key: int | None
    arrived_at: int

    @property
    def top_key(self) -> int:
        """What it is told together with: its show or artist, else itself."""
        return self.grandparent_rating_key or self.rating_key


def arrived(item: LibraryItem, at: int) -> Arrived:
    """An item of the inventory as one that came at an instant (UTC seconds)."""
    return Arrived(
        server_id=item.server_id,
        rating_key=item.rating_key,
        media_type=item.media_type,
        parent_rating_key=item.parent_rating_key,
        grandparent_rating_key=item.grandparent_rating_key,
        arrived_at=at,
    )


@dataclass(frozen=True, slots=True)
class Announcement:
    """One message: about an item, and those below it that came (none: about it as a whole)."""

    rating_key: int
    child_keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """Items below one show or artist, or a single item."""

    server_id: ServerId
    top_key: int
    members: tuple[Arrived, ...]

    @property
    def last_at(self) -> int:
        """When the last of them came (UTC seconds)."""
        return max(one.arrived_at for one in self.members)

    @property
    def keys(self) -> tuple[int, ...]:
        return tuple(one.rating_key for one in self.members)


def families(arrived: Iterable[Arrived]) -> list[Family]:
    """What waits together: each new item of a show lets the others wait on."""
    found: dict[tuple[ServerId, int], list[Arrived]] = defaultdict(list)
    for one in arrived:
        found[(one.server_id, one.top_key)].append(one)
    return [Family(server_id, top, tuple(them)) for (server_id, top), them in found.items()]


def announcements(
    members: Sequence[Arrived], *, by_top: bool, by_parent: bool
) -> Iterator[Announcement]:
    """The messages about a family, grouped as Tautulli does it.

    Several seasons (albums) are one message about the show (artist) when `by_top`, several
    episodes (tracks) of one of them are one message about it when `by_parent`.
    """
    shelves: dict[int, list[int]] = defaultdict(list)
    for one in members:
        if one.grandparent_rating_key is None:
            if len(members) == 1:
                yield Announcement(one.rating_key)
        else:
            shelves[one.parent_rating_key or one.rating_key].append(one.rating_key)
    if len(shelves) > 1 and by_top:
        yield Announcement(members[0].top_key, tuple(sorted(shelves)))
        return
    for parent, keys in sorted(shelves.items()):
        if len(keys) > 1 and by_parent:
            yield Announcement(parent, tuple(sorted(keys)))
        else:
            yield from (Announcement(key) for key in sorted(keys))
