"""Which plays are meant, and in which order."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from watchkeeper.columns.selection.traits import NO_TRAITS, Traits
from watchkeeper.values import dataclass

TEXT_FIELDS = ("friendly_name", "ip_address", "platform", "product", "player", "full_title")
"""Where text is searched, unless a filter says otherwise."""


class WatchedShare(StrEnum):
    """How far a play went."""

    WATCHED = "watched"
    PARTLY = "partly"  # at least a quarter of the way
    DROPPED = "dropped"


class Counting(StrEnum):
    """Whether plays are meant that their owner took out of the figures."""

    COUNTED = "counted"
    ALL = "all"
    UNCOUNTED = "uncounted"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFilter:
    """Which plays: each field that is not empty must hold, a tuple names alternatives.

    Conditions look at single plays; only `text` and `watched` look at the viewing that a page
    shows (with grouping: at its representative play).
    """

    server_ids: tuple[int, ...] = ()
    user_ids: tuple[int, ...] = ()
    accounts: tuple[tuple[int, int], ...] = ()  # (server id, user id): of one linked person
    without_accounts: tuple[tuple[int, int], ...] = ()  # hidden ones: none of these
    usernames: tuple[str, ...] = ()  # as stored with the play, exact
    rating_keys: tuple[int, ...] = ()
    parent_rating_keys: tuple[int, ...] = ()
    grandparent_rating_keys: tuple[int, ...] = ()
    any_rating_keys: tuple[int, ...] = ()  # the item's own, its parent's or grandparent's
    reference_ids: tuple[int, ...] = ()
    play_ids: tuple[int, ...] = ()
    section_ids: tuple[int, ...] = ()
    media_types: tuple[str, ...] = ()  # movie, episode, track; live for Live TV of any kind
    transcode_decisions: tuple[str, ...] = ()  # direct play, copy, transcode
    guid_prefixes: tuple[str, ...] = ()  # compared without regard to ASCII case
    on_days: tuple[date, ...] = ()  # owner's days on which it started
    after_day: date | None = None  # inclusive
    before_day: date | None = None  # inclusive
    started_from: int | None = None  # UTC seconds, inclusive
    started_to: int | None = None  # UTC seconds, exclusive
    stopped_from: int | None = None  # UTC seconds, inclusive
    stopped_to: int | None = None  # UTC seconds, inclusive
    players: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    ip_addresses: tuple[str, ...] = ()
    from_addresses: frozenset[str | None] | None = None
    """Those of a place, None among them for plays without an address; None: from anywhere."""
    sources: tuple[str, ...] = ()
    watched: tuple[WatchedShare, ...] = ()
    counting: Counting = Counting.COUNTED
    traits: Traits = NO_TRAITS
    text: str = ""
    is_text_like: bool = False
    """Search as SQL's LIKE does (% and _ are wildcards, only ASCII ignores case), as the Tautulli
    face must; otherwise text is searched literally without regard to case and accents."""
    text_fields: tuple[str, ...] = TEXT_FIELDS  # those of TEXT_FIELDS in which text is searched


class OrderField(StrEnum):
    """What a history can be sorted by; the names of the Tautulli face and some of our own."""

    DATE = "date"  # newest start
    STARTED = "started"  # oldest start
    STOPPED = "stopped"
    DURATION = "duration"  # length of the item
    PLAY_DURATION = "play_duration"
    PAUSED = "paused_counter"
    PERCENT = "percent_complete"
    FRIENDLY_NAME = "friendly_name"
    IP_ADDRESS = "ip_address"
    PLATFORM = "platform"
    PRODUCT = "product"
    PLAYER = "player"
    FULL_TITLE = "full_title"
    REFERENCE = "reference_id"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Order:
    """One key of an order. Equal keys keep ascending reference ids, whatever the direction."""

    field: OrderField
    descending: bool = True
