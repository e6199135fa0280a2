"""A session: one live stream, as the server states it and as we track it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.domain.play import PlayerFacts
from watchkeeper.values import dataclass


class SessionState(StrEnum):
    """What a player is doing."""

    PLAYING = "playing"
    PAUSED = "paused"
    BUFFERING = "buffering"
    STOPPED = "stopped"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class PlayedMedia:
    """Ids of the version, file and streams that a session plays; "" where not told."""

    media_id: str = ""
    part_id: str = ""
    video_id: str = ""
    audio_id: str = ""
    subtitle_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedSession:
    """One element of /status/sessions, in our words.

    `facts` is everything the server said, under the names of `get_activity` in the Tautulli API
    (native types: ints, bools, None, and text): item, player, stream and transcode facts. People,
    tags, guids and markers are lists, as in `MediaItem.facts`.
    """

    server_id: ServerId
    session_key: str  # small number as text; reused after a server restart
    session_id: str  # what terminate needs; "" when the server does not tell
    rating_key: int | None  # None for items outside the library
    media_type: str  # movie, episode, track, clip, photo
    guid: str
    account_id: int  # the server's number of the person; 1 is the owner
    account_title: str
    state: SessionState
    view_offset: int  # milliseconds
    duration: int | None  # milliseconds
    section_id: SectionId | None
    machine_id: str
    is_live: bool = False
    live_uuid: str = ""
    transcode_key: str = ""  # last path part; "" while the transcoder takes no part
    player: PlayerFacts = field(default_factory=PlayerFacts)
    ip_address: str = ""
    played: PlayedMedia = field(default_factory=PlayedMedia)
    facts: Mapping[str, Any] = field(default_factory=dict)  # Any: facts, and lists of them


@dataclass(frozen=True, slots=True)
class PlayingNotice:
    """A `playing` frame of the websocket: a hint that something changed, exact in its time."""

    server_id: ServerId
    session_key: str
    rating_key: str  # text: may be empty or not numeric for Live TV
    key: str  # e.g. /library/metadata/12 or /livetv/sessions/UUID
    state: SessionState
    view_offset: int  # milliseconds
    transcode_key: str  # last path part, "" when not transcoding
    client_identifier: str = ""  # of the player; "" when not told


@dataclass(frozen=True, slots=True)
class TimelineNotice:
    """A `timeline` frame: something in a library was made, changed or deleted."""

    server_id: ServerId
    item_id: int
    parent_id: int | None
    root_id: int | None
    section_id: SectionId | None
    type_number: int
    state: int
    metadata_state: str
    title: str


@dataclass(frozen=True, slots=True)
class ReachabilityNotice:
    """A `reachability` frame: remote access came or went."""

    server_id: ServerId
    is_reachable: bool


Notice = PlayingNotice | TimelineNotice | ReachabilityNotice


@dataclass(frozen=True, slots=True)
class ConnectionNotice:
    """The websocket itself came or went: look at the sessions at once when it came."""

    server_id: ServerId
    is_connected: bool
    cause: str = ""  # why it went, in words


class Termination(StrEnum):
    """What became of the wish to end a stream."""

    DONE = "done"  # the server accepted; some players ignore it: look again after 5 s
    GONE = "gone"  # there is no such session (any more)
    NOT_ALLOWED = "not allowed"  # the server's owner has no Plex Pass, or the token no right


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a session belongs to, once the account is matched to a known user."""

    user_id: UserId
    username: str
    friendly_name: str
