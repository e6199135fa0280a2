"""What older Tautulli versions did not store, filled in as its own upgrades fill it in.

Each rule changes only what the file cannot say: a value that is there stays as it is.
Source of the rules: the schema history of tautulli.db up to v2.17.
"""

from __future__ import annotations

from watchkeeper.domain.facts import Fact

Facts = dict[str, Fact]

KNOWN_VERSION = (2, 17)  # the newest whose tables are known
WITHOUT_VERSION = "v2.6.10 or older"

PLATFORMS = {"windows": "Windows", "macos": "macOS"}
ITEM_DEFAULTS: Facts = {"duration": 0, "live": 0}
STREAM_DEFAULTS: Facts = {"duration": 0}
HISTORY_DEFAULTS: Facts = {"paused_counter": 0, "view_offset": 0}
RESOLUTIONS = tuple(
    (f"{side}video_resolution", f"{side}video_full_resolution", f"{side}video_scan_type")
    for side in ("", "stream_")
)
AGENT_LABELS = {"XBMC": "Kodi", "OSX Notify": "macOS Notification Center"}


def version_numbers(version: str) -> tuple[int, int] | None:
    """Major and minor number, None when the text states none.

    Examples:
        >>> version_numbers("v2.17.2"), version_numbers("v3.0.0-beta"), version_numbers("master")
        ((2, 17), (3, 0), None)
    """
    parts = version.strip().removeprefix("v").split(".")
    if len(parts) < 2 or not parts[0].isdigit() or not parts[1].isdigit():
        return None
    return int(parts[0]), int(parts[1])


def transcode_decision(stream: Facts) -> str:
    """The combined decision, from those of video and audio.

    Examples:
        >>> transcode_decision({"video_decision": "copy", "audio_decision": "transcode"})
        'transcode'
    """
    decisions = (stream.get("video_decision"), stream.get("audio_decision"))
    for decision in ("transcode", "copy"):
        if decision in decisions:
            return decision
    return "direct play"


def full_resolution(resolution: Fact) -> Fact:
    """The label with its scan letter.

    Examples:
        >>> [full_resolution(text) for text in ("sd", "1080", "4k", "", None)]
        ['SD', '1080p', '4k', '', None]
    """
    if resolution in {None, "", "SD", "4k"}:
        return resolution
    return "SD" if resolution == "sd" else f"{resolution}p"


def complete_stream(stream: Facts) -> None:
    """Fill in, in place, the stream facts that its version had no column for."""
    if not stream.get("transcode_decision"):
        stream["transcode_decision"] = transcode_decision(stream)
    for plain, full, scan in RESOLUTIONS:
        resolution = stream.get(plain)
        if full not in stream:
            stream[full] = full_resolution(resolution)
        if scan not in stream:
            stream[scan] = "progressive" if resolution else None
    if stream.get("video_dynamic_range") == "SDR" and stream.get("stream_video_dynamic_range"):
        stream["stream_video_dynamic_range"] = "SDR"


class Runs:
    """References for histories that have none: rows of one title in a row belong together.

    Rows of a person are one group as long as the person plays nothing else in between.
    """

    def __init__(self, last: dict[str, list[int]] | None = None) -> None:
        self.last = last if last is not None else {}  # user id as text -> [rating key, reference]

    def reference(self, row_id: int, user_id: Fact, rating_key: Fact) -> int:
        """The reference of a row; ask in ascending order of ids."""
        known = self.last.get(str(user_id))
        if known is not None and known[0] == rating_key:
            return known[1]
        self.last[str(user_id)] = [rating_key if isinstance(rating_key, int) else 0, row_id]
        return row_id
