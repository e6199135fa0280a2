"""Live sessions as rows of the history."""

from __future__ import annotations

from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.domain.session import SessionState
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningPlay:
    """What a row of the history needs of a stream that still runs."""

    server_id: ServerId
    session_key: str
    state: SessionState
    started: int  # UTC seconds
    last_seen: int  # UTC seconds; stands for the stop
    paused_seconds: int
    view_offset: int  # milliseconds
    duration: int | None  # milliseconds
    credits_first: int | None = None  # milliseconds
    credits_final: int | None = None  # milliseconds
    user_id: UserId
    username: str
    friendly_name: str
    user_thumb: str = ""
    media_type: str
    live: bool = False
    rating_key: int | None
    parent_rating_key: int | None = None
    grandparent_rating_key: int | None = None
    section_id: SectionId | None = None
    title: str = ""
    parent_title: str = ""
    grandparent_title: str = ""
    original_title: str = ""
    full_title: str = ""
    channel_title: str = ""  # of live television
    year: int | None = None
    media_index: int | None = None
    parent_media_index: int | None = None
    thumb: str = ""
    parent_thumb: str = ""
    grandparent_thumb: str = ""
    originally_available_at: str = ""
    guid: str = ""
    player: str = ""
    product: str = ""
    platform: str = ""
    machine_id: str = ""
    ip_address: str = ""
    location: str = ""
    secure: bool | None = None
    relayed: bool | None = None
    transcode_decision: str = ""
    bandwidth: int | None = None  # kbps
    quality_profile: str = ""

    @property
    def play_seconds(self) -> int:
        """Seconds watched so far."""
        return self.last_seen - self.started - self.paused_seconds
