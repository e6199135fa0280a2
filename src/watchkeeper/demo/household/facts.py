"""Catalogue items and deliveries in the words of the record."""

from __future__ import annotations

from watchkeeper.demo.catalogue import Catalogue
from watchkeeper.demo.delivery import Delivery, Mode
from watchkeeper.demo.items import AudioTrack, Channel, Item, MediaFile, VideoTrack
from watchkeeper.domain.facts import Fact, Facts

_VIDEO_STEPS = (
    (20000, "20 Mbps 1080p"),
    (12000, "12 Mbps 1080p"),
    (10000, "10 Mbps 1080p"),
    (8000, "8 Mbps 1080p"),
    (4000, "4 Mbps 720p"),
    (3000, "3 Mbps 720p"),
    (2000, "2 Mbps 720p"),
    (1500, "1.5 Mbps 480p"),
    (720, "0.7 Mbps 328p"),
    (320, "0.3 Mbps 240p"),
)
_AUDIO_STEPS = tuple((step, f"{step} kbps") for step in (512, 320, 256, 192, 128, 96))


def item_facts(item: Item, catalogue: Catalogue, channel: Channel | None = None) -> Facts:
    """The words of an item at play time; "" where it has none."""
    parent = catalogue.get(item.parent_key) if item.parent_key else None
    grandparent = catalogue.get(item.grandparent_key) if item.grandparent_key else None
    marked = [marker for marker in item.markers if marker.type == "credits"]
    owner = grandparent or item
    return {
        "rating_key": item.rating_key,
        "parent_rating_key": item.parent_key or "",
        "grandparent_rating_key": item.grandparent_key or "",
        "title": item.title,
        "parent_title": parent.title if parent else "",
        "grandparent_title": grandparent.title if grandparent else item.title if channel else "",
        "original_title": item.original_title,
        "full_title": _full_title(item, grandparent),
        "media_index": "" if item.index is None else item.index,
        "parent_media_index": "" if item.parent_index is None else item.parent_index,
        "thumb": (parent or item).thumb if item.type == "track" else "" if channel else item.thumb,
        "parent_thumb": parent.thumb if parent else "",
        "grandparent_thumb": grandparent.thumb if grandparent else "",
        "art": "" if channel else owner.art,
        "media_type": item.type,
        "year": item.year or "",
        "originally_available_at": item.originally_available_at,
        "added_at": item.added_at,
        "updated_at": item.updated_at,
        "last_viewed_at": "",
        "content_rating": item.content_rating,
        "summary": item.summary,
        "tagline": item.tagline,
        "rating": "" if item.rating is None else str(item.rating),
        "duration": item.duration or 0,
        "guid": item.guid,
        "directors": ";".join(item.directors),
        "writers": ";".join(item.writers),
        "actors": ";".join(item.actors),
        "genres": ";".join(item.genres),
        "studio": item.studio,
        "labels": ";".join(item.labels),
        **_channel_facts(channel),
        "marker_credits_first": next((m.start for m in marked if m.is_first), None),
        "marker_credits_final": next((m.start for m in marked if m.is_final), None),
    }


def _full_title(item: Item, grandparent: Item | None) -> str:
    if grandparent is None:
        return item.title
    if item.type == "track":
        return f"{item.title} - {item.original_title or grandparent.title}"
    return f"{grandparent.title} - {item.title}"


def _channel_facts(channel: Channel | None) -> dict[str, Fact]:
    return {
        "live": int(channel is not None),
        "channel_call_sign": channel.call_sign if channel else "",
        "channel_id": channel.identifier if channel else "",
        "channel_identifier": channel.identifier if channel else "",
        "channel_title": channel.title if channel else "",
        "channel_thumb": f"/livetv/channels/{channel.identifier}/thumb" if channel else "",
        "channel_vcn": channel.number if channel else "",
    }


def stream_facts(item: Item, delivery: Delivery, *, rating_key: int | None = None) -> Facts:
    """The words of how it was delivered; "" where it has no such track."""
    media = delivery.media
    return {
        "rating_key": item.rating_key if rating_key is None else rating_key,
        "video_decision": delivery.video_decision or _decision_without_picture(delivery),
        "audio_decision": delivery.audio_decision,
        "transcode_decision": delivery.overall_decision,
        "duration": item.duration or 0,
        **_source(media),
        **_source_audio(media.audio[0] if media.audio else None),
        **_source_subtitle(delivery),
        **_transcode(delivery),
        **_sent(delivery),
        **_sent_picture(delivery),
        **_sent_audio(delivery),
        **_sent_subtitle(delivery),
        "synced_version": 0,
        "synced_version_profile": "",
        "optimized_version": 0,
        "optimized_version_profile": "",
        "optimized_version_title": "",
    }


def _decision_without_picture(delivery: Delivery) -> str:
    """Without a transcoder every decision is direct play, even that about no picture."""
    return "" if delivery.is_transcoder_busy else "direct play"


def quality_profile(delivery: Delivery) -> str:
    """The name of the quality step that was sent; Original when the picture is untouched.

    The rule is the smallest step between what is sent and what the file has.
    """
    is_video = delivery.media.video is not None
    if is_video and delivery.mode is not Mode.TRANSCODE:
        return "Original"
    steps = _VIDEO_STEPS if is_video else _AUDIO_STEPS
    fitting = [name for rate, name in steps if delivery.bitrate <= rate <= delivery.media.bitrate]
    return fitting[-1] if fitting else "Original"


