"""The catalogue of parameters: what texts and conditions of notifications can ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias, cast

from watchkeeper.texts import N_
from watchkeeper.values import dataclass

ParameterType: TypeAlias = Literal["str", "int", "float"]

DATE_PARTS = ("year", "month", "day", "hour", "minute", "second")
"""What can be asked of a date after a dot, e.g. {datestamp.year}."""

FURTHER = frozenset(
    {
        "added_at", "audience_rating_image", "bandwidth",
        "banner", "bif_thumb", "channel_icon", "channel_stream", "channel_vcn", "child_count",
        "children_count", "email", "friendly_name", "full_title",
        "grandparent_guid", "grandparent_guids", "grandparent_slug", "grandparent_title",
        "grandparent_year", "guids", "ip_address_public", "last_viewed_at",
        "live_uuid", "local", "location", "media_index", "optimized_version_title",
        "original_title", "originally_available_at", "parent_guid", "parent_guids",
        "parent_media_index", "parent_slug", "parent_title", "parent_year", "platform_name",
        "profile", "rating_image", "slug", "sort_title", "state", "stream_audio_channel_layout_",
        "stream_audio_decision", "stream_container_decision", "stream_subtitle_decision",
        "stream_subtitle_transient", "stream_video_decision", "sub_type", "subtitles",
        "synced_version_profile", "throttled", "transcode_height",
        "transcode_hw_full_pipeline", "transcode_max_offset_available",
        "transcode_min_offset_available", "transcode_progress", "transcode_protocol",
        "transcode_speed", "transcode_throttled", "transcode_width", "updated_at",
        "video_profile", "week_number",
    }
)  # fmt: skip
"""Facts of sessions and items that texts can ask for besides the catalogue."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value that an event has; `name` is how texts ask for it."""

    name: str
    title: str
    type: ParameterType
    category: str

    @property
    def is_date(self) -> bool:
        """Whether its value is an instant, which takes a format of its own."""
        return self.name in {"datestamp", "timestamp"} or self.name.endswith(
            ("_date", "_datestamp", "_timestamp", "_time")
        )


@cache
def parameters() -> tuple[Parameter, ...]:
    """All of them in their order; one name is listed twice, as receivers know it."""
    found = json.loads((files("watchkeeper.domain.notices") / "data/parameters.json").read_bytes())
    return tuple(
        Parameter(name, title, cast("ParameterType", kind), category)  # the file says no other
        for category, listed in found.items()
        for name, title, kind in listed
    )


OUR_CATEGORY = "Watchkeeper"
OUR_PARAMETERS: tuple[Parameter, ...] = (
    Parameter("reason", N_("Reason"), "str", OUR_CATEGORY),
    Parameter("disk_free", N_("Free Disk Space"), "str", OUR_CATEGORY),
    Parameter("disk_free_bytes", N_("Free Disk Space Bytes"), "int", OUR_CATEGORY),
    Parameter("disk_free_percent", N_("Free Disk Space Percent"), "int", OUR_CATEGORY),
    Parameter("sign_in_name", N_("Sign-in Name"), "str", OUR_CATEGORY),
    Parameter("sign_in_address", N_("Sign-in Address"), "str", OUR_CATEGORY),
    Parameter("sign_in_device", N_("Sign-in Device"), "str", OUR_CATEGORY),
    Parameter("plan_id", N_("Plan ID"), "int", OUR_CATEGORY),
    Parameter("plan_kind", N_("Plan Kind"), "str", OUR_CATEGORY),
)
"""Those of events that Tautulli does not know."""


@cache
def parameters_by_name() -> Mapping[str, Parameter]:
    """The same and our own, each name once."""
    return {parameter.name: parameter for parameter in reversed((*parameters(), *OUR_PARAMETERS))}


def is_known(name: str) -> bool:
    """Whether some event has a value of that name."""
    return name in parameters_by_name() or name in FURTHER
