"""Made-up media files: containers, codecs, resolutions, tracks and sizes that fit together."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from watchkeeper.demo.items import AudioTrack, MediaFile, SubtitleTrack, VideoTrack
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A class of pictures: size and typical bit rate (kbit/s)."""

    resolution: str
    width: int
    height: int
    bitrate: int
    codec: str


PICTURES = {
    "4k": Picture("4k", 3840, 1600, 42000, "hevc"),
    "1080": Picture("1080", 1920, 804, 9200, "h264"),
    "1080-hevc": Picture("1080", 1920, 1080, 5200, "hevc"),
    "720": Picture("720", 1280, 720, 4100, "h264"),
    "480": Picture("480", 720, 480, 1900, "mpeg2video"),
    "sd": Picture("sd", 640, 352, 1100, "mpeg4"),
}

_LANGUAGES = (
    ("English", "eng"),
    ("Français", "fra"),
    ("Deutsch", "deu"),
    ("Español", "spa"),
    ("日本語", "jpn"),
    ("Norsk", "nor"),
)
_AUDIO = {
    "4k": (("truehd", 8, 3800), ("eac3", 6, 768)),
    "1080": (("eac3", 6, 640), ("dca", 6, 1509), ("ac3", 6, 448), ("aac", 2, 192)),
    "720": (("aac", 2, 160), ("ac3", 6, 384)),
    "480": (("ac3", 2, 192),),
    "sd": (("mp3", 2, 128),),
}


class FileMaker:
    """Makes files with ids that are never used twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._ids = self._count()

    @staticmethod
    def _count() -> Iterator[int]:
        number = 20000
        while True:
            yield number
            number += 1

    def video(
        self, path: str, duration: int, picture: Picture, *, anime: bool = False
    ) -> MediaFile:
        """A video file at `path` (without its ending) that lasts `duration` milliseconds."""
        media_id, part_id = next(self._ids), next(self._ids)
        track = self._picture(picture)
        sounds = self._sounds(picture.resolution, anime=anime)
        bitrate = track.bitrate + sum(sound.bitrate for sound in sounds)
        container = self._container(picture)
        return MediaFile(
            id=media_id,
            part_id=part_id,
            container=container,
            duration=duration,
            bitrate=bitrate,
            file=f"{path} - {_label(picture)}.{container}",
            size=bitrate * duration // 8,
            resolution=picture.resolution,
            width=track.width,
            height=track.height,
            aspect_ratio=_aspect_ratio(track.width, track.height),
            video=track,
            audio=sounds,
            subtitles=self._subtitles(),
            has_thumbnails=self._random.random() < 0.7,
        )

    def music(self, path: str, duration: int, *, lossless: bool) -> MediaFile:
        """A music file at `path` (without its ending) that lasts `duration` milliseconds."""
        media_id, part_id = next(self._ids), next(self._ids)
        codec = "flac" if lossless else self._random.choice(("mp3", "mp3", "aac"))
        bitrate = (
            self._random.randint(780, 1010) if lossless else self._random.choice((192, 256, 320))
        )
        container = {"flac": "flac", "mp3": "mp3", "aac": "mp4"}[codec]
        sound = AudioTrack(
            id=next(self._ids),
            codec=codec,
            channels=2,
            bitrate=bitrate,
            language="",
            language_code="",
            sampling_rate=44100,
        )
        return MediaFile(
            id=media_id,
            part_id=part_id,
            container=container,
            duration=duration,
            bitrate=bitrate,
            file=f"{path}.{'m4a' if codec == 'aac' else container}",
            size=bitrate * duration // 8,
            audio=(sound,),
        )

    def photo(self, path: str) -> MediaFile:
        """A picture file at `path` (without its ending)."""
        return MediaFile(
            id=next(self._ids),
            part_id=next(self._ids),
            container="jpeg",
            duration=0,
            bitrate=0,
            file=f"{path}.jpg",
            size=self._random.randint(2_000_000, 7_000_000),
            width=4032,
            height=3024,
            aspect_ratio=1.33,
        )

    def _container(self, picture: Picture) -> str:
        if picture.codec == "mpeg4":
            return "avi"
        return "mp4" if picture.codec == "h264" and self._random.random() < 0.35 else "mkv"

    def _picture(self, picture: Picture) -> VideoTrack:
        is_4k = picture.resolution == "4k"
        height = self._random.choice((1600, 2160, 2072)) if is_4k else picture.height
        if picture.resolution == "1080" and self._random.random() < 0.4:
            height = 1080
        dynamic_range = self._random.choice(("HDR10", "HDR10", "Dolby Vision")) if is_4k else "SDR"
        interlaced = picture.codec == "mpeg2video"
        return VideoTrack(
            id=next(self._ids),
            codec=picture.codec,
            bitrate=int(picture.bitrate * self._random.uniform(0.7, 1.3)),
            width=picture.width,
            height=height,
            frame_label="NTSC" if interlaced else "24p",
            frame_rate=29.97 if interlaced else 23.976,
            bit_depth=10 if picture.codec == "hevc" else 8,
            profile={"hevc": "main 10", "h264": "high"}.get(picture.codec, "main"),
            level=153 if is_4k else 41,
            scan_type="interlaced" if interlaced else "progressive",
            dynamic_range=dynamic_range,
        )

    def _sounds(self, resolution: str, *, anime: bool) -> tuple[AudioTrack, ...]:
        codec, channels, bitrate = self._random.choice(_AUDIO[resolution])
        languages = [_LANGUAGES[4], _LANGUAGES[0]] if anime else [_LANGUAGES[0]]
        if not anime and self._random.random() < 0.25:
            languages.append(self._random.choice(_LANGUAGES[1:]))
        return tuple(
            AudioTrack(
                id=next(self._ids),
                codec=codec if number == 0 else "aac",
                channels=channels if number == 0 else 2,
                bitrate=bitrate if number == 0 else 192,
                language=language,
                language_code=code,
                profile="lc" if codec == "aac" or number else "",
            )
            for number, (language, code) in enumerate(languages)
        )

    def _subtitles(self) -> tuple[SubtitleTrack, ...]:
        count = self._random.choice((0, 1, 1, 2, 3))
        return tuple(
            SubtitleTrack(
                id=next(self._ids),
                codec=self._random.choice(("srt", "srt", "ass", "pgs")),
                language=language,
                language_code=code,
                forced=number == 2,
                external=number == 1,
            )
            for number, (language, code) in enumerate(_LANGUAGES[:count])
        )


def _aspect_ratio(width: int, height: int) -> float:
    ratio = width / height
    return min((1.33, 1.66, 1.78, 1.85, 2.35), key=lambda known: abs(known - ratio))


def _label(picture: Picture) -> str:
    names = {"4k": "2160p", "1080": "1080p", "720": "720p", "480": "480i", "sd": "SD"}
    return names[picture.resolution]
