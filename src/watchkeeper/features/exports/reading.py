"""Reading what is exported: a page of items at a time, each with all that belongs to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from watchkeeper.domain.media import ItemList, ListedItem
from watchkeeper.features.exports.pictures import Pictures
from watchkeeper.features.exports.ports import ExportSource
from watchkeeper.features.exports.selection import Facts, Selection, taken

BATCH = 50


class Reader:
    """Reads items of one server."""

    def __init__(self, source: ExportSource, pictures: Pictures) -> None:
        self._source = source
        self._pictures = pictures

    async def items(
        self, listed: Sequence[ListedItem], selection: Selection
    ) -> AsyncIterator[tuple[Facts, dict[str, Any]]]:  # Any: facts of several types
        """Items of one kind: all that is known of each, and what is taken of it."""
        for start in range(0, len(listed), BATCH):
            batch = listed[start : start + BATCH]
            found = await self._source.export_items(batch, check_files=selection.needs_files)
            for facts in found:
                yield facts, await self._whole(facts, selection)

    async def _whole(self, facts: Facts, selection: Selection) -> dict[str, Any]:
        known = {**facts, **await self._pictures.facts(facts, selection)}
        return {**taken(known, selection.tree), **await self._parts(facts, selection)}

    async def _parts(self, facts: Facts, selection: Selection) -> dict[str, list[dict[str, Any]]]:
        if not selection.parts or not isinstance(facts.get("ratingKey"), int):
            return {}
        found: dict[str, list[dict[str, Any]]] = {part: [] for part in selection.parts}
        place = ItemList("children", facts["ratingKey"], facts["type"])
        async for page in self._source.export_list(place):
            for part, kinds in selection.parts.items():
                for kind, below in kinds.items():
                    of_kind = [each for each in page if each.media_type == kind]
                    found[part] += [whole async for _, whole in self.items(of_kind, below)]
        return found
