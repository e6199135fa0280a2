"""Why a stream was not sent as the file is: what its stated facts leave as causes."""

from __future__ import annotations

from enum import IntFlag

from watchkeeper.domain.facts import Fact, Facts, whole_number

LESS = 0.85
"""A stream of less than this part of the source's bitrate was asked to be smaller."""


class Reason(IntFlag):
    """The causes; a stream can have several. Plex states none of them itself."""

    VIDEO = 1  # the player cannot show the picture as it is
    RESOLUTION = 2  # a smaller picture was asked for
    BITRATE = 4  # fewer bits were asked for
    AUDIO = 8  # the player cannot play the sound as it is
    SUBTITLE = 16  # subtitles had to be drawn into the picture
    CONTAINER = 32  # only the file around the streams did not fit
    UNKNOWN = 64  # converted, and nothing tells why


def reasons_of(stream: Facts) -> Reason:
    """The causes by the stated facts; none for direct play.

    The words are those of Tautulli's session_history_media_info.

    Examples:
        >>> reasons_of({"transcode_decision": "transcode", "stream_audio_decision": "transcode"})
        <Reason.AUDIO: 8>
        >>> reasons_of({"transcode_decision": "direct play"})
        <Reason: 0>
    """
    decision = _word(stream.get("transcode_decision"))
    if decision not in {"copy", "transcode"}:
        return Reason(0)
    found = _video(stream) | _audio(stream)
    if _word(stream.get("stream_subtitle_decision")) == "burn":
        found |= Reason.SUBTITLE
    if found:
        return found
    if _is_other(stream, "container", "stream_container"):
        return Reason.CONTAINER
    return Reason.UNKNOWN


def _video(stream: Facts) -> Reason:
    if not _is_converted(stream, "video"):
        return Reason(0)
    if _word(stream.get("stream_subtitle_decision")) == "burn":
        return Reason(0)
    if _is_other(stream, "video_full_resolution", "stream_video_full_resolution"):
        return Reason.RESOLUTION
    source = whole_number(stream.get("bitrate"))
    sent = whole_number(stream.get("stream_bitrate"))
    if source and sent and sent < source * LESS:
        return Reason.BITRATE
    return Reason.VIDEO


def _audio(stream: Facts) -> Reason:
    return Reason.AUDIO if _is_converted(stream, "audio") else Reason(0)


def _is_converted(stream: Facts, part: str) -> bool:
    """As stated of what was sent; old records state it of the part alone."""
    stated = _word(stream.get(f"stream_{part}_decision")) or _word(stream.get(f"{part}_decision"))
    return stated == "transcode"


def _is_other(stream: Facts, source: str, sent: str) -> bool:
    words = _word(stream.get(source)), _word(stream.get(sent))
    return all(words) and words[0] != words[1]


def _word(value: Fact) -> str:
    return "" if value is None else str(value).lower()
