"""A library of a server, as we keep it."""

from __future__ import annotations

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.values import dataclass

OTHER_VIDEOS = ("tv.plex.agents.none", "com.plexapp.agents.none")
"""Agents that look nothing up; Plex calls libraries of films with them other videos."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One library (section) of one server. None means not known."""

    id: int  # row number; the row id of the Tautulli face
    server_id: ServerId
    section_id: SectionId
    section_name: str | None
    section_type: str | None  # movie, show, artist, photo, live
    agent: str | None = None
    thumb: str | None = None
    custom_thumb_url: str | None = None
    art: str | None = None
    custom_art_url: str | None = None
    count: int | None = None  # films, shows, artists, photo albums
    parent_count: int | None = None  # seasons, albums, pictures
    child_count: int | None = None  # episodes, tracks, clips
    is_active: bool = True  # False: the server does not have it any more
    do_notify: bool = True
    do_notify_created: bool = True
    keep_history: bool = True
    is_deleted: bool = False

    @property
    def holds_other_videos(self) -> bool:
        """Whether its films are videos that nobody else knows."""
        return self.section_type == "movie" and self.agent in OTHER_VIDEOS

    @property
    def poster(self) -> str | None:
        """Its picture: the owner's choice, else the server's; None: show the default."""
        return self.custom_thumb_url or self.thumb or None

    @property
    def backdrop(self) -> str | None:
        """Its background: the owner's choice, else the server's; None: show the default."""
        return self.custom_art_url or self.art or None


@dataclass(frozen=True, slots=True)
class LibrariesChanged:
    """Libraries of a server came, went or changed."""

    server_id: ServerId
    added: tuple[SectionId, ...] = ()
