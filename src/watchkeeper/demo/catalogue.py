"""The catalogue: every library, item and channel of the simulated server, made from a seed.

The same seed and day give the same catalogue everywhere, so that the server, its pictures and
the recorded history of the household agree without talking to each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from random import Random

from watchkeeper.demo import words
from watchkeeper.demo.films import make_films
from watchkeeper.demo.items import Channel, Item, Section
from watchkeeper.demo.making import DAY, Maker
from watchkeeper.demo.music import make_music
from watchkeeper.demo.photos import make_photos, make_trailers
from watchkeeper.demo.shows import ShowKind, make_shows
from watchkeeper.demo.titles import ANIME_TITLES, KIDS_TITLES, SHOW_TITLES
from watchkeeper.demo.writing import Writer

MOVIES, MOVIES_4K, SHOWS, ANIME, KIDS, MUSIC, PHOTOS = 1, 2, 3, 4, 5, 6, 7
"""Section ids of the libraries."""


class Catalogue:
    """Items by rating key, with their children; items can be added, changed and deleted."""

    def __init__(
        self, sections: Iterable[Section], items: Iterable[Item], channels: Iterable[Channel] = ()
    ) -> None:
        self.sections = {section.id: section for section in sections}
        self.channels = tuple(channels)
        self._items: dict[int, Item] = {}
        self._children: defaultdict[int, list[int]] = defaultdict(list)
        self._in_section: defaultdict[tuple[int | None, str], list[int]] = defaultdict(list)
        for item in items:
            self.add(item)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, rating_key: int) -> bool:
        return rating_key in self._items

    def get(self, rating_key: int) -> Item | None:
        """The item, or None when there is none (any more)."""
        return self._items.get(rating_key)

    def __getitem__(self, rating_key: int) -> Item:
        return self._items[rating_key]

    def children(self, rating_key: int) -> list[Item]:
        """The items directly below, in order."""
        return [self._items[key] for key in self._children.get(rating_key, ())]

    def leaves(self, rating_key: int) -> list[Item]:
        """All items below that can be played."""
        below = self.children(rating_key)
        return [
            leaf
            for item in below
            for leaf in (self.leaves(item.rating_key) if item.is_container else [item])
        ]

    def of_type(self, section_id: int | None, item_type: str) -> list[Item]:
        """The items of one type in a library."""
        return [self._items[key] for key in self._in_section.get((section_id, item_type), ())]

    def members(self, collection: Item) -> list[Item]:
        """The items that carry the tag of a collection of their library."""
        return [
            item
            for item in self._items.values()
            if item.section_id == collection.section_id and collection.title in item.collections
        ]

    def everything(self) -> list[Item]:
        """All items, in order of their rating keys."""
        return list(self._items.values())

    def following(self, item: Item) -> Item | None:
        """What plays next by itself: the next episode or track, also of the next season."""
        if item.parent_key is None or item.grandparent_key is None:
            return None
        leaves = self.leaves(item.grandparent_key)
        position = next(
            (n for n, leaf in enumerate(leaves) if leaf.rating_key == item.rating_key), -1
        )
        return leaves[position + 1] if 0 <= position < len(leaves) - 1 else None

    def next_rating_key(self) -> int:
        """A rating key that no item ever had."""
        return max(self._items, default=0) + 1

    def add(self, item: Item) -> None:
        """Put an item in, or replace it by its rating key."""
        if item.rating_key not in self._items:
            self._in_section[item.section_id, item.type].append(item.rating_key)
            if item.parent_key is not None:
                self._children[item.parent_key].append(item.rating_key)
        self._items[item.rating_key] = item

    def change(self, rating_key: int, **changes: object) -> Item:
        """Replace fields of an item; returns the changed item."""
        changed = replace(self._items[rating_key], **changes)  # type: ignore[arg-type]  # checked by replace
        self._items[rating_key] = changed
        return changed

    def delete(self, rating_key: int) -> list[Item]:
        """Take an item and everything below it out; returns what was taken out."""
        gone = [
            child for item in self.children(rating_key) for child in self.delete(item.rating_key)
        ]
        item = self._items.pop(rating_key)
        self._in_section[item.section_id, item.type].remove(rating_key)
        self._children.pop(rating_key, None)
        if item.parent_key is not None and item.parent_key in self._children:
            self._children[item.parent_key].remove(rating_key)
        return [*gone, item]


def build_catalogue(seed: int, now: int, scale: float = 1.0) -> Catalogue:
    """The catalogue of this seed as it is on the day of `now`; `scale` 0.1 makes a tenth of it."""
    random = Random(f"catalogue {seed}")  # noqa: S311  # made-up titles, no secrets
    maker = Maker(random, Writer(random), today=now // DAY * DAY, scale=scale)
    films = make_films(maker, MOVIES, MOVIES_4K)
    items = [
        *films,
        *make_shows(maker, ShowKind(SHOWS, SHOW_TITLES, 48)),
        *make_shows(maker, ShowKind(ANIME, ANIME_TITLES, 10, is_anime=True)),
        *make_shows(maker, ShowKind(KIDS, KIDS_TITLES, 9, is_for_kids=True)),
        *make_music(maker, MUSIC),
        *make_photos(maker, PHOTOS),
        *make_trailers(maker, films[:12]),
    ]
    return Catalogue(_sections(maker), items, _channels(maker))


def _sections(maker: Maker) -> list[Section]:
    rows = (
        (MOVIES, "Movies", "movie"),
        (MOVIES_4K, "4K Movies", "movie"),
        (SHOWS, "TV Shows", "show"),
        (ANIME, "Anime", "show"),
        (KIDS, "Kids", "show"),
        (MUSIC, "Music", "artist"),
        (PHOTOS, "Photos", "photo"),
    )
    agents = {
        "movie": ("tv.plex.agents.movie", "Plex Movie"),
        "show": ("tv.plex.agents.series", "Plex TV Series"),
        "artist": ("tv.plex.agents.music", "Plex Music"),
        "photo": ("com.plexapp.agents.none", "Plex Photo Scanner"),
    }
    return [
        Section(
            id=number,
            title=title,
            type=kind,
            agent=agents[kind][0],
            scanner=agents[kind][1],
            uuid=maker.writer.hexadecimal(32),
            location=f"/media/{title.lower().replace(' ', '-')}",
            created_at=maker.first_day,
            updated_at=maker.today,
        )
        for number, title, kind in rows
    ]


def _channels(maker: Maker) -> list[Channel]:
    return [
        Channel(
            identifier=maker.writer.hexadecimal(24),
            number=number,
            call_sign=call_sign,
            title=title,
            programmes=tuple(programmes.split("|")),
        )
        for number, call_sign, title, programmes in words.CHANNELS
    ]
