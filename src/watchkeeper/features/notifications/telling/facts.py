"""What is known of an event when somebody shall be told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, tzinfo

from watchkeeper.domain.media import Marker, MediaItem
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldServer:
    """The media server that an event belongs to; "" and None where not known."""

    name: str = ""
    host: str = ""
    port: int | None = None
    url: str = ""
    platform: str = ""
    version: str = ""
    identifier: str = ""  # machineIdentifier
    web_url: str = "https://app.plex.tv/desktop"  # of Plex's own pages


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldProgram:
    """This program, as texts written for Tautulli ask for it."""

    version: str = ""
    remote: str = ""
    branch: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPerson:
    """Whose stream it is."""

    user_id: int
    username: str
    friendly_name: str
    email: str = ""
    thumb: str = ""  # address of the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFormats:
    """How instants are written: zone and the owner's patterns (tokens as in settings)."""

    zone: tzinfo = UTC
    date: str = "YYYY-MM-DD"
    time: str = "HH:mm"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldItem:
    """The item that was played or added, and what stands above and below it.

    `children` are those that one message about a new show, season, artist or album speaks of
    (seasons of a show, episodes of a season ...), None where it is about the item as a whole.
    `external_ids` are found by look-ups: tvmaze_id, themoviedb_id, musicbrainz_id ...
    """

    item: MediaItem
    parent: MediaItem | None = None
    grandparent: MediaItem | None = None
    children: tuple[MediaItem, ...] | None = None
    poster_url: str = ""  # where the poster can be seen from outside
    external_ids: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSession:
    """The stream, as it was right after the event."""

    session: LiveSession
    person: ToldPerson
    stopped_at: float | None = None  # UTC seconds
    view_offset: int | None = None  # milliseconds, where the event knows better than the session
    marker: Marker | None = None  # that was reached


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """One event, whole: values of every parameter are made from it alone.

    `running` are all streams of the server at that moment (without one that stopped).
    `extra` are further values by parameter name (remote_access_*, update_*, tautulli_update_* of
    server events); they stand above those made from the rest.
    """

    trigger: str  # on_play, on_created ...
    at: float  # UTC seconds
    server: ToldServer
    program: ToldProgram = ToldProgram()
    formats: ToldFormats = ToldFormats()
    session: ToldSession | None = None
    item: ToldItem | None = None
    running: tuple[LiveSession, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
