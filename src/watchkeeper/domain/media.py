"""What a media server tells about itself, its libraries, people and items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from watchkeeper.domain.facts import SectionId, UserId
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerIdentity:
    """Who a media server says it is."""

    identifier: str  # machineIdentifier
    version: str
    name: str = ""
    platform: str = ""
    platform_version: str = ""
    has_plex_pass: bool = False
    owner_features: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrarySection:
    """A library as the server lists it, with its counts (None: could not be counted)."""

    section_id: SectionId
    name: str
    type: str  # movie, show, artist, photo, live
    agent: str = ""
    thumb: str = ""
    art: str = ""
    count: int | None = None  # films, shows, artists, photo albums
    parent_count: int | None = None  # seasons, albums, pictures
    child_count: int | None = None  # episodes, tracks, clips


@dataclass(frozen=True, slots=True, kw_only=True)
class PlexAccount:
    """A person with access to the server, as plex.tv or the server lists them."""

    user_id: UserId
    username: str
    title: str = ""
    email: str = ""
    thumb: str = ""
    is_admin: bool = False
    is_home_user: bool | None = None
    is_allow_sync: bool | None = None
    is_restricted: bool | None = None
    shared_sections: tuple[SectionId, ...] | None = None  # None: not told
    filter_all: str = ""
    filter_movies: str = ""
    filter_tv: str = ""
    filter_music: str = ""
    filter_photos: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """A marked stretch of an item; offsets in milliseconds."""

    type: str  # intro, credits, commercial
    start: int
    end: int
    is_first: bool = False  # the first credits marker of the item
    is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaItem:
    """The metadata of one item.

    `facts` carries every field under the names of `get_metadata` in the Tautulli API, with native
    types (ints, bools, None); people and tags are lists of text, `media_info` a list of mappings.
    """

    rating_key: int | None
    media_type: str
    title: str
    guid: str
    duration: int | None  # milliseconds
    section_id: SectionId | None
    markers: tuple[Marker, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)  # Any: nested lists and mappings


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """Part of a list of items, and how many there are in all."""

    items: tuple[MediaItem, ...]
    total: int
    offset: int
    title: str = ""  # of what the items belong to, e.g. the show of a list of seasons
    type: str = ""  # of the items, where the list tells it


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerView:
    """One completed view in Plex's own history: who, what, when; no length and no device."""

    history_key: str
    account_id: int
    rating_key: int | None
    media_type: str
    title: str
    grandparent_title: str
    parent_title: str
    section_id: SectionId | None
    viewed_at: int  # UTC seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """A picture wanted from a server: its path there, and how it shall come."""

    path: str  # of the server, e.g. /library/metadata/12/thumb/1700000000
    width: int = 1000
    height: int = 1500
    format: str = "jpeg"  # or png
    opacity: int | None = None  # percent
    background: str | None = None  # colour as six hexadecimal digits
    blur: int | None = None  # radius in pixels


@dataclass(frozen=True, slots=True)
class Image:
    """Bytes of a picture and their type, e.g. image/jpeg."""

    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of items of a server: of a library, its collections or playlists, or of an item."""

    kind: Literal["section", "collections", "playlists", "children"]
    number: int  # of the library (of playlists: 0 for all), or the rating key of the item
    media_type: str = ""  # of the item


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One line of such a list."""

    rating_key: int
    media_type: str


@dataclass(frozen=True, slots=True)
class ChosenPicture:
    """Where the picture that was chosen for an item comes from."""

    is_uploaded: bool
    provider: str | None
