"""Pictures and themes that go with an export: which are wanted, and where they are put."""

from __future__ import annotations

from typing import Any, Protocol

import structlog

from watchkeeper.domain.media import ChosenPicture
from watchkeeper.errors import InputError
from watchkeeper.features.exports.naming import item_name, safe_title
from watchkeeper.features.exports.ports import ExportSource
from watchkeeper.features.exports.selection import EVERYTHING, Facts, Selection

log = structlog.get_logger(__name__)

UPLOADED, LOCKED = 1, 2
ENDINGS = {"logo": "png", "theme": "mp3"}
LOCKS = {"logo": ("logo", "clearLogo"), "squareArt": ("squareArt", "backgroundSquare")}


class Shelf(Protocol):
    """Where files of an export are put."""

    async def put(self, name: str, content: bytes) -> str:
        """Keep a file under that name; returns its path in the export."""
        ...


class Pictures:
    """Saves pictures on a shelf."""

    def __init__(self, source: ExportSource, shelf: Shelf) -> None:
        self._source = source
        self._shelf = shelf

    async def facts(self, facts: Facts, selection: Selection) -> dict[str, Any]:
        """Who provides the pictures of an item, and where those are that were saved."""
        found: dict[str, Any] = {}
        number = facts.get("ratingKey")
        if not isinstance(number, int):
            return found
        for name in sorted(selection.providers | selection.resources.keys()):
            level = selection.resources.get(name, 0)
            chosen = None
            if name in selection.providers or level == UPLOADED:
                chosen = await self._source.chosen_picture(number, name)
                found[f"{name}Provider"] = _provider(chosen)
            if _is_wanted(name, level, facts, chosen):
                found[f"{name}File"] = await self._save(name, facts)
        return found

    async def _save(self, name: str, facts: Facts) -> str | None:
        path = facts.get(name) or (facts.get("composite") if name == "thumb" else None)
        if not isinstance(path, str) or not path:
            return None
        try:
            image = await self._source.original_file(path)
        except InputError as error:  # none, or none of the server's own
            log.debug("picture not exported", kind=name, reason=str(error))
            return None
        ending = ENDINGS.get(name, "jpg")
        return await self._shelf.put(
            f"{safe_title(item_name(facts))}.{name}.{ending}", image.content
        )


def _provider(chosen: ChosenPicture | None) -> str | None:
    if chosen is None:
        return None
    return "upload" if chosen.is_uploaded else chosen.provider


def _is_wanted(name: str, level: int, facts: Facts, chosen: ChosenPicture | None) -> bool:
    if level == LOCKED:
        locks = LOCKS.get(name, (name,))
        return any(each.get("name") in locks and each.get("locked") for each in facts["fields"])
    if level == UPLOADED:
        return chosen is not None and chosen.is_uploaded
    return level == EVERYTHING
