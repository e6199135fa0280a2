"""What exports need from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Protocol

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import ChosenPicture, Image, ItemList, ListedItem


class ExportSource(Protocol):
    """A media server that tells all it knows. Every method raises OutsideError on failure."""

    def export_list(self, wanted: ItemList) -> AsyncIterator[tuple[ListedItem, ...]]:
        """A list of items page by page: complete, or an error before its end."""
        ...

    async def export_items(
        self, wanted: Sequence[ListedItem], *, check_files: bool = False
    ) -> list[dict[str, Any]]:  # Any: facts of several types
        """Everything about items, in their order; those that are gone are missing."""
        ...

    async def export_kind(self, rating_key: int) -> str | None:
        """Of which kind an item or playlist is; None when there is none of that number."""
        ...

    async def chosen_picture(self, rating_key: int, kind: str) -> ChosenPicture | None:
        """Which picture of that kind was chosen for an item; None when none is."""
        ...

    async def original_file(self, path: str) -> Image:
        """A picture or theme of an item as it is.

        Raises:
            InputError: the path is not that of one.
            NotFoundError: there is none.
        """
        ...


ExportSources = Callable[[ServerId], ExportSource | None]
"""From a server to its adapter; None when it has no address (`MediaServers.get`)."""
