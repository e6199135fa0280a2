"""Every picture of the demo by what it shows, drawn when first asked for and kept a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from watchkeeper.demo.catalogue import Catalogue
from watchkeeper.demo.items import Item
from watchkeeper.demo.people import Person
from watchkeeper.demo.posters.poster import Subject, draw

KEPT_BYTES = 48_000_000
"""Most bytes of finished pictures kept in memory."""


class Gallery:
    """Draws pictures of items, people and channels; safe to use from several threads."""

    def __init__(self, catalogue: Catalogue, people: Sequence[Person]) -> None:
        self._catalogue = catalogue
        self._people = {person.uuid: person for person in people}
        self._kept: OrderedDict[tuple[Subject, tuple[int, int]], bytes] = OrderedDict()
        self._kept_bytes = 0
        self._lock = Lock()

    def picture(self, rating_key: int, kind: str, size: tuple[int, int]) -> bytes | None:
        """The `thumb` or `art` of an item as PNG; None when there is no such item."""
        item = self._catalogue.get(rating_key)
        if item is None:
            return None
        subject = self._backdrop(item) if kind == "art" else self._portrayal(item)
        return self._drawn(subject, size)

    def still(self, part_id: int, offset: int, size: tuple[int, int]) -> bytes | None:
        """A frame of a film, another one every half minute."""
        return self._drawn(Subject(seed=f"{part_id} {offset // 30_000}", kind="wide"), size)

    def channel(self, identifier: str, size: tuple[int, int]) -> bytes | None:
        """The logo of a Live TV channel; None when there is no such channel."""
        for channel in self._catalogue.channels:
            if channel.identifier == identifier:
                subject = Subject(seed=identifier, kind="emblem", title=channel.call_sign)
                return self._drawn(subject, size)
        return None

    def emblem(self, name: str, size: tuple[int, int]) -> bytes:
        """A plain picture for what has none of its own, such as a library."""
        kind = "wide" if name.endswith("fanart") else "emblem"
        return self._drawn(Subject(seed=name, kind=kind, title=name.split(maxsplit=1)[0][:6]), size)

    def avatar(self, uuid: str, size: int) -> bytes:
        """A person's square picture, safe to be cut round."""
        return self._drawn(Subject(seed=uuid, kind="avatar"), (size, size))

    def _portrayal(self, item: Item) -> Subject:
        genre = item.genres[0] if item.genres else ""
        owner = self._catalogue.get(item.grandparent_key or item.parent_key or 0) or item
        if item.type in {"movie", "show", "season", "collection"}:
            caption = item.title if item.type == "season" else _caption(item)
            title = owner.title if item.type == "season" else item.title
            return Subject(
                seed=owner.guid, kind="poster", title=title, caption=caption, genre=genre
            )
        if item.type == "artist":
            return Subject(seed=item.guid, kind="artist")
        if item.type in {"album", "track"}:
            album = self._catalogue.get(item.parent_key or 0) if item.type == "track" else item
            album = album or item
            return Subject(seed=album.guid, kind="cover", title=album.title, caption=owner.title)
        return Subject(seed=item.guid, kind="wide", genre=genre)

    def _backdrop(self, item: Item) -> Subject:
        owner = self._catalogue.get(item.grandparent_key or item.parent_key or 0) or item
        genre = owner.genres[0] if owner.genres else ""
        return Subject(seed=f"art {owner.guid}", kind="wide", genre=genre)

    def _drawn(self, subject: Subject, size: tuple[int, int]) -> bytes:
        key = (subject, size)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        content = draw(subject, *size).png()
        with self._lock:
            self._keep(key, content)
        return content

    def _keep(self, key: tuple[Subject, tuple[int, int]], content: bytes) -> None:
        if key in self._kept:
            return
        self._kept[key] = content
        self._kept_bytes += len(content)
        while self._kept_bytes > KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= len(oldest)


def _caption(item: Item) -> str:
    if item.directors:
        return f"A film by {item.directors[0]}"
    return item.studio
