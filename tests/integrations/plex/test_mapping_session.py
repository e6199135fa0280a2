from typing import Any

import pytest

from tests.integrations.plex import payloads
from watchkeeper.domain.facts import LIVE_TV_SECTION, ServerId
from watchkeeper.domain.media import MediaItem
from watchkeeper.domain.session import ObservedSession, PlayedMedia, SessionState
from watchkeeper.errors import MalformedError
from watchkeeper.integrations.plex.describe import describe_session
from watchkeeper.integrations.plex.mapping_item import media_item
from watchkeeper.integrations.plex.mapping_session import is_theme_music, observed_session


def observe(element: payloads.Payload) -> ObservedSession:
    return observed_session(ServerId(1), element, {})


def item(**fields: Any) -> MediaItem:
    return media_item(payloads.library_episode(**fields), {})


def test_a_session_carries_its_keys_people_and_place() -> None:
    session = observe(payloads.transcoding())
    assert (session.session_key, session.session_id) == ("45", "q8w7e6")
    assert (session.rating_key, session.section_id) == (4021, 2)
    assert (session.account_id, session.account_title) == (7001, "maria")
    assert session.state is SessionState.PLAYING
    assert (session.view_offset, session.duration) == (600000, 3300000)
    assert session.transcode_key == "t5r4"
    assert session.played == PlayedMedia("901", "902", "911", "912", "913")


@pytest.mark.parametrize(
    ("player", "facts"),
    [
        ({"address": "::ffff:10.0.0.5"}, {"ip_address": "10.0.0.5"}),
        ({"platform": "Konvergo"}, {"platform": "Plex Media Player", "platform_name": "plex"}),
        ({"platform": "", "product": "DLNA"}, {"platform": "DLNA", "platform_name": "dlna"}),
        ({"title": ""}, {"player": "Plex for Android (TV)"}),
        ({"local": True}, {"local": 1, "location": "lan", "relayed": 0}),
        ({"local": "0"}, {"local": 0, "location": "wan"}),
        ({"relayed": True}, {"relayed": 1}),
        ({"relayed": None, "remotePublicAddress": "127.0.0.1"}, {"relayed": 1}),
        ({"relayed": None, "remotePublicAddress": "127.0.0.1", "local": True}, {"relayed": 0}),
        ({"secure": None}, {"secure": None}),
        ({"secure": "0"}, {"secure": 0}),
        ({"state": "buffering"}, {"state": "buffering"}),
        ({"state": "dreaming"}, {"state": "playing"}),
    ],
)
def test_player_facts(player: dict[str, Any], facts: dict[str, Any]) -> None:
    element = payloads.transcoding(Player=payloads.player(**player), Session={})
    found = observe(element).facts
    assert {name: found[name] for name in facts} == facts


def test_without_a_session_part_the_id_is_empty_and_the_bandwidth_unknown() -> None:
    session = observe(payloads.direct_play())
    assert session.session_id == ""
    assert session.facts["bandwidth"] is None
    assert session.facts["location"] == "lan"


def test_without_a_transcoder_everything_is_played_directly() -> None:
    facts = observe(payloads.direct_play()).facts
    assert facts["video_decision"] == facts["audio_decision"] == "direct play"
    assert facts["stream_video_decision"] == "direct play"
    assert facts["stream_container_decision"] == "direct play"
    assert facts["transcode_decision"] == "direct play"
    assert facts["transcode_key"] == facts["transcode_speed"] == facts["subtitle_decision"] == ""
    assert facts["quality_profile"] == "Original"
    assert (facts["video_codec"], facts["bitrate"]) == ("h264", 2085)
    assert facts["bif_thumb"] == "/library/parts/290/indexes/sd/60000"


def test_while_transcoding_the_source_is_not_guessed_from_the_output() -> None:
    facts = observe(payloads.transcoding()).facts
    assert (facts["video_codec"], facts["audio_codec"]) == ("hevc", "eac3")
    assert facts["bitrate"] is None
    assert facts["video_resolution"] == ""
    assert facts["quality_profile"] == "Original"
    assert (facts["stream_video_codec"], facts["stream_bitrate"]) == ("h264", 3820)


