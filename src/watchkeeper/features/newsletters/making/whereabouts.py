"""What a section is made for: server, libraries, time, and where titles are at Plex."""

from __future__ import annotations

from urllib.parse import quote

from watchkeeper.domain.facts import SectionId
from watchkeeper.features.libraries import Library
from watchkeeper.features.newsletters.letters.newsletter import Newsletter
from watchkeeper.features.system.servers.server import Server
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """One newsletter over one time; from `start` (included) to `end`, UTC seconds."""

    newsletter: Newsletter
    server: Server
    libraries: tuple[Library, ...]  # those it tells of
    start: int
    end: int
    web_url: str  # of Plex's own pages

    def sections(self, section_type: str, *, other_videos: bool = False) -> tuple[SectionId, ...]:
        """The libraries of a type among them."""
        return tuple(
            library.section_id
            for library in self.libraries
            if library.section_type == section_type and library.holds_other_videos is other_videos
        )

    def link(self, rating_key: int | None) -> str:
        """Where an item is at Plex; "" when it cannot be named there."""
        if not self.server.identifier or not rating_key:
            return ""
        key = quote(f"/library/metadata/{rating_key}", safe="")
        machine = quote(self.server.identifier, safe="")
        return f"{self.web_url}#!/server/{machine}/details?key={key}"
