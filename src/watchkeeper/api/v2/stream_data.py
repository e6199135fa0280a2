"""The facts of get_stream_data: the file, and what was made of it for the player."""

from __future__ import annotations

from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.facts import Facts

STREAM_WORDS = (
    "bitrate", "video_full_resolution", "optimized_version", "optimized_version_profile",
    "optimized_version_title", "synced_version", "synced_version_profile", "container",
    "video_codec", "video_bitrate", "video_width", "video_height", "video_framerate",
    "video_dynamic_range", "aspect_ratio", "audio_codec", "audio_bitrate", "audio_channels",
    "audio_language", "audio_language_code", "subtitle_codec", "subtitle_forced",
    "subtitle_language", "stream_bitrate", "stream_video_full_resolution", "quality_profile",
    "stream_container_decision", "stream_container", "stream_video_decision",
    "stream_video_codec", "stream_video_bitrate", "stream_video_width", "stream_video_height",
    "stream_video_framerate", "stream_video_dynamic_range", "stream_audio_decision",
    "stream_audio_codec", "stream_audio_bitrate", "stream_audio_channels",
    "stream_audio_language", "stream_audio_language_code", "subtitles",
    "stream_subtitle_decision", "stream_subtitle_codec", "stream_subtitle_forced",
    "stream_subtitle_language", "transcode_hw_decoding", "transcode_hw_encoding",
    "video_decision", "audio_decision",
)  # fmt: skip
ITEM_WORDS = ("media_type", "title", "grandparent_title", "original_title")
EARLIER = {
    "stream_container": ("transcode_container", "container"),
    "stream_video_decision": ("video_decision",),
    "stream_video_codec": ("transcode_video_codec", "video_codec"),
    "stream_video_width": ("transcode_width", "width"),
    "stream_video_height": ("transcode_height", "height"),
    "stream_video_full_resolution": ("video_full_resolution",),
    "stream_audio_decision": ("audio_decision",),
    "stream_audio_codec": ("transcode_audio_codec", "audio_codec"),
    "stream_audio_channels": ("transcode_audio_channels", "audio_channels"),
}
"""Where plays from before stream facts were kept say what was delivered; the first that does."""


def stream_data(stream: Facts, item: Facts, *, is_running: bool) -> Row:
    """The answer for one stream; whatever is absent, zero or no is an empty text."""
    is_early = not stream.get("stream_container")
    known = {**stream, **_from_earlier(stream)} if is_early else stream
    return {
        **{word: known.get(word) or "" for word in STREAM_WORDS},
        **{word: item.get(word) or "" for word in ITEM_WORDS},
        "current_session": 1 if is_running else "",
        "pre_tautulli": 1 if is_early else "",
    }


def _from_earlier(stream: Facts) -> Row:
    return {
        word: next((value for name in places if (value := stream.get(name))), None)
        for word, places in EARLIER.items()
    }
