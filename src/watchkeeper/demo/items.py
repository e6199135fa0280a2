"""What the simulated server holds: items, files and tracks, as plain frozen data.

Durations and offsets are milliseconds, bit rates kbit/s, sizes bytes, instants UTC seconds.
"""

from __future__ import annotations

from watchkeeper.domain.media import Marker
from watchkeeper.values import dataclass

TYPE_NUMBERS = {
    "movie": 1,
    "show": 2,
    "season": 3,
    "episode": 4,
    "artist": 8,
    "album": 9,
    "track": 10,
    "clip": 12,
    "photo": 13,
    "photoalbum": 14,
    "playlist": 15,
    "collection": 18,
}
"""Plex's number of each item type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoTrack:
    """The picture of a file."""

    id: int
    codec: str
    bitrate: int
    width: int
    height: int
    frame_label: str  # 24p, PAL, NTSC, 60p
    frame_rate: float
    bit_depth: int = 8
    profile: str = "main"
    level: int = 41
    scan_type: str = "progressive"
    dynamic_range: str = "SDR"  # SDR, HDR10, HLG, Dolby Vision


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioTrack:
    """One sound track of a file."""

    id: int
    codec: str
    channels: int
    bitrate: int
    language: str
    language_code: str
    sampling_rate: int = 48000
    profile: str = ""

    @property
    def layout(self) -> str:
        """The channel layout as Plex writes it."""
        names = {1: "mono", 2: "stereo", 6: "5.1(side)", 8: "7.1"}
        return names.get(self.channels, str(self.channels))

    @property
    def title(self) -> str:
        """The track as a person would name it, e.g. `English (EAC3 5.1)`."""
        shape = {1: "Mono", 2: "Stereo", 6: "5.1", 8: "7.1"}.get(self.channels, "")
        return f"{self.language} ({self.codec.upper()} {shape})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtitleTrack:
    """One subtitle of a file, inside it or beside it."""

    id: int
    codec: str
    language: str
    language_code: str
    forced: bool = False
    external: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """One version of an item: a file with its tracks."""

    id: int
    part_id: int
    container: str
    duration: int
    bitrate: int
    file: str
    size: int
    resolution: str = ""  # sd, 480, 720, 1080, 4k
    width: int | None = None
    height: int | None = None
    aspect_ratio: float | None = None
    video: VideoTrack | None = None
    audio: tuple[AudioTrack, ...] = ()
    subtitles: tuple[SubtitleTrack, ...] = ()
    has_thumbnails: bool = False  # BIF thumbnails exist


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A film, show, season, episode, artist, album, track, photo album, photo or clip."""

    rating_key: int
    type: str
    section_id: int | None
    title: str
    guid: str
    added_at: int
    updated_at: int
    parent_key: int | None = None
    grandparent_key: int | None = None
    index: int | None = None
    parent_index: int | None = None
    year: int | None = None
    originally_available_at: str = ""  # YYYY-MM-DD
    duration: int | None = None
    summary: str = ""
    tagline: str = ""
    studio: str = ""
    content_rating: str = ""
    rating: float | None = None
    audience_rating: float | None = None
    original_title: str = ""
    external_ids: tuple[str, ...] = ()  # imdb://tt1, tmdb://2, tvdb://3
    genres: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    media: tuple[MediaFile, ...] = ()
    markers: tuple[Marker, ...] = ()
    extra_type: int | None = None  # 1 trailer
    subtype: str = ""

    @property
    def thumb(self) -> str:
        """Path of the poster, cover or still."""
        return f"/library/metadata/{self.rating_key}/thumb/{self.updated_at}"

    @property
    def art(self) -> str:
        """Path of the backdrop."""
        return f"/library/metadata/{self.rating_key}/art/{self.updated_at}"

    @property
    def key(self) -> str:
        """The item's address on the server; containers point at their children."""
        path = f"/library/metadata/{self.rating_key}"
        return f"{path}/children" if self.is_container else path

    @property
    def is_container(self) -> bool:
        """Whether it holds other items instead of playing itself."""
        return self.type in {"show", "season", "artist", "album", "photoalbum"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A library of the server."""

    id: int
    title: str
    type: str  # movie, show, artist, photo
    agent: str
    scanner: str
    uuid: str
    location: str
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A Live TV channel, and the programmes it shows in turn."""

    identifier: str
    number: str
    call_sign: str
    title: str
    programmes: tuple[str, ...]
