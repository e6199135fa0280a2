"""Our words in the foreign shape: types, absent values and derived facts."""

from __future__ import annotations

import pytest

from watchkeeper.api.v2.facts import as_stated
from watchkeeper.api.v2.history_row import poster, whole
from watchkeeper.api.v2.stream_data import stream_data
from watchkeeper.api.v2.user_agent import browser_of, system_of
from watchkeeper.domain.facts import Facts

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"
CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"
    " Safari/537.36"
)


@pytest.mark.parametrize(
    ("user_agent", "system", "browser"),
    [
        (SAFARI, "iPhone iOS 17.5", "Safari 17.5"),
        (FIREFOX, "Windows 10", "Firefox 127.0"),
        (CHROME, "Linux", "Chrome 126.0.0.0"),
        ("curl/8.5", None, None),
        ("", None, None),
        ("(" * 100_000, None, None),
    ],
)
def test_a_user_agent_is_told_in_words(
    user_agent: str, system: str | None, browser: str | None
) -> None:
    assert (system_of(user_agent), browser_of(user_agent)) == (system, browser)


def test_facts_are_text_but_for_flags() -> None:
    assert as_stated(
        {
            "rating_key": 7,
            "year": None,
            "secure": None,
            "live": 0,
            "video_dovi_version": 1.0,
            "markers": [{"id": 3, "type": "credits", "start_time_offset": 9, "first": True}],
            "media_info": [{"id": "1", "bitrate": 900, "parts": [{"indexes": 1}]}],
        }
    ) == {
        "rating_key": "7",
        "year": "",
        "secure": None,
        "live": 0,
        "video_dovi_version": 1.0,
        "markers": [{"id": 3, "type": "credits", "start_time_offset": 9, "first": True}],
        "media_info": [{"id": "1", "bitrate": "900", "parts": [{"indexes": 1}]}],
    }


def test_an_episode_shows_its_season() -> None:
    pictures = {"thumb": "own", "parent_thumb": "season", "grandparent_thumb": "show"}
    assert poster(pictures, "episode") == "season"
    assert poster(pictures | {"parent_thumb": ""}, "episode") == "show"
    assert poster(pictures, "movie") == "own"


@pytest.mark.parametrize(("value", "shown"), [(1.0, "1"), (0.0, "0"), (0.75, "0.75")])
def test_whole_numbers_have_no_fraction(value: float, shown: str) -> None:
    assert repr(whole(value)) == shown


def test_absent_facts_of_a_stream_are_empty_texts() -> None:
    stream: Facts = {
        "stream_container": "mkv",
        "bitrate": 0,
        "subtitle_forced": None,
        "subtitles": 1,
    }
    found = stream_data(stream, {"title": "The Tide"}, is_running=False)
    assert (found["bitrate"], found["subtitle_forced"], found["subtitles"]) == ("", "", 1)
    assert (found["title"], found["media_type"]) == ("The Tide", "")
    assert (found["current_session"], found["pre_tautulli"]) == ("", "")


def test_an_early_play_tells_its_stream_by_the_transcoder_else_by_the_file() -> None:
    early: Facts = {
        "container": "mkv",
        "video_codec": "hevc",
        "audio_codec": "dts",
        "audio_channels": 6,
        "video_decision": "transcode",
        "audio_decision": "copy",
        "transcode_container": "mp4",
        "transcode_video_codec": "h264",
        "transcode_audio_codec": "",
    }
    found = stream_data(early, {}, is_running=False)
    assert found["pre_tautulli"] == 1
    assert (found["stream_container"], found["stream_video_codec"]) == ("mp4", "h264")
    assert (found["stream_audio_codec"], found["stream_audio_channels"]) == ("dts", 6)
    assert (found["stream_video_decision"], found["stream_audio_decision"]) == ("transcode", "copy")
