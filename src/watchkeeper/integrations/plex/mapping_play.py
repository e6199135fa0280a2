"""What is written of a session when it ends, in the words of Tautulli's history tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.domain.facts import Fact, Facts
from watchkeeper.domain.media import MediaItem
from watchkeeper.domain.session import ObservedSession

SEPARATOR = ";"

OF_SESSION = (
    "rating_key",
    "parent_rating_key",
    "grandparent_rating_key",
    "title",
    "parent_title",
    "grandparent_title",
    "original_title",
    "full_title",
    "media_type",
    "live",
)
OF_ITEM = (
    "media_index",
    "parent_media_index",
    "thumb",
    "parent_thumb",
    "grandparent_thumb",
    "art",
    "year",
    "originally_available_at",
    "added_at",
    "updated_at",
    "last_viewed_at",
    "content_rating",
    "summary",
    "tagline",
    "rating",
    "duration",
    "guid",
    "directors",
    "writers",
    "actors",
    "genres",
    "studio",
    "labels",
)
OF_CHANNEL = (
    "channel_call_sign",
    "channel_id",
    "channel_identifier",
    "channel_title",
    "channel_thumb",
    "channel_vcn",
)
OF_STREAM = (
    "rating_key",
    "video_decision",
    "audio_decision",
    "transcode_decision",
    "duration",
    "container",
    "bitrate",
    "width",
    "height",
    "video_bitrate",
    "video_bit_depth",
    "video_codec",
    "video_codec_level",
    "video_width",
    "video_height",
    "video_resolution",
    "video_framerate",
    "video_scan_type",
    "video_full_resolution",
    "video_dynamic_range",
    "aspect_ratio",
    "audio_bitrate",
    "audio_codec",
    "audio_channels",
    "audio_language",
    "audio_language_code",
    "subtitles",
    "subtitle_codec",
    "subtitle_forced",
    "subtitle_language",
    "transcode_protocol",
    "transcode_container",
    "transcode_video_codec",
    "transcode_audio_codec",
    "transcode_audio_channels",
    "transcode_width",
    "transcode_height",
    "transcode_hw_requested",
    "transcode_hw_full_pipeline",
    "transcode_hw_decode",
    "transcode_hw_decode_title",
    "transcode_hw_decoding",
    "transcode_hw_encode",
    "transcode_hw_encode_title",
    "transcode_hw_encoding",
    "stream_container",
    "stream_container_decision",
    "stream_bitrate",
    "stream_video_decision",
    "stream_video_bitrate",
    "stream_video_codec",
    "stream_video_codec_level",
    "stream_video_bit_depth",
    "stream_video_height",
    "stream_video_width",
    "stream_video_resolution",
    "stream_video_framerate",
    "stream_video_scan_type",
    "stream_video_full_resolution",
    "stream_video_dynamic_range",
    "stream_audio_decision",
    "stream_audio_codec",
    "stream_audio_bitrate",
    "stream_audio_channels",
    "stream_audio_language",
    "stream_audio_language_code",
    "stream_subtitle_decision",
    "stream_subtitle_codec",
    "stream_subtitle_container",
    "stream_subtitle_forced",
    "stream_subtitle_language",
    "synced_version",
    "synced_version_profile",
    "optimized_version",
    "optimized_version_profile",
    "optimized_version_title",
)


def session_item_facts(item: MediaItem | None, observed: ObservedSession) -> Facts:
    """The words of session_history_metadata: lists joined by ";", "" for what is absent.

    The item is the metadata that was read; without it (deleted meanwhile) the facts of the session
    stand in, so that no play is lost. Of Live TV those of the session hold the guide's already.
    """
    source = observed.facts if item is None or observed.is_live else item.facts
    return {
        **_written(observed.facts, OF_SESSION),
        **_written(source, OF_ITEM),
        **_channel(source, observed.facts),
        "marker_credits_first": _marker_start(source, "first"),
        "marker_credits_final": _marker_start(source, "final"),
    }


def item_words(item: MediaItem) -> Facts:
    """The words of session_history_metadata for an item that nobody plays now."""
    told = tuple(name for name in OF_SESSION if name in item.facts)
    return {
        **_written(item.facts, told + OF_ITEM),
        "marker_credits_first": _marker_start(item.facts, "first"),
        "marker_credits_final": _marker_start(item.facts, "final"),
    }


def session_stream_facts(observed: ObservedSession) -> Facts:
    """The words of session_history_media_info, "" for what is absent."""
    return _written(observed.facts, OF_STREAM)


def _channel(source: Mapping[str, Any], of_session: Mapping[str, Any]) -> dict[str, Fact]:
    versions = source.get("media_info")
    first = versions[0] if versions else {}
    told = {name: first.get(name) or of_session.get(name) for name in OF_CHANNEL}
    return _written(told, OF_CHANNEL)


def _marker_start(source: Mapping[str, Any], which: str) -> int | None:
    """Where the first or final credits begin, in milliseconds."""
    starts = (found["start_time_offset"] for found in source.get("markers", ()) if found[which])
    start = next(starts, None)
    return start if isinstance(start, int) else None


def _written(facts: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Fact]:
    return {name: _fact(facts.get(name)) for name in names}


def _fact(value: Any) -> Fact:  # Any: one fact, or a list of texts
    if value is None:
        return ""
    if isinstance(value, list):
        return SEPARATOR.join(str(found) for found in value)
    return int(value) if isinstance(value, bool) else value
