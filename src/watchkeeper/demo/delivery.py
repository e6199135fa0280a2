"""How an item reaches a device: as it is, in another container, or converted.

The rules are the usual ones of a media server: what the device can show and the line can carry
is sent as it is; a container or sound the device cannot play is changed; a picture is converted
when its codec, its size or a burned-in subtitle asks for it.
"""

from __future__ import annotations

from enum import StrEnum

from watchkeeper.demo.items import AudioTrack, Item, MediaFile, SubtitleTrack
from watchkeeper.demo.people import Device
from watchkeeper.values import dataclass


class Mode(StrEnum):
    """What happens to a stream on its way."""

    DIRECT_PLAY = "direct play"
    DIRECT_STREAM = "copy"
    AUDIO_ONLY = "audio only"  # the picture is copied, the sound converted
    TRANSCODE = "transcode"


@dataclass(frozen=True, slots=True)
class Quality:
    """A step of the quality menu; `bitrate` in kbit/s."""

    bitrate: int
    width: int
    height: int
    resolution: str


QUALITIES = (
    Quality(20000, 1920, 1080, "1080"),
    Quality(12000, 1920, 1080, "1080"),
    Quality(8000, 1920, 1080, "1080"),
    Quality(4000, 1280, 720, "720"),
    Quality(3000, 1280, 720, "720"),
    Quality(2000, 1280, 720, "720"),
    Quality(1500, 720, 480, "480"),
    Quality(720, 576, 328, "sd"),
)
"""From best to least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How one file is being delivered; text fields use Plex's own words."""

    mode: Mode
    media: MediaFile
    container: str
    protocol: str  # hls, dash, http; "" on direct play
    bitrate: int  # kbit/s of what is sent
    video_codec: str = ""
    width: int | None = None
    height: int | None = None
    resolution: str = ""
    video_bitrate: int | None = None
    audio: AudioTrack | None = None
    audio_codec: str = ""
    audio_channels: int = 2
    audio_bitrate: int = 0
    subtitle: SubtitleTrack | None = None
    burns_subtitle: bool = False
    uses_hardware: bool = False

    @property
    def is_transcoder_busy(self) -> bool:
        """Whether the transcoder takes part at all."""
        return self.mode is not Mode.DIRECT_PLAY

    @property
    def video_decision(self) -> str:
        """What happens to the picture; "" when there is none."""
        if self.media.video is None:
            return ""
        return "copy" if self.mode is Mode.AUDIO_ONLY else str(self.mode)

    @property
    def audio_decision(self) -> str:
        """What happens to the sound."""
        return "transcode" if self.mode is Mode.AUDIO_ONLY else str(self.mode)

    @property
    def subtitle_decision(self) -> str:
        """What happens to the chosen subtitle; "" without one or on direct play."""
        if self.subtitle is None or self.mode is Mode.DIRECT_PLAY:
            return ""
        return "burn" if self.burns_subtitle else "transcode"

    @property
    def overall_decision(self) -> str:
        """One word for the whole: transcode, copy or direct play."""
        decisions = {self.video_decision, self.audio_decision}
        return next((word for word in ("transcode", "copy") if word in decisions), "direct play")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the viewer asks for; None leaves it to the device and the line."""

    mode: Mode | None = None
    limit: int | None = None  # kbit/s
    with_subtitle: bool = False
    uses_hardware: bool = True


def deliver(item: Item, device: Device, wish: Wish | None = None) -> Delivery:
    """Decide how the first fitting file of `item` goes to `device`."""
    wish = wish or Wish()
    media = _best_file(item, device)
    subtitle = media.subtitles[0] if wish.with_subtitle and media.subtitles else None
    mode = wish.mode or _mode(media, device, _limit(device, wish), subtitle)
    if media.video is None:
        return _music(media, mode)
    if mode is Mode.TRANSCODE:
        return _converted(media, _limit(device, wish), subtitle, wish)
    return _passed_on(media, mode, subtitle)


def _limit(device: Device, wish: Wish) -> int | None:
    return wish.limit if wish.limit is not None else device.limit


def _best_file(item: Item, device: Device) -> MediaFile:
    if device.limit is not None and len(item.media) > 1:
        return min(item.media, key=lambda media: media.bitrate)
    return item.media[0]


def _mode(
    media: MediaFile, device: Device, limit: int | None, subtitle: SubtitleTrack | None
) -> Mode:
    if _needs_conversion(media, device, limit, subtitle):
        return Mode.TRANSCODE
    if media.audio and media.audio[0].codec not in device.codecs:
        return Mode.AUDIO_ONLY if media.video else Mode.TRANSCODE
    if media.container == "mkv" and device.profile in {"Web", "Chromecast", "iOS"}:
        return Mode.DIRECT_STREAM
    return Mode.DIRECT_PLAY


def _needs_conversion(
    media: MediaFile, device: Device, limit: int | None, subtitle: SubtitleTrack | None
) -> bool:
    if limit is not None and media.bitrate > limit * 1.05:
        return True
    if media.video is None:
        return False
    hdr_unseen = media.video.dynamic_range != "SDR" and not device.shows_hdr
    burn = subtitle is not None and subtitle.codec in {"pgs", "ass"}
    return media.video.codec not in device.codecs or hdr_unseen or burn


def _passed_on(media: MediaFile, mode: Mode, subtitle: SubtitleTrack | None) -> Delivery:
    sound = media.audio[0]
    picture = media.video
    converts_sound = mode is Mode.AUDIO_ONLY
    return Delivery(
        mode=mode,
        media=media,
        container=media.container if mode is Mode.DIRECT_PLAY else "mp4",
        protocol="" if mode is Mode.DIRECT_PLAY else "dash",
        bitrate=media.bitrate,
        video_codec=picture.codec if picture else "",
        width=media.width,
        height=media.height,
        resolution=media.resolution,
        video_bitrate=picture.bitrate if picture else None,
        audio=sound,
        audio_codec="aac" if converts_sound else sound.codec,
        audio_channels=2 if converts_sound else sound.channels,
        audio_bitrate=256 if converts_sound else sound.bitrate,
        subtitle=subtitle,
    )


def _converted(
    media: MediaFile, limit: int | None, subtitle: SubtitleTrack | None, wish: Wish
) -> Delivery:
    quality = _quality(media, limit)
    audio_bitrate = 160
    burns = subtitle is not None and subtitle.codec in {"pgs", "ass"}
    return Delivery(
        mode=Mode.TRANSCODE,
        media=media,
        container="mpegts" if burns else "mp4",
        protocol="hls" if burns else "dash",
        bitrate=quality.bitrate,
        video_codec="h264",
        width=quality.width,
        height=quality.height,
        resolution=quality.resolution,
        video_bitrate=quality.bitrate - audio_bitrate,
        audio=media.audio[0],
        audio_codec="aac",
        audio_channels=2,
        audio_bitrate=audio_bitrate,
        subtitle=subtitle,
        burns_subtitle=burns,
        uses_hardware=wish.uses_hardware,
    )


def _quality(media: MediaFile, limit: int | None) -> Quality:
    most = min(limit or media.bitrate, media.bitrate)
    fitting = next((step for step in QUALITIES if step.bitrate <= most), QUALITIES[-1])
    width, height = min(media.width or 0, fitting.width), min(media.height or 0, fitting.height)
    resolution = fitting.resolution if width == fitting.width else media.resolution
    return Quality(fitting.bitrate, width, height, resolution)


def _music(media: MediaFile, mode: Mode) -> Delivery:
    sound = media.audio[0]
    converted = mode is Mode.TRANSCODE
    bitrate = min(sound.bitrate, 256) if converted else sound.bitrate
    return Delivery(
        mode=mode,
        media=media,
        container="mp3" if converted else media.container,
        protocol="http" if mode is not Mode.DIRECT_PLAY else "",
        bitrate=bitrate,
        audio=sound,
        audio_codec="mp3" if converted else sound.codec,
        audio_channels=2,
        audio_bitrate=bitrate,
    )
