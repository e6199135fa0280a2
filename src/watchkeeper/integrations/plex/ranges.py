"""Dynamic ranges of a whole library.

Lists tell no streams. Servers that can filter a library by HDR and by Dolby Vision list these among
its filters, and then which items fit tells the range of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from watchkeeper.domain.facts import SectionId
from watchkeeper.errors import OutsideError
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.connection import PlexConnection
from watchkeeper.integrations.plex.mapping_library import TYPE_NUMBERS
from watchkeeper.values import dataclass

FILTERS: Mapping[str, str] = MappingProxyType({"hdr": "HDR", "dovi": "Dolby Vision"})
"""From a filter to the range it stands for; the later is the more exact."""

WITH_PICTURE = frozenset({"movie", "episode"})


@dataclass(frozen=True, slots=True)
class Ranges:
    """What the filters told. Without the first of them nothing is known of the rest."""

    known: Mapping[int, str] = field(default_factory=dict)  # by rating key
    is_told: bool = False

    def of(self, rating_key: int | None) -> str:
        """The range of an item, "" where it is not known."""
        rest = "SDR" if self.is_told else ""
        return rest if rating_key is None else self.known.get(rating_key, rest)


async def ranges_of(plex: PlexConnection, section_id: SectionId, media_type: str) -> Ranges:
    """The ranges of a library; a server that does not answer leaves them unknown."""
    if media_type not in WITH_PICTURE:
        return Ranges()
    try:
        return await _asked(plex, section_id, TYPE_NUMBERS[media_type])
    except OutsideError:
        return Ranges()


async def _asked(plex: PlexConnection, section_id: SectionId, number: int) -> Ranges:
    path = f"/library/sections/{section_id}"
    container = await plex.container(f"{path}/filters", {"type": number})
    offered = {wire.text(one, "filter") for one in wire.elements(container, "Directory")}
    known: dict[int, str] = {}
    for name, word in FILTERS.items():
        if name in offered:
            params = {"type": number, name: 1}
            async for _, found in plex.pages(f"{path}/all", params, wire.metadata):
                keys = (wire.number(one, "ratingKey") for one in found)
                known |= {key: word for key in keys if key is not None}
    return Ranges(known, "hdr" in offered)
