"""The source of a session: which version, file and streams of the item are being played.

While the transcoder works, a session element describes its output; what lies in the file is told
by the metadata of the item alone (spec of Plex, section 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from watchkeeper.domain import stream as rules
from watchkeeper.domain.media import MediaItem
from watchkeeper.domain.session import ObservedSession, PlayedMedia
from watchkeeper.integrations.plex.guide import with_programme
from watchkeeper.integrations.plex.mapping_media import (
    AUDIO,
    SUBTITLE,
    VIDEO,
    Named,
    audio_facts,
    media_facts,
    part_facts,
    prefixed,
    subtitle_facts,
    video_facts,
)
from watchkeeper.integrations.plex.mapping_stream import bif_thumb, with_real_codecs

Facts = Mapping[str, Any]  # Any: facts of several kinds, and lists of parts and streams

OF_ITEM_ONLY = frozenset({"media_info", "child_count"})


def describe_session(observed: ObservedSession, item: MediaItem | None) -> ObservedSession:
    """The session with the facts of its item: titles, people, markers and the source media.

    Without an item (not in the library, or not known yet) the session stays as it was observed.
    """
    if item is None:
        return observed
    if observed.is_live:
        return with_programme(observed, item)
    if item.rating_key != observed.rating_key:
        return observed
    facts = {
        **observed.facts,
        **{name: value for name, value in item.facts.items() if name not in OF_ITEM_ONLY},
        **source_facts(item.facts["media_info"], observed.played),
        "optimized_version": observed.facts["optimized_version"],
    }
    facts["bif_thumb"] = _bif_thumb(facts, item, observed)
    return replace(
        observed,
        guid=item.guid or observed.guid,
        duration=item.duration if observed.duration is None else observed.duration,
        section_id=item.section_id,
        facts=settled_facts(facts),
    )


def settled_facts(facts: Facts) -> Named:
    """The facts with all that follows from source and stream together."""
    settled = with_real_codecs(facts)
    settled["quality_profile"] = rules.quality_profile(
        facts["media_type"],
        is_video_transcoded=facts["video_decision"] == rules.TRANSCODE,
        stream_bitrate=facts["stream_bitrate"],
        bitrate=facts["bitrate"],
    )
    settled["progress_percent"] = rules.progress_percent(
        facts["view_offset"], facts["stream_duration"]
    )
    settled["optimized_version_profile"] = (
        rules.optimized_profile(facts["bitrate"], facts["video_full_resolution"])
        if facts["optimized_version"]
        else ""
    )
    if facts["media_type"] == "clip" and facts.get("extra_type"):
        settled["thumb"] = facts["art"].replace("/art", "/thumb")  # of what the trailer is for
    return settled


def source_facts(media_info: Sequence[Facts], played: PlayedMedia) -> Named:
    """The played version, file and streams in one flat mapping; blank where not known.

    `id`, `type` and `selected` are those of the last stream, as in `get_activity`.
    """
    media = _found(media_info, played.media_id)
    part = _found(media.get("parts", ()), played.part_id)
    streams = part.get("streams", ())
    subtitle = _found_stream(streams, SUBTITLE, played.subtitle_id)
    facts = {**_blank(), **_without(media, "parts"), **_without(part, "streams")}
    for stream in (
        _found_stream(streams, VIDEO, played.video_id),
        _found_stream(streams, AUDIO, played.audio_id),
        subtitle,
    ):
        facts |= {name: value for name, value in stream.items() if value not in ("", None)}
    return facts | {"id": subtitle.get("id", ""), "type": subtitle.get("type", "")}


def transcoded_source(video_codec: str, audio_codec: str) -> Named:
    """What is known of the source while only the transcoder speaks: its codecs."""
    return {
        **source_facts((), PlayedMedia()),
        "video_codec": video_codec,
        "audio_codec": audio_codec,
    }


def _bif_thumb(facts: Facts, item: MediaItem, observed: ObservedSession) -> str:
    media = _found(item.facts["media_info"], observed.played.media_id)
    part = _found(media.get("parts", ()), observed.played.part_id)
    return bif_thumb(part["id"] if facts["indexes"] else "", observed.view_offset)


def _found(candidates: Sequence[Facts], wanted: str) -> Facts:
    first = candidates[0] if candidates else {}
    return next((found for found in candidates if found["id"] == wanted), first)


def _found_stream(streams: Sequence[Facts], kind: str, wanted: str) -> Facts:
    """The stream by its id, else the first of its kind; none when none of it is delivered."""
    if not wanted:
        return {}
    return _found([stream for stream in streams if stream["type"] == kind], wanted)


@cache
def _blank() -> Facts:
    return {
        **_without(media_facts({}), "parts"),
        **_without(part_facts({}), "streams"),
        **prefixed("video_", video_facts({}) | {"frame_rate": ""}),
        **prefixed("audio_", audio_facts({})),
        **prefixed("subtitle_", subtitle_facts({})),
    }


def _without(facts: Facts, name: str) -> Named:
    return {other: value for other, value in facts.items() if other != name}
