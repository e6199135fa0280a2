"""The body of an export: what is read, in which order, and how far it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import field
from pathlib import Path

from watchkeeper.domain.media import ItemList, ListedItem
from watchkeeper.features.exports.forms.form import Head
from watchkeeper.features.exports.order import RESOURCES, ExportOrder
from watchkeeper.features.exports.pictures import Pictures
from watchkeeper.features.exports.ports import ExportSource
from watchkeeper.features.exports.reading import Reader
from watchkeeper.features.exports.selection import Selection, selection_of
from watchkeeper.features.exports.writing import Output
from watchkeeper.values import dataclass

Tell = Callable[[int, int], Awaitable[None]]
"""Told how many items are written, and how many there are."""


@dataclass(slots=True)
class Run:
    """One export from the first request to the last line."""

    source: ExportSource
    order: ExportOrder
    head: Head
    folder: Path
    tell: Tell
    saved: set[str] = field(default_factory=set)  # kinds of pictures of which some were saved
    done: int = 0

    async def write(self) -> str:
        """Write it all; returns the name of the file.

        Raises:
            OutsideError: the server did not tell all of it.
            OSError: the disk did not take it.
        """
        listed = await self._listed()
        output = Output(self.folder, self.order, self.head)
        reader = Reader(self.source, Pictures(self.source, _Noting(output, self.saved)))
        try:
            await self.tell(0, len(listed))
            for kind, of_kind in _by_kind(listed):
                async for facts, taken in reader.items(of_kind, self._selection(kind)):
                    await output.add(facts, taken)
                    self.done += 1
                    await self.tell(self.done, len(listed))
            return await output.finish()
        finally:
            output.close()

    async def _listed(self) -> list[ListedItem]:
        order = self.order
        if order.rating_key is not None:
            return [ListedItem(order.rating_key, self.head.media_type)]
        return [each async for page in self._pages() for each in page]

    def _pages(self) -> AsyncIterator[tuple[ListedItem, ...]]:
        section_id = self.order.section_id or 0
        kinds = {"collection": "collections", "playlist": "playlists"}
        match kinds.get(self.order.export_type):
            case "collections":
                return self.source.export_list(ItemList("collections", section_id))
            case "playlists":
                number = 0 if self.order.user_id is not None else section_id
                return self.source.export_list(ItemList("playlists", number))
            case _:
                return self.source.export_list(ItemList("section", section_id))

    def _selection(self, kind: str) -> Selection:
        return selection_of(kind, self.order)


@dataclass(slots=True)
class _Noting:
    """A shelf that notes which kinds of pictures were put there."""

    output: Output
    saved: set[str]

    async def put(self, name: str, content: bytes) -> str:
        self.saved.update(kind for kind in RESOURCES if f".{kind}." in name)
        return await self.output.put(name, content)


def _by_kind(listed: list[ListedItem]) -> list[tuple[str, list[ListedItem]]]:
    """The items by their kind; each kind in the order of the list."""
    found: dict[str, list[ListedItem]] = {}
    for each in listed:
        found.setdefault(each.media_type, []).append(each)
    return list(found.items())
