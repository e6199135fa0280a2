"""The resolution in which a video was delivered."""

from __future__ import annotations

from watchkeeper.domain.facts import Facts, whole_number

UP_TO = (
    (360, "SD"),
    (480, "480"),
    (576, "576"),
    (720, "720"),
    (1080, "1080"),
    (1440, "QHD"),
    (2160, "4k"),
)
"""Lines of a transcoded picture, and the word for as many or fewer."""
UNKNOWN = "unknown"


def delivered_resolution(stream: Facts) -> str | None:
    """As stated with the stream; else by what was transcoded to, else that of the source.

    The words are those of Tautulli's session_history_media_info; old records lack the first.

    Examples:
        >>> delivered_resolution({"stream_video_full_resolution": "720p"})
        '720p'
        >>> delivered_resolution({"video_decision": "transcode", "transcode_height": 534})
        '576'
        >>> delivered_resolution({"video_decision": "copy", "video_full_resolution": "4k"})
        '4k'
    """
    stated = stream.get("stream_video_full_resolution")
    if stated is not None:
        return str(stated)
    if stream.get("video_decision") == "transcode":
        return _by_height(whole_number(stream.get("transcode_height")))
    source = stream.get("video_full_resolution")
    return None if source is None else str(source)


def _by_height(height: int | None) -> str:
    if height is None:
        return UNKNOWN
    return next((word for lines, word in UP_TO if height <= lines), UNKNOWN)
