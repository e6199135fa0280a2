"""Collecting what an issue shows."""

from __future__ import annotations

from watchkeeper.domain.newsletters.blocks import ADDED, Block
from watchkeeper.domain.newsletters.content import Section
from watchkeeper.features.libraries import Libraries
from watchkeeper.features.newsletters.letters.newsletter import Newsletter
from watchkeeper.features.newsletters.making.added import AddedSections
from watchkeeper.features.newsletters.making.watched import WatchedSections
from watchkeeper.features.newsletters.making.whereabouts import Whereabouts
from watchkeeper.features.preferences import Network, Preferences
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Who knows what."""

    servers: Servers
    libraries: Libraries
    preferences: Preferences
    added: AddedSections
    watched: WatchedSections


class Gathering:
    """Collects the sections of a newsletter, in the order of its blocks."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def whereabouts(self, newsletter: Newsletter, start: int, end: int) -> Whereabouts:
        """Server and libraries of a newsletter.

        Raises:
            NotFoundError: its server is gone.
        """
        known = self._sources.libraries
        found = [await known.get(newsletter.server_id, one) for one in newsletter.section_ids]
        return Whereabouts(
            newsletter=newsletter,
            server=await self._sources.servers.get(newsletter.server_id),
            libraries=tuple(library for library in found if library is not None),
            start=start,
            end=end,
            web_url=self._sources.preferences.group(Network).pms_web_url,
        )

    async def sections(self, where: Whereabouts) -> tuple[Section, ...]:
        """The sections that have something to show."""
        found = [await self._section(block, where) for block in where.newsletter.design.blocks]
        return tuple(section for section in found if section is not None)

    async def _section(self, block: Block, where: Whereabouts) -> Section | None:
        if block in ADDED:
            return await self._sources.added.section(block, where)
        return await self._sources.watched.section(block, where)
