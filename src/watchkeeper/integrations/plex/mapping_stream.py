"""What is delivered: transcoder and stream facts of a session (`transcode_*`, `stream_*`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.domain import stream as rules
from watchkeeper.domain.session import PlayedMedia
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.mapping_media import (
    AUDIO,
    SUBTITLE,
    VIDEO,
    Named,
    audio_facts,
    is_optimized,
    prefixed,
    subtitle_facts,
    video_facts,
)
from watchkeeper.integrations.plex.wire import Element
from watchkeeper.values import dataclass

UNCHANGED = "*"  # the transcoder's name for a codec that it passes through
NOT_TOLD: Element = {}


@dataclass(frozen=True, slots=True)
class Delivery:
    """The parts of a session element that say what is delivered; empty where absent."""

    media: Element
    part: Element
    video: Element
    audio: Element
    subtitle: Element
    transcode: Element

    @property
    def played(self) -> PlayedMedia:
        """The ids by which the source is found in the metadata of the item."""
        return PlayedMedia(
            *(wire.text(found, "id") for found in (self.media, self.part)),
            *(wire.text(found, "id") for found in (self.video, self.audio, self.subtitle)),
        )


def delivery(element: Element) -> Delivery:
    """The version, file and streams that a session plays: the selected ones, else the first."""
    media = _selected(wire.elements(element, "Media"))
    part = _selected(wire.elements(media, "Part"))
    streams = wire.elements(part, "Stream")
    video, audio, subtitle = (_stream(streams, kind) for kind in (VIDEO, AUDIO, SUBTITLE))
    return Delivery(media, part, video, audio, subtitle, wire.child(element, "TranscodeSession"))


def _selected(found: list[Element]) -> Element:
    chosen = (element for element in found if wire.flag(element, "selected"))
    return next(chosen, found[0] if found else NOT_TOLD)


def _stream(streams: list[Element], kind: str) -> Element:
    of_kind = [stream for stream in streams if wire.text(stream, "streamType") == kind]
    chosen = [stream for stream in of_kind if wire.flag(stream, "selected")]
    return (chosen[-1:] or of_kind[:1] or [NOT_TOLD])[0]


def transcode_facts(transcode: Element) -> Named:
    """What the transcoder does; decisions are "direct play" while it takes no part."""
    decoder = wire.text(transcode, "transcodeHwDecoding")
    encoder = wire.text(transcode, "transcodeHwEncoding")
    throttled = wire.count(transcode, "throttled")
    speed = wire.decimal(transcode, "speed")
    return {
        "transcode_key": wire.text(transcode, "key"),
        "transcode_throttled": throttled,
        "transcode_progress": wire.count(transcode, "progress"),
        "transcode_speed": "" if speed is None else f"{speed:.1f}",
        "transcode_audio_channels": wire.number(transcode, "audioChannels"),
        "transcode_audio_codec": wire.text(transcode, "audioCodec"),
        "transcode_video_codec": wire.text(transcode, "videoCodec"),
        "transcode_width": wire.number(transcode, "width"),
        "transcode_height": wire.number(transcode, "height"),
        "transcode_container": wire.text(transcode, "container"),
        "transcode_protocol": wire.text(transcode, "protocol"),
        "transcode_min_offset_available": wire.count(transcode, "minOffsetAvailable"),
        "transcode_max_offset_available": wire.count(transcode, "maxOffsetAvailable"),
        "transcode_hw_requested": wire.count(transcode, "transcodeHwRequested"),
        "transcode_hw_decode": decoder,
        "transcode_hw_decode_title": wire.text(transcode, "transcodeHwDecodingTitle"),
        "transcode_hw_encode": encoder,
        "transcode_hw_encode_title": wire.text(transcode, "transcodeHwEncodingTitle"),
        "transcode_hw_full_pipeline": wire.count(transcode, "transcodeHwFullPipeline"),
        "transcode_hw_decoding": int(rules.is_hardware_decoder(decoder)),
        "transcode_hw_encoding": int(rules.is_hardware_encoder(encoder)),
        **_transcoder_decisions(transcode),
        "throttled": str(throttled),
    }


def _transcoder_decisions(transcode: Element) -> Named:
    absent = "" if transcode else rules.DIRECT_PLAY
    return {
        "video_decision": wire.text(transcode, "videoDecision") or absent,
        "audio_decision": wire.text(transcode, "audioDecision") or absent,
        "subtitle_decision": wire.text(transcode, "subtitleDecision"),
    }


def stream_facts(element: Element, delivered: Delivery) -> Named:
    """Everything delivered, under `stream_*` names, and the decisions about it."""
    facts = {
        **_container_facts(element, delivered),
        **_video_facts(delivered),
        **_audio_facts(delivered),
        **_subtitle_facts(delivered),
    }
    if wire.flag(element, "live") and delivered.transcode:
        facts |= _live_facts(delivered.transcode)
    if wire.text(element, "type") in rules.VIDEO_TYPES:
        facts["stream_video_full_resolution"] = rules.full_resolution(
            facts["stream_video_resolution"], facts["stream_video_scan_type"]
        )
    facts["transcode_decision"] = rules.overall_decision(
        facts["stream_video_decision"], facts["stream_audio_decision"]
    )
    facts["container_decision"] = facts["stream_container_decision"]
    return facts


def _container_facts(element: Element, delivered: Delivery) -> Named:
    media, part = delivered.media, delivered.part
    duration = wire.number(media, "duration")
    return {
        "stream_container": wire.text(media, "container"),
        "stream_bitrate": wire.number(media, "bitrate"),
        "stream_aspect_ratio": wire.text(media, "aspectRatio"),
        "stream_video_framerate": wire.text(media, "videoFrameRate"),
        "stream_duration": wire.number(element, "duration") if duration is None else duration,
        "stream_container_decision": _decision(part) or rules.DIRECT_PLAY,
        "optimized_version": int(is_optimized(media)),
        "optimized_version_title": wire.text(media, "title"),
        "synced_version": 0,
        "synced_version_profile": "",
        "live": wire.count(element, "live"),
        "live_uuid": wire.text(media, "uuid"),
        "bif_thumb": bif_thumb(
            wire.text(part, "id") if wire.text(part, "indexes") == "sd" else "",
            wire.count(element, "viewOffset"),
        ),
    }


def bif_thumb(part_id: str, view_offset: int) -> str:
    """The path of the preview picture at that offset; "" without pictures."""
    return f"/library/parts/{part_id}/indexes/sd/{view_offset}" if part_id else ""


def _video_facts(delivered: Delivery) -> Named:
    facts = _with_defaults(
        video_facts(delivered.video),
        codec=wire.text(delivered.media, "videoCodec"),
        width=wire.number(delivered.media, "width"),
        height=wire.number(delivered.media, "height"),
    )
    facts["decision"] = _stream_decision(delivered.video)
    facts["resolution"] = rules.video_resolution(
        wire.text(delivered.media, "videoResolution"), facts["width"]
    )
    return prefixed("stream_video_", facts)


def _audio_facts(delivered: Delivery) -> Named:
    facts = _with_defaults(
        audio_facts(delivered.audio),
        codec=wire.text(delivered.media, "audioCodec"),
        channels=wire.number(delivered.media, "audioChannels"),
    )
    facts["channel_layout"] = rules.channel_layout(facts["channel_layout"], facts["channels"])
    facts["channel_layout_"] = facts["channel_layout"]
    facts["decision"] = _stream_decision(delivered.audio)
    return prefixed("stream_audio_", facts)


def _subtitle_facts(delivered: Delivery) -> Named:
    subtitle = delivered.subtitle
    facts = subtitle_facts(subtitle) | {
        "location": wire.text(subtitle, "location"),
        "decision": _decision(subtitle) or wire.text(delivered.transcode, "subtitleDecision"),
        "transient": wire.count(subtitle, "transient"),
    }
    return {
        "subtitles": int(bool(wire.flag(subtitle, "selected"))),
        **prefixed("stream_subtitle_", facts),
    }


def _live_facts(transcode: Element) -> Named:
    """Live TV says only through the transcoder what becomes of it."""
    return {
        "stream_container_decision": rules.TRANSCODE,
        "stream_container": wire.text(transcode, "container"),
        "stream_video_codec": wire.text(transcode, "videoCodec"),
        "stream_video_decision": wire.text(transcode, "videoDecision"),
        "stream_audio_codec": wire.text(transcode, "audioCodec"),
        "stream_audio_decision": wire.text(transcode, "audioDecision"),
        "stream_audio_channels": wire.number(transcode, "audioChannels"),
    }


def _stream_decision(stream: Element) -> str:
    return (_decision(stream) or rules.DIRECT_PLAY) if stream else ""


def _decision(element: Element) -> str:
    stated = wire.text(element, "decision")
    return rules.DIRECT_PLAY if stated == "directplay" else stated


def _with_defaults(facts: Named, **defaults: Any) -> Named:  # Any: text and numbers
    missing = {name: value for name, value in defaults.items() if facts[name] in {"", None}}
    return facts | missing


def with_real_codecs(facts: Mapping[str, Any]) -> Named:  # Any: facts of several kinds
    """The facts with the source's codec wherever the transcoder says "unchanged"."""
    changed = {}
    for kind in ("video", "audio"):
        for name in (f"transcode_{kind}_codec", f"stream_{kind}_codec"):
            if facts[name] == UNCHANGED and facts[f"{kind}_codec"]:
                changed[name] = facts[f"{kind}_codec"]
    return {**facts, **changed}
