"""When a play counts as watched, and how far it went."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watchkeeper.values import dataclass

LIVE = "live"
"""Stands for the media type of anything that is Live TV."""

OFFSET_WHEN_UNKNOWN = 0.1
DURATION_WHEN_UNKNOWN = 1.0

_PERCENT_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "movie": "movie_percent",
        "episode": "tv_percent",
        "clip": "tv_percent",
        "track": "music_percent",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedRule:
    """What the owner calls watched: percentages, and which credits marker ends an item.

    `marker` is Tautulli's WATCHED_MARKER: 0 the percentage alone, 1 the final credits marker,
    2 the first credits marker, 3 the earlier of percentage and first credits marker.
    """

    movie_percent: int = 85
    tv_percent: int = 85
    music_percent: int = 85
    marker: int = 3

    def percent(self, media_type: str) -> int:
        """The percentage for that media type; 0 for one that has none (photos)."""
        field = _PERCENT_FIELDS.get(media_type)
        return int(getattr(self, field)) if field else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long an item is and where its credits begin; milliseconds, None when not known."""

    duration: int | None = None
    credits_first: int | None = None
    credits_final: int | None = None


def watched_limit(media_type: str, length: Length, rule: WatchedRule) -> float | None:
    """The view offset (ms) from which on the item counts as watched; None: it never does.

    Examples:
        >>> film = Length(duration=6_000_000, credits_first=5_000_000)
        >>> watched_limit("movie", film, WatchedRule())
        5000000
        >>> watched_limit("movie", Length(), WatchedRule()) is None
        True
    """
    threshold = rule.percent(media_type) / 100 * (length.duration or 0)
    if threshold <= 0:
        return None
    match rule.marker:
        case 1:
            return length.credits_final or threshold
        case 2:
            return length.credits_first or threshold
        case 3:
            return min(threshold, length.credits_first or threshold)
        case _:
            return threshold


def is_watched(view_offset: int | None, limit: float | None) -> bool:
    """Whether a play that ended at that offset (ms) counts as watched."""
    return limit is not None and (view_offset or 0) >= limit


def percent_complete(view_offset: int | None, duration: int | None) -> float:
    """How far a play went, in percent, unrounded; both in milliseconds.

    An unknown offset or duration counts as Tautulli counts it (0.1 ms, 1 ms); a duration of zero,
    on which Tautulli fails, gives 0.

    Examples:
        >>> percent_complete(1_500, 6_000), percent_complete(None, None), percent_complete(5, 0)
        (25.0, 10.0, 0.0)
    """
    if duration == 0:
        return 0.0
    offset = OFFSET_WHEN_UNKNOWN if view_offset is None else float(view_offset)
    return offset / (DURATION_WHEN_UNKNOWN if duration is None else float(duration)) * 100


def watched_status(percent: float, needed_percent: int, *, is_done: bool) -> float:
    """Quarters of the way to watched: 0, 0.25, 0.5, 0.75 or 1.

    `is_done` is the outcome of the watched test (always true for Live TV); the quarters follow
    section 9 of Tautulli's history rows and compare the unrounded percentage.

    Examples:
        >>> watched_status(43.0, 85, is_done=False), watched_status(5.0, 85, is_done=False)
        (0.5, 0)
    """
    if is_done:
        return 1
    quarter = needed_percent / 4
    return next(
        (share for steps, share in ((3, 0.75), (2, 0.5), (1, 0.25)) if percent >= steps * quarter),
        0,
    )


def progress(
    media_type: str, view_offset: int | None, length: Length, rule: WatchedRule
) -> tuple[float, float]:
    """Percentage (unrounded) and watched status of a play; Live TV is always watched whole.

    Examples:
        >>> progress("movie", 5_500_000, Length(duration=6_000_000), WatchedRule())[1]
        1
        >>> progress(LIVE, None, Length(), WatchedRule())
        (100.0, 1)
    """
    if media_type == LIVE:
        return 100.0, 1
    percent = percent_complete(view_offset, length.duration)
    is_done = is_watched(view_offset, watched_limit(media_type, length, rule))
    return percent, watched_status(percent, rule.percent(media_type), is_done=is_done)
