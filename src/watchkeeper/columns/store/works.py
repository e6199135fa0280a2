"""What is counted as one title: a film by title and year, a show or an artist by name."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np

from watchkeeper.columns.store.changes import ItemFacts
from watchkeeper.columns.store.growing import Array, Growing

MOVIE, EPISODE, TRACK = "movie", "episode", "track"


def work_of(item: ItemFacts) -> tuple[Hashable, ...]:
    """What two items have in common when they count as one title, by text and never by key.

    A film added twice or to two libraries is one title, two shows of one name are too, and a
    show that got another name is two.
    """
    match item.media_type:
        case "movie":
            return MOVIE, item.full_title, item.year
        case "episode":
            return EPISODE, item.grandparent_title
        case "track":
            return TRACK, item.original_title, item.grandparent_title
        case other:
            return other, item.full_title


class Works:
    """For each item, at the position of its number, the small code of its title."""

    def __init__(self) -> None:
        self.codes = Growing(np.int32)
        self._known: dict[tuple[Hashable, ...], int] = {}
        self._kinds: dict[str, int] = {}
        self._kind_of = Growing(np.int32)  # for each title

    def __len__(self) -> int:
        return len(self._known)

    def extend(self, items: Iterable[ItemFacts]) -> None:
        """Add items at the end."""
        found, kinds = [], []
        for item in items:
            size = len(self._known)
            found.append(self._known.setdefault(work_of(item), size))
            if len(self._known) > size:
                kinds.append(self._kinds.setdefault(item.media_type, len(self._kinds)))
        self.codes.extend(np.array(found, np.int32))
        self._kind_of.extend(np.array(kinds, np.int32))

    def keys(self) -> list[tuple[Hashable, ...]]:
        """The titles in the order of their codes, each as `work_of` tells it."""
        return list(self._known)

    def marks(self, wanted: Iterable[tuple[Hashable, ...]]) -> Array:
        """For each code, whether it is one of these titles."""
        found = np.zeros(len(self), np.bool_)
        codes = [self._known[key] for key in wanted if key in self._known]
        found[codes] = True
        return found

    def code_of(self, work: tuple[Hashable, ...]) -> int | None:
        """The code of what `work_of` makes of an item; None when none is known."""
        return self._known.get(work)

    def of_kind(self, media_type: str) -> Array:
        """For each code, whether it is a title of that media type."""
        marks: Array = self._kind_of.view == self._kinds.get(media_type, -1)
        return marks
