"""What a person picks: a film not seen yet, the next episode, an album."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from random import Random

from watchkeeper.demo.catalogue import (
    ANIME,
    KIDS,
    MOVIES,
    MOVIES_4K,
    MUSIC,
    SHOWS,
    Catalogue,
)
from watchkeeper.demo.household.habits import HABITS, USUAL
from watchkeeper.demo.items import Item
from watchkeeper.demo.people import Person

FOR_GROWN_UPS = frozenset({"R", "NR"})
FILM_LIBRARIES = {"films": MOVIES, "4k": MOVIES_4K}
SHOW_LIBRARIES = {"shows": SHOWS, "anime": ANIME, "kids": KIDS}


class Shelf:
    """The items of one kind by the day they came, each with its popularity."""

    def __init__(self, items: Sequence[Item], random: Random) -> None:
        self.items = sorted(items, key=lambda item: (item.added_at, item.rating_key))
        self._added = [item.added_at for item in self.items]
        ranks = list(range(len(self.items)))
        random.shuffle(ranks)
        self.weights = [1 / (rank + 4) ** 0.75 for rank in ranks]

    def pick(self, random: Random, at: float, genres: Sequence[str]) -> Item | None:
        """One of the items there at that time: popular, new and liked ones more often."""
        count = bisect_left(self._added, at)
        if count == 0:
            return None
        places = random.choices(range(count), self.weights[:count], k=6)
        places.append(random.randrange(max(0, count - 12), count))
        liked = [place for place in places if set(genres) & set(self.items[place].genres)]
        return self.items[random.choice(liked or places)]


class Shelves:
    """All shelves of the catalogue; the same for everybody."""

    def __init__(self, catalogue: Catalogue, random: Random) -> None:
        self.catalogue = catalogue
        rows = [(kind, section, "movie") for kind, section in FILM_LIBRARIES.items()]
        rows += [(kind, section, "show") for kind, section in SHOW_LIBRARIES.items()]
        rows.append(("music", MUSIC, "album"))
        self.by_kind = {
            kind: Shelf(catalogue.of_type(section, item_type), random)
            for kind, section, item_type in rows
        }


class Taste:
    """What one person has seen and is in the middle of."""

    def __init__(self, shelves: Shelves, person: Person, random: Random) -> None:
        self._shelves = shelves
        self._is_child = person.is_restricted
        self._habit = HABITS.get(person.username, USUAL)
        self._random = random
        self._seen: set[str] = set()
        self._places: dict[int, int] = {}  # show: number of the next episode
        self._following: dict[str, int] = {}  # kind: the show being followed

    def film(self, kind: str, at: float) -> Item | None:
        """A film, seldom one seen before."""
        for _ in range(8):
            film = self._shelves.by_kind[kind].pick(self._random, at, self._habit.genres)
            if film is None:
                return None
            if self._is_child and film.content_rating in FOR_GROWN_UPS:
                continue
            if film.guid not in self._seen or self._random.random() < self._habit.rewatches:
                self._seen.add(film.guid)
                return film
        return None

    def episodes(self, kind: str, at: float, count: int) -> list[Item]:
        """The next episodes of the show being followed, or the first ones of another show."""
        show_key = self._following.get(kind)
        if show_key is None or self._random.random() < 0.12:
            show = self._shelves.by_kind[kind].pick(self._random, at, self._habit.genres)
            if show is None:
                return []
            show_key = self._following[kind] = show.rating_key
        there = [leaf for leaf in self._shelves.catalogue.leaves(show_key) if leaf.added_at < at]
        place = self._places.get(show_key, 0)
        chosen = there[place : place + count]
        self._places[show_key] = place + len(chosen)
        if len(chosen) < count:
            del self._following[kind]
            self._places[show_key] = (
                0 if self._random.random() < self._habit.rewatches else len(there)
            )
        return chosen

    def tracks(self, at: float, count: int) -> list[Item]:
        """An album from its start, or a shuffle over a few of them."""
        albums = [
            self._shelves.by_kind["music"].pick(self._random, at, ())
            for _ in range(1 if self._random.random() < 0.6 else 4)
        ]
        tracks = [
            track
            for album in albums
            if album is not None
            for track in self._shelves.catalogue.children(album.rating_key)
        ]
        if len(albums) > 1:
            self._random.shuffle(tracks)
        return tracks[:count]
