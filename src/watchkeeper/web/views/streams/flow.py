"""What is delivered and from what: the "source → delivered" lines of a stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.texts import N_, _, number
from watchkeeper.values import dataclass
from watchkeeper.web.words import bitrate

CODEC_NAMES = {"h264": "H.264", "hevc": "HEVC", "av1": "AV1", "vc1": "VC-1", "mpeg2video": "MPEG-2"}
CODEC_NAMES |= {"vp9": "VP9", "mpeg4": "MPEG-4", "truehd": "TrueHD", "eac3": "E-AC-3"}
CODEC_NAMES |= {"ac3": "AC-3", "dca": "DTS", "aac": "AAC", "flac": "FLAC", "mp3": "MP3"}
CODEC_NAMES |= {"opus": "Opus", "pcm": "PCM", "alac": "ALAC", "srt": "SRT", "ass": "ASS"}
CODEC_NAMES |= {"pgs": "PGS", "dca-ma": "DTS-HD MA", "vobsub": "VobSub"}

MODES = {
    "direct play": ("direct-play", N_("Direct play")),
    "copy": ("copy", N_("Direct stream")),
    "transcode": ("transcode", N_("Transcode")),
}

RESOLUTIONS = {"4k": "4K", "sd": "SD", "2k": "2K", "p": "", "i": ""}
"""Words in place of those stored; "p" and "i" alone are what an unknown one leaves."""

Known = Mapping[str, Any]  # Any: facts as the server states them, of several types


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One line: the source, and what becomes of it; "" when it stays as it is."""

    name: str
    source: str
    delivered: str = ""
    can_change: bool = True


def mode_words(transcode_decision: object) -> tuple[str, str]:
    """The CSS class and the words of a decision; unknown ones are said to be unknown."""
    css, text = MODES.get(str(transcode_decision or ""), ("unknown", N_("Unknown mode")))
    return css, _(text)


def codec_name(codec: object) -> str:
    """A codec as people write it."""
    text = str(codec or "")
    return CODEC_NAMES.get(text.lower(), text.upper())


def flow_of(facts: Known) -> tuple[FlowLine, ...]:
    """Quality, video, audio, subtitle, container and speed, those that there are."""
    kinds = (_quality, _video, _audio, _subtitle, _container, _engine)
    lines = (line_of(facts) for line_of in kinds)
    return tuple(line for line in lines if line is not None)


def reasons_of(facts: Known) -> str:
    """In short what is transcoded and why, e.g. "video: asked for 2 Mbps 720p; audio: DTS"."""
    parts = []
    if facts.get("stream_video_decision") == "transcode":
        parts.append(_("video: %(reason)s", reason=_video_reason(facts)))
    if facts.get("stream_audio_decision") == "transcode":
        parts.append(_("audio: %(reason)s", reason=_audio_reason(facts)))
    if facts.get("stream_subtitle_decision") == "burn" and not parts:
        parts.append(_("subtitles burned in"))
    return "; ".join(parts)


def _video_reason(facts: Known) -> str:
    """The server does not say why; these causes are what its own rules leave."""
    if facts.get("stream_subtitle_decision") == "burn":
        return _("subtitles burned in")
    profile = str(facts.get("quality_profile") or "")
    if profile not in {"", "Original"}:
        return _("asked for %(quality)s", quality=_profile(profile))
    return _("%(codec)s not played", codec=codec_name(facts.get("video_codec")))


def _audio_reason(facts: Known) -> str:
    source, delivered = _audio_words(facts, ""), _audio_words(facts, "stream_")
    codec = codec_name(facts.get("audio_codec"))
    return _("%(codec)s not played", codec=codec) if source != delivered else _("with the video")


def _join(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part not in (None, "", 0))


def _changed(source: str, delivered: str, decision: object) -> str:
    return delivered if decision in {"transcode", "burn"} and delivered != source else ""


