"""A play: one viewing of one item by one person, from start to stop."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from watchkeeper.domain.facts import Facts, PlayId, SectionId, ServerId, UserId
from watchkeeper.values import dataclass


class PlaySource(StrEnum):
    """Where a play in the record comes from."""

    RECORDED = "recorded"  # seen by our own monitoring
    IMPORTED = "imported"  # taken over from a Tautulli database or API
    BACKFILLED = "backfilled"  # from Plex's own history, after a gap in collection
    REPAIRED = "repaired"  # corrected by its owner


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerFacts:
    """The device and program that showed it. Empty text and None both mean not known."""

    player: str | None = None  # title of the player, e.g. "Living Room"
    product: str | None = None  # e.g. "Plex for Roku"
    product_version: str | None = None
    platform: str | None = None
    platform_version: str | None = None
    profile: str | None = None
    machine_id: str | None = None  # the player's machineIdentifier


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlay:
    """A finished viewing on its way into the record.

    `item` holds the words of Tautulli's session_history_metadata and `stream` those of
    session_history_media_info (without `id`), exactly as they were stated ("" and None are kept
    apart there, so that every answer of the Tautulli face can be given).
    """

    server_id: ServerId
    started: int  # UTC seconds
    stopped: int | None  # UTC seconds
    paused_seconds: int
    user_id: UserId
    username: str | None  # the person's username at that time
    media_type: str  # movie, episode, track
    rating_key: int | None
    parent_rating_key: int | None
    grandparent_rating_key: int | None
    section_id: SectionId | None
    view_offset: int | None  # milliseconds
    ip_address: str | None
    player: PlayerFacts
    bandwidth: int | None = None  # kbps, reserved by the server
    location: str | None = None  # lan, wan, cellular
    quality_profile: str | None = None
    secure: bool | None = None
    relayed: bool | None = None
    item: Facts
    stream: Facts
    source: PlaySource
    id: PlayId | None = None  # given only when an import keeps ids
    reference_id: PlayId | None = None  # None: grouped by the rules when recorded
    raw: Facts = field(default_factory=dict)
    """Values of session_history whose exact form ("" or None, text or number) is unusual."""