def test_the_metadata_of_the_item_tells_the_source() -> None:
    session = describe_session(observe(payloads.transcoding()), item())
    facts = session.facts
    assert (facts["bitrate"], facts["container"]) == (9640, "mkv")
    assert (facts["video_full_resolution"], facts["stream_video_full_resolution"]) == ("4k", "720p")
    assert facts["video_dynamic_range"] == "Dolby Vision/HDR10"
    assert facts["stream_video_dynamic_range"] == "SDR"
    assert facts["quality_profile"] == "4 Mbps 720p"
    assert facts["video_profile"] == "main 10"
    assert facts["file"] == "/media/TV/North Coast/S02E03.mkv"
    assert facts["bif_thumb"] == "/library/parts/902/indexes/sd/600000"
    assert (facts["type"], facts["selected"]) == ("3", 1)
    assert [marker["type"] for marker in facts["markers"]] == ["intro", "credits", "credits"]
    assert facts["progress_percent"] == 18


def test_the_played_version_is_found_by_its_id() -> None:
    other = payloads.source_media(id=900, container="avi")
    session = describe_session(
        observe(payloads.transcoding()), item(Media=[other, payloads.source_media()])
    )
    assert session.facts["container"] == "mkv"


def test_an_unknown_version_falls_back_to_the_first() -> None:
    session = describe_session(
        observe(payloads.transcoding()), item(Media=[payloads.source_media(id=1)])
    )
    assert session.facts["container"] == "mkv"


def test_without_an_item_or_with_a_strange_one_a_session_stays_as_observed() -> None:
    session = observe(payloads.transcoding())
    assert describe_session(session, None) is session
    assert describe_session(session, item(ratingKey="1")) is session


def test_an_unchanged_codec_is_the_one_of_the_source() -> None:
    copied = payloads.transcode_session(
        videoDecision="copy", audioDecision="copy", videoCodec="*", audioCodec="*"
    )
    session = describe_session(observe(payloads.transcoding(TranscodeSession=copied)), item())
    assert session.facts["transcode_video_codec"] == "hevc"
    assert session.facts["transcode_audio_codec"] == "eac3"
    assert session.facts["quality_profile"] == "Original"


@pytest.mark.parametrize(
    ("video", "audio", "decision"),
    [
        ("copy", "copy", "copy"),
        ("copy", "transcode", "transcode"),
        ("transcode", "copy", "transcode"),
        (None, "copy", "copy"),
        (None, None, "direct play"),
    ],
)
def test_the_decision_of_a_stream_comes_from_video_and_audio(
    video: str | None, audio: str | None, decision: str
) -> None:
    part = {
        "Stream": [
            payloads.stream(1, decision=video),
            payloads.stream(2, decision=audio),
            payloads.stream(3, decision="burn", selected=True),
        ]
    }
    facts = observe(payloads.transcoding(Media=[{"Part": [part]}])).facts
    assert facts["transcode_decision"] == decision
    assert facts["stream_video_decision"] == (video or "direct play")


def test_the_selected_stream_is_played_else_the_first_and_the_last_of_several_selected() -> None:
    streams = [
        payloads.stream(1, id=1),
        payloads.stream(1, id=2),
        payloads.stream(2, id=3, selected=True),
        payloads.stream(2, id=4, selected="1"),
        payloads.stream(3, id=5),
    ]
    session = observe(payloads.transcoding(Media=[{"Part": [{"Stream": streams}]}]))
    assert session.played == PlayedMedia("", "", "1", "4", "5")
    assert session.facts["subtitles"] == 0


def test_the_selected_version_is_played_even_when_it_is_not_the_first() -> None:
    media = [{"id": 1, "container": "avi"}, {"id": 2, "container": "mp4", "selected": True}]
    session = observe(payloads.direct_play(Media=media))
    assert session.facts["stream_container"] == "mp4"
    assert session.facts["container"] == "mp4"


