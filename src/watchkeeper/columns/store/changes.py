"""What the columns are fed with: rows of the database in a fixed order of fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from watchkeeper.values import dataclass

LONGEST = 2**53
"""Where Tautulli sorts an item whose length is stated as "": after all numbers."""


class ItemFacts(NamedTuple):
    """The part of an item description that plays are found, sorted and judged by."""

    id: int
    media_type: str
    live: bool
    rating_key: int | None
    parent_rating_key: int | None
    grandparent_rating_key: int | None
    full_title: str
    guid: str
    duration: int | None  # milliseconds
    duration_order: int | None  # the same, or LONGEST where it was stated as ""
    marker_credits_first: int | None  # milliseconds
    marker_credits_final: int | None  # milliseconds
    year: int | None = None
    grandparent_title: str = ""
    original_title: str = ""
    genres: str = ""  # ";" between them


class PlayerNames(NamedTuple):
    """The part of a player description that plays are found and sorted by."""

    id: int
    player: str | None
    product: str | None
    platform: str | None


class UserName(NamedTuple):
    """How a person is called today."""

    server_id: int
    user_id: int
    name: str | None


class PlayFacts(NamedTuple):
    """One play; the fields of `rows` in `Changes` come in this order."""

    id: int
    reference_id: int
    server_id: int
    started: int  # UTC seconds
    stopped: int | None  # UTC seconds
    paused_seconds: int
    user_id: int
    username: str | None
    item_id: int
    player_id: int
    section_id: int | None
    view_offset: int | None  # milliseconds
    ip_address: str | None
    location: str | None
    source: str
    transcode_decision: str
    video_full_resolution: str | None
    stream_video_full_resolution: str | None
    is_counted: bool = True  # else it is in no figure
    bandwidth: int | None = None  # kbps
    relayed: bool | None = None
    reasons: int = 0  # domain.reasons.Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that happened between two revisions of the record.

    Items and plays come in chunks that are read one after another, so that few of them are in
    memory at once. Plays are new or changed ones in any order, each a tuple of the fields of
    `PlayFacts`. Items and players are only ever added.
    """

    revision: int
    items: Iterable[Sequence[ItemFacts]] = ()
    players: Sequence[PlayerNames] = ()
    names: Sequence[UserName] | None = None  # of everybody; None: as they were
    plays: Iterable[Sequence[tuple[object, ...]]] = ()
    deleted: Sequence[int] = ()
