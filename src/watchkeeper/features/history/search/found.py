"""What a search finds."""

from __future__ import annotations

from enum import StrEnum

from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.values import dataclass


class FoundKind(StrEnum):
    """What something is; in the order in which groups of results are shown."""

    MOVIE = "movie"
    SHOW = "show"
    ARTIST = "artist"
    PERSON = "person"
    EPISODE = "episode"
    ALBUM = "album"
    TRACK = "track"
    OTHER = "other"  # clips, photos, Live TV
    LIBRARY = "library"
    SERVER = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One result. Numbers are those by which its page is found; None where it has none."""

    kind: FoundKind
    title: str
    second: str = ""  # where it belongs: the show of an episode, the artist of an album
    year: int | None = None
    server_id: ServerId
    rating_key: int | None = None
    user_id: UserId | None = None
    section_id: SectionId | None = None
    picture: str = ""  # path on its server, or the address of an avatar
    plays: int = 0