@pytest.mark.parametrize(
    ("transcode", "facts"),
    [
        ({"transcodeHwDecoding": "NVDEC"}, {"transcode_hw_decoding": 1}),
        ({"transcodeHwDecoding": None}, {"transcode_hw_decoding": 0, "transcode_hw_decode": ""}),
        ({"transcodeHwEncoding": "x264"}, {"transcode_hw_encoding": 0}),
        ({"throttled": True}, {"transcode_throttled": 1, "throttled": "1"}),
        ({"speed": 0}, {"transcode_speed": "0.0"}),
        ({"progress": "99.9"}, {"transcode_progress": 100}),
        ({"minOffsetAvailable": 12.6}, {"transcode_min_offset_available": 13}),
    ],
)
def test_transcoder_facts(transcode: dict[str, Any], facts: dict[str, Any]) -> None:
    session = payloads.transcode_session(**transcode)
    found = observe(payloads.transcoding(TranscodeSession=session)).facts
    assert {name: found[name] for name in facts} == facts


def test_live_tv_has_a_library_of_its_own_and_its_decisions_from_the_transcoder() -> None:
    session = observe(payloads.live_tv())
    assert session.rating_key is None
    assert session.is_live
    assert session.live_uuid == "9f0e"
    assert session.section_id == LIVE_TV_SECTION
    assert session.facts["library_name"] == "Live TV"
    assert session.facts["channel_title"] == "Channel 5"
    assert session.facts["channel_stream"] == 1
    assert session.facts["stream_container_decision"] == "transcode"
    assert session.facts["stream_video_codec"] == "h264"
    assert session.facts["stream_video_decision"] == "transcode"
    assert session.facts["video_codec"] == "mpeg2video"


def test_music_has_an_artist_and_no_picture() -> None:
    facts = observe(payloads.track()).facts
    assert facts["full_title"] == "Tide - Grey Gull"
    assert "stream_video_full_resolution" not in facts
    assert facts["stream_video_decision"] == ""
    assert facts["stream_audio_channel_layout"] == "Stereo"


def test_theme_music_is_no_session() -> None:
    assert is_theme_music(payloads.track(guid="library://x"))
    assert not is_theme_music(payloads.track())


def test_a_trailer_shows_the_picture_of_its_film() -> None:
    trailer = payloads.direct_play(type="clip", extraType=1, art="/library/metadata/5/art/9")
    facts = observe(trailer).facts
    assert facts["thumb"] == "/library/metadata/5/thumb/9"


def test_an_optimised_version_is_named() -> None:
    media = payloads.direct_play()["Media"][0] | {"proxyType": 42, "title": "Mobile"}
    facts = observe(payloads.direct_play(Media=[media])).facts
    assert facts["optimized_version"] == 1
    assert facts["optimized_version_title"] == "Mobile"
    assert facts["optimized_version_profile"] == "2.1 Mbps 1080p"


def test_s15_a_token_in_the_picture_of_a_person_is_not_kept() -> None:
    user = {"id": 1, "title": "owner", "thumb": "https://plex.tv/a?X-Plex-Token=secret"}
    session = observe(payloads.direct_play(User=user))
    assert "secret" not in repr(session)


@pytest.mark.parametrize("missing", ["sessionKey", "type"])
def test_f17_a_session_without_key_or_type_is_malformed(missing: str) -> None:
    element = payloads.direct_play()
    del element[missing]
    with pytest.raises(MalformedError):
        observe(element)


@pytest.mark.parametrize("strange", [None, "text", 7, [], [None], {}])
@pytest.mark.parametrize("part", ["User", "Player", "Media", "TranscodeSession", "Session"])
def test_f17_strange_parts_do_not_break_a_session(part: str, strange: object) -> None:
    assert observe(payloads.direct_play(**{part: strange})).session_key == "7"
