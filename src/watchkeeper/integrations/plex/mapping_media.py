"""Versions, files and streams of an item, in the words of `media_info` of the Tautulli API.

Whole numbers are ints (None when absent), flags are 0 or 1, everything else is text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.domain import stream as rules
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.wire import Element

Named = dict[str, Any]  # Any: facts of several kinds, and lists of parts and streams

VIDEO, AUDIO, SUBTITLE = "1", "2", "3"
OPTIMIZED = 42  # Plex's proxyType of an optimised version

DOLBY_FACTS: Mapping[str, str] = {
    "dovi_bl_present": "DOVIBLPresent",
    "dovi_el_present": "DOVIELPresent",
    "dovi_level": "DOVILevel",
    "dovi_present": "DOVIPresent",
    "dovi_profile": "DOVIProfile",
    "dovi_rpu_present": "DOVIRPUPresent",
}
COLOR_FACTS: Mapping[str, str] = {
    "chroma_subsampling": "chromaSubsampling",
    "color_primaries": "colorPrimaries",
    "color_range": "colorRange",
    "color_space": "colorSpace",
    "color_trc": "colorTrc",
}


def prefixed(prefix: str, facts: Mapping[str, Any]) -> Named:
    """The same facts with a prefix before each name."""
    return {f"{prefix}{name}": value for name, value in facts.items()}


def media_list(element: Element) -> list[Named]:
    """Every version of an item, with its parts and streams."""
    return [media_facts(media) for media in wire.elements(element, "Media")]


def media_facts(media: Element) -> Named:
    """One version with its parts; `channel_*` say where a Live TV programme is on."""
    parts = [part_facts(part) for part in wire.elements(media, "Part")]
    resolution = rules.video_resolution(wire.text(media, "videoResolution"))
    return {
        "id": wire.text(media, "id"),
        "container": wire.text(media, "container"),
        "bitrate": wire.number(media, "bitrate"),
        "height": wire.number(media, "height"),
        "width": wire.number(media, "width"),
        "aspect_ratio": wire.text(media, "aspectRatio"),
        "video_codec": wire.text(media, "videoCodec"),
        "video_resolution": resolution,
        "video_full_resolution": rules.full_resolution(resolution, _scan_type(parts)),
        "video_framerate": wire.text(media, "videoFrameRate"),
        "video_profile": wire.text(media, "videoProfile"),
        "audio_codec": wire.text(media, "audioCodec"),
        "audio_channels": wire.number(media, "audioChannels"),
        "audio_channel_layout": rules.channel_layout("", wire.number(media, "audioChannels")),
        "audio_profile": wire.text(media, "audioProfile"),
        "optimized_version": int(is_optimized(media)),
        **channel_facts(media),
        "protocol": wire.text(media, "protocol"),
        "begins_at": wire.count(media, "beginsAt"),
        "ends_at": wire.count(media, "endsAt"),
        "parts": parts,
    }


def channel_facts(media: Element) -> Named:
    """The Live TV channel of a version; all "" for ordinary items."""
    return {
        "channel_call_sign": wire.text(media, "channelCallSign"),
        "channel_id": wire.text(media, "channelID"),
        "channel_identifier": wire.text(media, "channelIdentifier"),
        "channel_title": wire.text(media, "channelTitle"),
        "channel_thumb": wire.link(media, "channelThumb"),
        "channel_vcn": wire.text(media, "channelVcn"),
    }


def is_optimized(media: Element) -> bool:
    """Whether a version was made by Plex's optimiser."""
    return wire.number(media, "proxyType") == OPTIMIZED


def part_facts(part: Element) -> Named:
    """One file with its streams."""
    return {
        "id": wire.text(part, "id"),
        "file": wire.text(part, "file"),
        "file_size": wire.number(part, "size"),
        "indexes": int(wire.text(part, "indexes") == "sd"),
        "streams": [
            facts for found in wire.elements(part, "Stream") if (facts := stream_facts(found))
        ],
        "selected": wire.count(part, "selected"),
    }


def stream_facts(stream: Element) -> Named:
    """One video, audio or subtitle stream; empty for other kinds (lyrics)."""
    kind = wire.text(stream, "streamType")
    named = {"id": wire.text(stream, "id"), "type": kind}
    selected = {"selected": wire.count(stream, "selected")}
    match kind:
        case "1":
            return named | prefixed("video_", source_video_facts(stream)) | selected
        case "2":
            return named | prefixed("audio_", audio_facts(stream)) | selected
        case "3":
            return named | prefixed("subtitle_", subtitle_facts(stream)) | selected
        case _:
            return {}


def source_video_facts(stream: Element) -> Named:
    """A video stream as it lies in its file."""
    return video_facts(stream) | {
        "frame_rate": wire.text(stream, "frameRate"),
        "profile": wire.text(stream, "profile"),
    }


def video_facts(stream: Element) -> Named:
    """A video stream, of a file or as it is delivered; an empty element gives blank facts."""
    return {
        "codec": wire.text(stream, "codec"),
        "codec_level": wire.text(stream, "level"),
        "bitrate": wire.number(stream, "bitrate"),
        "bit_depth": wire.number(stream, "bitDepth"),
        **{name: wire.text(stream, attribute) for name, attribute in COLOR_FACTS.items()},
        "dynamic_range": _dynamic_range(stream) if stream else "",
        **(_dolby_facts(stream) if stream else {}),
        "ref_frames": wire.number(stream, "refFrames"),
        "height": wire.number(stream, "height"),
        "width": wire.number(stream, "width"),
        "language": wire.text(stream, "language"),
        "language_code": wire.text(stream, "languageCode"),
        "scan_type": wire.text(stream, "scanType"),
    }


def audio_facts(stream: Element) -> Named:
    """An audio stream, of a file or as it is delivered; an empty element gives blank facts."""
    channels = wire.number(stream, "channels")
    return {
        "codec": wire.text(stream, "codec"),
        "bitrate": wire.number(stream, "bitrate"),
        "bitrate_mode": wire.text(stream, "bitrateMode"),
        "channels": channels,
        "channel_layout": rules.channel_layout(wire.text(stream, "audioChannelLayout"), channels),
        "sample_rate": wire.number(stream, "samplingRate"),
        "language": wire.text(stream, "language"),
        "language_code": wire.text(stream, "languageCode"),
        "profile": wire.text(stream, "profile"),
    }


def subtitle_facts(stream: Element) -> Named:
    """A subtitle stream of a file; an empty element gives blank facts."""
    location = "external" if wire.text(stream, "key") else "embedded"
    return {
        "codec": wire.text(stream, "codec"),
        "container": wire.text(stream, "container"),
        "format": wire.text(stream, "format"),
        "forced": wire.count(stream, "forced"),
        "location": location if stream else "",
        "language": wire.text(stream, "language"),
        "language_code": wire.text(stream, "languageCode"),
    }


def _dynamic_range(stream: Element) -> str:
    return rules.dynamic_range(
        bit_depth=wire.number(stream, "bitDepth"),
        transfer=wire.text(stream, "colorTrc"),
        is_dolby=wire.number(stream, "DOVIProfile") is not None,
        title=wire.text(stream, "extendedDisplayTitle") or None,
    )


def _dolby_facts(stream: Element) -> Named:
    facts: Named = {name: wire.count(stream, attribute) for name, attribute in DOLBY_FACTS.items()}
    return facts | {"dovi_version": wire.decimal(stream, "DOVIVersion") or 0}


def _scan_type(parts: list[Named]) -> str:
    streams = (stream for part in parts for stream in part["streams"])
    return next((str(found["video_scan_type"]) for found in streams if found["type"] == VIDEO), "")
