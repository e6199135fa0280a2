"""Rules of streams: decisions, resolutions, dynamic range, quality, and their words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DIRECT_PLAY = "direct play"
COPY = "copy"
TRANSCODE = "transcode"
ORIGINAL = "Original"

HARDWARE_DECODERS = frozenset(
    {"d3d11va", "dxva2", "videotoolbox", "mediacodecndk", "vaapi", "nvdec"}
)
HARDWARE_ENCODERS = frozenset({"qsv", "mf", "videotoolbox", "mediacodecndk", "vaapi", "nvenc"})
HDR_TRANSFERS = frozenset({"smpte2084", "arib-std-b67"})
VIDEO_TYPES = frozenset({"movie", "episode", "clip"})

RESOLUTION_TITLES: Mapping[str, str] = MappingProxyType({"sd": "SD", "2k": "2k", "4k": "4k"})
CHANNEL_LAYOUTS: Mapping[int, str] = MappingProxyType(
    {1: "Mono", 2: "Stereo", 3: "2.1", 4: "3.1", 6: "5.1", 7: "6.1", 8: "7.1"}
)
VIDEO_PROFILES: tuple[tuple[int, str], ...] = (
    (64, "0.064 Mbps"),
    (96, "0.096 Mbps"),
    (208, "0.2 Mbps 160p"),
    (320, "0.3 Mbps 240p"),
    (720, "0.7 Mbps 328p"),
    (1500, "1.5 Mbps 480p"),
    (2000, "2 Mbps 720p"),
    (3000, "3 Mbps 720p"),
    (4000, "4 Mbps 720p"),
    (8000, "8 Mbps 1080p"),
    (10000, "10 Mbps 1080p"),
    (12000, "12 Mbps 1080p"),
    (20000, "20 Mbps 1080p"),
)
AUDIO_PROFILES: tuple[tuple[int, str], ...] = tuple(
    (bitrate, f"{bitrate} kbps") for bitrate in (96, 128, 192, 256, 320, 512)
)
RANGE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Dolby Vision", ("dolby vision", "dovi")),
    ("HLG", ("hlg",)),
    ("HDR10", ("hdr10",)),
    ("HDR", ("hdr",)),
)


def overall_decision(video: str, audio: str) -> str:
    """What the server does with the stream as a whole; subtitles do not count.

    Examples:
        >>> overall_decision("copy", "transcode"), overall_decision("copy", "copy")
        ('transcode', 'copy')
        >>> overall_decision("", "direct play")
        'direct play'
    """
    decisions = {video, audio}
    if TRANSCODE in decisions:
        return TRANSCODE
    return COPY if COPY in decisions else DIRECT_PLAY


def video_resolution(stated: str, width: int | None = None) -> str:
    """The resolution without its scan letter; a width of 3840 and more is 4k whatever is stated.

    Examples:
        >>> video_resolution("720p"), video_resolution("1080", 3840), video_resolution("SD")
        ('720', '4k', 'sd')
    """
    if width is not None and width >= 3840:
        return "4k"
    return stated.lower().rstrip("ip")


def full_resolution(resolution: str, scan_type: str) -> str:
    """The resolution with its scan letter, as people read it.

    Examples:
        >>> full_resolution("1080", "interlaced"), full_resolution("720", "")
        ('1080i', '720p')
        >>> full_resolution("sd", "progressive")
        'SD'
    """
    return RESOLUTION_TITLES.get(resolution) or resolution + (scan_type[:1] or "p")


def dynamic_range(
    *, bit_depth: int | None, transfer: str, is_dolby: bool, title: str | None
) -> str:
    """SDR, or the names of the wide ranges joined by "/".

    `transfer` is Plex's colorTrc; `title` its extendedDisplayTitle, None where it is
    not told: servers before 1.25.6.5545 have no such words.

    Examples:
        >>> dynamic_range(bit_depth=10, transfer="smpte2084", is_dolby=True, title="4K DoVi/HDR10")
        'Dolby Vision/HDR10'
        >>> dynamic_range(bit_depth=8, transfer="bt709", is_dolby=False, title="1080p")
        'SDR'
    """
    is_wide = (bit_depth or 0) > 8 and transfer in HDR_TRANSFERS
    if not (is_wide or is_dolby):
        return "SDR"
    if title is None:
        return "Dolby Vision" if is_dolby else "HDR"
    return "/".join(_range_names(title.lower())) or "SDR"


def _range_names(title: str) -> list[str]:
    names = [name for name, words in RANGE_WORDS if any(word in title for word in words)]
    return [name for name in names if not (name == "HDR" and "HDR10" in names)]


def channel_layout(layout: str, channels: int | None) -> str:
    """How the audio channels are laid out; by their number when it is not stated.

    Examples:
        >>> channel_layout("5.1(side)", 6), channel_layout("", 2), channel_layout("", 5)
        ('5.1(side)', 'Stereo', '5')
    """
    if layout or channels is None:
        return layout
    return CHANNEL_LAYOUTS.get(channels, str(channels))


def quality_profile(
    media_type: str, *, is_video_transcoded: bool, stream_bitrate: int | None, bitrate: int | None
) -> str:
    """The quality setting that a stream answers to, else "Original"; bitrates in kbps.

    Music is judged by its bitrates alone, video only while it is transcoded.

    Examples:
        >>> quality_profile("movie", is_video_transcoded=True, stream_bitrate=3500, bitrate=9640)
        '4 Mbps 720p'
        >>> quality_profile("track", is_video_transcoded=False, stream_bitrate=190, bitrate=900)
        '192 kbps'
    """
    if media_type in VIDEO_TYPES:
        if not is_video_transcoded:
            return ORIGINAL
        return _profile(VIDEO_PROFILES, stream_bitrate, bitrate)
    if media_type == "track":
        return _profile(AUDIO_PROFILES, stream_bitrate, bitrate)
    return ORIGINAL if media_type == "photo" else "Unknown"


def _profile(
    profiles: tuple[tuple[int, str], ...], stream_bitrate: int | None, bitrate: int | None
) -> str:
    if stream_bitrate is None or bitrate is None:
        return ORIGINAL
    fitting = (title for limit, title in profiles if stream_bitrate <= limit <= bitrate)
    return next(fitting, ORIGINAL)


def optimized_profile(bitrate: int | None, resolution: str) -> str:
    """The label of an optimised version, e.g. "3.9 Mbps 720p"; bitrate in kbps."""
    return f"{round((bitrate or 0) / 1000, 1)} Mbps {resolution}"


def progress_percent(view_offset: int, duration: int | None) -> int:
    """How far a stream is, in whole percent; 0 when its length is not known.

    Examples:
        >>> progress_percent(600000, 3300000), progress_percent(5, None)
        (18, 0)
    """
    return round(view_offset / duration * 100) if duration else 0


def is_hardware_decoder(name: str) -> bool:
    """Whether that decoder runs on hardware; the name is Plex's."""
    return name.lower() in HARDWARE_DECODERS


def is_hardware_encoder(name: str) -> bool:
    """Whether that encoder runs on hardware; the name is Plex's."""
    return name.lower() in HARDWARE_ENCODERS