def _quality(facts: Known) -> FlowLine | None:
    profile = str(facts.get("quality_profile") or "")
    source = bitrate(_number(facts, "bitrate"))
    if profile in {"", "Original", source}:
        words = profile if profile == source else _join(_profile(profile), source)
        return FlowLine(_("Quality"), words) if words else None
    return FlowLine(_("Quality"), source or _("Original"), _profile(profile))


def _profile(text: str) -> str:
    """A quality as Plex's players name it: mostly numbers."""
    return _("Original") if text == "Original" else text


def _video(facts: Known) -> FlowLine | None:
    if not facts.get("video_codec"):
        return None
    source = _video_words(facts, "")
    delivered = _video_words(facts, "stream_")
    return FlowLine(
        _("Video"), source, _changed(source, delivered, facts.get("stream_video_decision"))
    )


def _video_words(facts: Known, prefix: str) -> str:
    dynamic_range = facts.get(f"{prefix}video_dynamic_range")
    resolution = str(facts.get(f"{prefix}video_full_resolution") or "")
    resolution = RESOLUTIONS.get(resolution.lower(), resolution)
    words = [codec_name(facts.get(f"{prefix}video_codec")), resolution]
    words.append("" if dynamic_range == "SDR" else str(dynamic_range or ""))
    return " ".join(word for word in words if word)


def _audio(facts: Known) -> FlowLine | None:
    if not facts.get("audio_codec"):
        return None
    source, delivered = _audio_words(facts, ""), _audio_words(facts, "stream_")
    return FlowLine(
        _("Audio"), source, _changed(source, delivered, facts.get("stream_audio_decision"))
    )


def _audio_words(facts: Known, prefix: str) -> str:
    channels = str(facts.get(f"{prefix}audio_channels") or "")
    layout = {"1": _("mono"), "2": _("stereo"), "6": "5.1", "8": "7.1"}.get(channels, channels)
    language = str(facts.get(f"{prefix}audio_language") or "")
    words = (codec_name(facts.get(f"{prefix}audio_codec")), layout, language)
    return " ".join(word for word in words if word)


def _subtitle(facts: Known) -> FlowLine | None:
    if not facts.get("subtitles") and not facts.get("stream_subtitle_codec"):
        return None
    codec = facts.get("subtitle_codec") or facts.get("stream_subtitle_codec")
    language = facts.get("subtitle_language") or facts.get("stream_subtitle_language") or ""
    source = f"{codec_name(codec)} {language}".strip()
    decision = str(facts.get("stream_subtitle_decision") or "")
    words = {"burn": _("burned in"), "transcode": codec_name(facts.get("stream_subtitle_codec"))}
    return FlowLine(_("Subtitle"), source or _("on"), words.get(decision, ""))


def _container(facts: Known) -> FlowLine | None:
    source = str(facts.get("container") or "").upper()
    delivered = str(facts.get("stream_container") or "").upper()
    protocol = str(facts.get("transcode_protocol") or "").upper()
    if not source:
        return None
    changed = _join(delivered, protocol) if delivered and delivered != source else ""
    return FlowLine(_("Container"), source, changed)


def _engine(facts: Known) -> FlowLine | None:
    """By what and how fast it is transcoded."""
    if facts.get("transcode_decision") != "transcode":
        return None
    speed = _number(facts, "transcode_speed")
    engine = facts.get("transcode_hw_encode_title") or facts.get("transcode_hw_decode_title")
    is_hardware = facts.get("transcode_hw_encoding") or facts.get("transcode_hw_decoding")
    words = _join(
        (engine or _("hardware")) if is_hardware else _("software"),
        _("%(speed)s× speed", speed=number(speed, 1)) if speed else "",
        _("throttled") if facts.get("transcode_throttled") else "",
    )
    return FlowLine(_("Engine"), words, can_change=False)


def _number(facts: Known, name: str) -> float | None:
    try:
        return float(facts.get(name) or 0) or None
    except (TypeError, ValueError):
        return None
