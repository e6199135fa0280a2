"""Facts of sessions and items in the types that callers know: most are text, flags are numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from watchkeeper.api.v2.tables import Row

Facts = Mapping[str, Any]  # Any: facts of several kinds, and lists of parts and streams

DOLBY = (
    "dovi_bl_present",
    "dovi_el_present",
    "dovi_level",
    "dovi_present",
    "dovi_profile",
    "dovi_rpu_present",
    "dovi_version",
)
NUMBERS = frozenset(
    {
        "begins_at", "channel_stream", "children_count", "end_time_offset", "ends_at", "indexes",
        "live", "local", "optimized_version", "relayed", "secure", "selected", "smart",
        "start_time_offset", "stream_subtitle_forced", "stream_subtitle_transient",
        "subtitle_forced", "subtitles", "synced_version", "transcode_hw_decoding",
        "transcode_hw_encoding", "transcode_hw_full_pipeline", "transcode_hw_requested",
        "transcode_max_offset_available", "transcode_min_offset_available", "transcode_progress",
        "transcode_throttled", "first", "final",
        *(f"video_{name}" for name in DOLBY),
        *(f"stream_video_{name}" for name in DOLBY),
    }
)  # fmt: skip
"""Facts that stay numbers (or null); all others are text, "" where absent."""
NO_DOLBY = {f"stream_video_{name}": 0 for name in DOLBY}
"""What a session says of Dolby Vision when no video is delivered."""


def as_stated(facts: Facts) -> Row:
    """The same facts in the types of the Tautulli API, lists and what is in them included.

    Examples:
        >>> as_stated({"year": 2019, "live": 0, "rating": None, "genres": ["Drama"]})
        {'year': '2019', 'live': 0, 'rating': '', 'genres': ['Drama']}
    """
    return {
        name: value if type(value) is str else _other(name, value) for name, value in facts.items()
    }


def chosen(facts: Facts, names: Iterable[str]) -> Row:
    """Some of the facts, in this order; those that are not there are ""."""
    return {name: facts.get(name, "") for name in names}


def _other(name: str, value: Any) -> Any:  # Any: a fact that is not a text
    if isinstance(value, list | tuple):
        return [_element(name, each) for each in value]
    if isinstance(value, Mapping):
        return as_stated(value)
    if name in NUMBERS:
        return value
    return "" if value is None else str(value)


def _element(name: str, value: Any) -> Any:  # Any: an element of a list of facts
    if not isinstance(value, Mapping):
        return value
    stated = as_stated(value)
    if name == "markers":
        stated["id"] = value["id"]
    return stated
