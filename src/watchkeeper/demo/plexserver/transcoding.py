"""What the server tells about a running transcoder job."""

from __future__ import annotations

from watchkeeper.demo.plexserver.stream import Stream

AHEAD = 180.0
"""Seconds that a healthy transcoder works ahead before it rests."""

_HARDWARE_KNOWN_AFTER = 1.5


def transcode_facts(stream: Stream, now: float) -> dict[str, object]:
    """The fields of `TranscodeSession`.

    The names of the hardware are unknown in the first second, an unchanged codec is "*", and a
    job that is far enough ahead rests: throttled with speed 0.
    """
    delivery = stream.delivery
    media = delivery.media
    video, audio = delivery.video_decision, delivery.audio_decision
    facts: dict[str, object] = {
        "key": f"/transcode/sessions/{stream.transcode_key}",
        **_progress(stream, now),
        "error": False,
        "context": "streaming",
        "sourceVideoCodec": media.video.codec if media.video else None,
        "sourceAudioCodec": media.audio[0].codec if media.audio else None,
        "videoDecision": video or None,
        "audioDecision": audio,
        "subtitleDecision": delivery.subtitle_decision or None,
        "protocol": delivery.protocol,
        "container": delivery.container,
        "videoCodec": _shown(video, delivery.video_codec),
        "audioCodec": _shown(audio, delivery.audio_codec),
        "audioChannels": delivery.audio_channels,
        "timeStamp": stream.started_at,
        **_hardware(stream, now),
    }
    if video == "transcode":
        facts |= {"width": delivery.width, "height": delivery.height}
    return {name: value for name, value in facts.items() if value is not None}


def _shown(decision: str, codec: str) -> str | None:
    if not decision:
        return None
    return "*" if decision == "copy" else codec


def _progress(stream: Stream, now: float) -> dict[str, object]:
    duration = stream.delivery.media.duration
    age = max(0.0, now - stream.started_at)
    seconds = duration / 1000
    done = stream.offset(now) / 1000 + min(AHEAD, age * 3)
    is_complete = done >= seconds
    is_resting = age > AHEAD / 3 and not is_complete
    speed = 0.0 if is_resting or is_complete else 3.6 if stream.delivery.uses_hardware else 1.7
    return {
        "throttled": is_resting,
        "complete": is_complete,
        "progress": round(min(100.0, done / seconds * 100), 1) if seconds else 0.0,
        "size": -22,
        "speed": speed,
        "duration": duration,
        "remaining": max(0, int((seconds - done) / (speed or 1.0))),
        "minOffsetAvailable": max(0.0, stream.offset(now) / 1000 - 60),
        "maxOffsetAvailable": min(seconds, done),
    }


def _hardware(stream: Stream, now: float) -> dict[str, object]:
    if stream.delivery.video_decision != "transcode":
        return {}
    if not stream.delivery.uses_hardware:
        return {"transcodeHwRequested": False, "transcodeHwFullPipeline": False}
    if now - stream.started_at < _HARDWARE_KNOWN_AFTER:
        return {
            "transcodeHwRequested": True,
            "transcodeHwDecodingTitle": "Intel ()",
            "transcodeHwEncodingTitle": "Intel ()",
            "transcodeHwFullPipeline": False,
        }
    return {
        "transcodeHwRequested": True,
        "transcodeHwDecoding": "vaapi",
        "transcodeHwDecodingTitle": "Intel (VA API)",
        "transcodeHwEncoding": "vaapi",
        "transcodeHwEncodingTitle": "Intel (VA API)",
        "transcodeHwFullPipeline": True,
    }
