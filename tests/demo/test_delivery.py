"""How a file reaches a device."""

from __future__ import annotations

from dataclasses import replace

import pytest

from watchkeeper.demo.catalogue import MOVIES, MOVIES_4K, MUSIC, Catalogue, build_catalogue
from watchkeeper.demo.delivery import Mode, Wish, deliver
from watchkeeper.demo.items import Item, SubtitleTrack
from watchkeeper.demo.people import Device, household


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return build_catalogue(7, 1_795_250_000, 0.3)


def device(title: str) -> Device:
    return next(d for person in household() for d in person.devices if d.title == title)


def film(catalogue: Catalogue, codec: str) -> Item:
    films = catalogue.of_type(MOVIES, "movie")
    return next(f for f in films if f.media[0].video and f.media[0].video.codec == codec)


def test_a_capable_device_at_home_gets_the_file_as_it_is(catalogue: Catalogue) -> None:
    delivery = deliver(catalogue.of_type(MOVIES_4K, "movie")[0], device("Living Room"))
    assert delivery.mode is Mode.DIRECT_PLAY
    assert delivery.overall_decision == "direct play"
    assert delivery.bitrate == delivery.media.bitrate


def test_a_device_without_hdr_gets_a_converted_picture(catalogue: Catalogue) -> None:
    delivery = deliver(catalogue.of_type(MOVIES_4K, "movie")[0], device("Playroom"))
    assert delivery.video_decision == "transcode"
    assert (delivery.width or 0) <= 1920


def test_a_narrow_line_gets_no_more_than_its_limit(catalogue: Catalogue) -> None:
    delivery = deliver(film(catalogue, "h264"), device("Cottage"))
    assert delivery.overall_decision == "transcode"
    assert delivery.bitrate <= 2000


def test_a_browser_gets_another_codec_than_it_cannot_play(catalogue: Catalogue) -> None:
    delivery = deliver(film(catalogue, "hevc"), device("Firefox"))
    assert delivery.video_codec == "h264"


def test_a_picture_subtitle_is_burned_in(catalogue: Catalogue) -> None:
    plain = film(catalogue, "h264")
    picture = SubtitleTrack(id=1, codec="pgs", language="English", language_code="eng")
    item = replace(plain, media=(replace(plain.media[0], subtitles=(picture,)),))
    delivery = deliver(item, device("Living Room"), Wish(with_subtitle=True))
    assert (delivery.subtitle_decision, delivery.video_decision) == ("burn", "transcode")


@pytest.mark.parametrize(
    ("mode", "video", "audio", "overall"),
    [
        (Mode.DIRECT_PLAY, "direct play", "direct play", "direct play"),
        (Mode.DIRECT_STREAM, "copy", "copy", "copy"),
        (Mode.AUDIO_ONLY, "copy", "transcode", "transcode"),
        (Mode.TRANSCODE, "transcode", "transcode", "transcode"),
    ],
)
def test_a_mode_decides_for_picture_and_sound(
    catalogue: Catalogue, mode: Mode, video: str, audio: str, overall: str
) -> None:
    delivery = deliver(film(catalogue, "h264"), device("Living Room"), Wish(mode=mode))
    assert delivery.video_decision == video
    assert delivery.audio_decision == audio
    assert delivery.overall_decision == overall


def test_music_has_no_picture(catalogue: Catalogue) -> None:
    delivery = deliver(catalogue.of_type(MUSIC, "track")[0], device("Kitchen Speaker"))
    assert delivery.video_decision == ""
    assert delivery.width is None


def test_every_device_of_the_household_is_known_by_its_own_identifier() -> None:
    seen: dict[str, str] = {}
    for person in household():
        for owned in person.devices:
            assert seen.setdefault(owned.machine_id, owned.title) == owned.title