def _source(media: MediaFile) -> dict[str, Fact]:
    track = media.video
    facts: dict[str, Fact] = {
        "container": media.container,
        "bitrate": media.bitrate,
        "width": media.width or "",
        "height": media.height or "",
        "aspect_ratio": "" if media.aspect_ratio is None else str(media.aspect_ratio),
        "video_resolution": media.resolution,
        "video_full_resolution": full_resolution(media.resolution, track),
    }
    names = (
        "video_bitrate", "video_bit_depth", "video_codec", "video_codec_level", "video_width",
        "video_height", "video_framerate", "video_scan_type", "video_dynamic_range",
    )  # fmt: skip
    if track is None:
        return facts | dict.fromkeys(names, "")
    values: tuple[Fact, ...] = (
        track.bitrate, track.bit_depth, track.codec, str(track.level), track.width,
        track.height, track.frame_label, track.scan_type, track.dynamic_range,
    )  # fmt: skip
    return facts | dict(zip(names, values, strict=True))


def full_resolution(resolution: str, track: VideoTrack | None) -> str:
    """The resolution with its scan letter: 1080p, 480i, 4k, SD; "" without a picture."""
    if track is None or not resolution:
        return ""
    if resolution in {"sd", "4k"}:
        return {"sd": "SD"}.get(resolution, resolution)
    return resolution + track.scan_type[0]


def _source_audio(track: AudioTrack | None) -> dict[str, Fact]:
    return {
        "audio_bitrate": track.bitrate if track else "",
        "audio_codec": track.codec if track else "",
        "audio_channels": track.channels if track else "",
        "audio_language": track.language if track else "",
        "audio_language_code": track.language_code if track else "",
    }


def _source_subtitle(delivery: Delivery) -> dict[str, Fact]:
    subtitle = delivery.subtitle
    return {
        "subtitles": int(subtitle is not None),
        "subtitle_codec": subtitle.codec if subtitle else "",
        "subtitle_forced": int(subtitle is not None and subtitle.forced),
        "subtitle_language": subtitle.language if subtitle else "",
    }


def _transcode(delivery: Delivery) -> dict[str, Fact]:
    is_busy = delivery.is_transcoder_busy
    is_converted = delivery.video_decision == "transcode"
    in_hardware = delivery.uses_hardware and is_converted
    driver = "vaapi" if in_hardware else ""
    title = "Intel (VA API)" if in_hardware else ""
    return {
        "transcode_protocol": delivery.protocol,
        "transcode_container": delivery.container if is_busy else "",
        "transcode_video_codec": delivery.video_codec if is_busy else "",
        "transcode_audio_codec": delivery.audio_codec if is_busy else "",
        "transcode_audio_channels": delivery.audio_channels if is_busy else "",
        "transcode_width": delivery.width if is_converted else "",
        "transcode_height": delivery.height if is_converted else "",
        "transcode_hw_requested": int(in_hardware),
        "transcode_hw_full_pipeline": int(in_hardware),
        "transcode_hw_decode": driver,
        "transcode_hw_decode_title": title,
        "transcode_hw_decoding": int(in_hardware),
        "transcode_hw_encode": driver,
        "transcode_hw_encode_title": title,
        "transcode_hw_encoding": int(in_hardware),
    }


def _sent(delivery: Delivery) -> dict[str, Fact]:
    is_untouched = delivery.mode is Mode.DIRECT_PLAY
    return {
        "stream_container": delivery.container,
        "stream_container_decision": "direct play" if is_untouched else "transcode",
        "stream_bitrate": delivery.bitrate,
    }


def _sent_picture(delivery: Delivery) -> dict[str, Fact]:
    track = delivery.media.video
    names = (
        "decision", "bitrate", "codec", "codec_level", "bit_depth", "height", "width",
        "resolution", "framerate", "scan_type", "full_resolution", "dynamic_range",
    )  # fmt: skip
    keys = [f"stream_video_{name}" for name in names]
    if track is None:
        return dict.fromkeys(keys, "")
    is_converted = delivery.video_decision == "transcode"
    scan = "" if is_converted else track.scan_type
    full = full_resolution(delivery.resolution, track)
    values: tuple[Fact, ...] = (
        delivery.video_decision, delivery.video_bitrate, delivery.video_codec,
        "" if is_converted else str(track.level), "" if is_converted else track.bit_depth,
        delivery.height, delivery.width, delivery.resolution, track.frame_label, scan,
        full.replace("i", "p") if is_converted else full,
        "SDR" if is_converted else track.dynamic_range,
    )  # fmt: skip
    return dict(zip(keys, values, strict=True))


def _sent_audio(delivery: Delivery) -> dict[str, Fact]:
    track = delivery.audio
    return {
        "stream_audio_decision": delivery.audio_decision,
        "stream_audio_codec": delivery.audio_codec,
        "stream_audio_bitrate": delivery.audio_bitrate,
        "stream_audio_channels": delivery.audio_channels,
        "stream_audio_language": track.language if track else "",
        "stream_audio_language_code": track.language_code if track else "",
    }


def _sent_subtitle(delivery: Delivery) -> dict[str, Fact]:
    subtitle = delivery.subtitle
    return {
        "stream_subtitle_decision": delivery.subtitle_decision,
        "stream_subtitle_codec": subtitle.codec if subtitle else "",
        "stream_subtitle_container": "",
        "stream_subtitle_forced": int(subtitle is not None and subtitle.forced),
        "stream_subtitle_language": subtitle.language if subtitle else "",
    }
