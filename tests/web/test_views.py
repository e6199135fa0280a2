"""Words and views as tables."""

from __future__ import annotations

from datetime import UTC, date

import pytest

from tests.web.streams import NOW, live_session
from watchkeeper.columns.items.reached import Reached
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.domain.session import SessionState
from watchkeeper.errors import InputError
from watchkeeper.features.accounts import Signer
from watchkeeper.features.users import KnownPerson, User
from watchkeeper.web.views.avatar import Avatar, avatar_of
from watchkeeper.web.views.history.asked import Asked, history_query
from watchkeeper.web.views.history.columns import chosen_text, shown_columns
from watchkeeper.web.views.history.play_sheet import timeline
from watchkeeper.web.views.items.season_grid import reached_by
from watchkeeper.web.views.pictures import Pictures
from watchkeeper.web.views.streams.card import Scene, said_of, stream_card
from watchkeeper.web.views.streams.flow import FlowLine, flow_of, mode_words, reasons_of
from watchkeeper.web.views.titles import poster_path, title_of
from watchkeeper.web.words import bitrate, clock, percent, span

TODAY = date(2026, 11, 21)
PICTURES = Pictures(lambda path: f"/b{path}", Signer(b"key"))
SCENE = Scene(now=NOW, zone=UTC, pictures=PICTURES, server_names={1: "House"})


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 s"), (59, "59 s"), (60, "1 m"), (3600, "1 h"), (6120, "1 h 42 m"), (-5, "0 s")],
)
def test_spans(seconds: float, expected: str) -> None:
    assert span(seconds) == expected


def test_numbers_that_are_not_known_are_left_out() -> None:
    assert bitrate(None) == bitrate(0) == ""
    assert percent(5, None) == 0
    assert percent(500, 100) == 100
    assert clock(-1) == "0:00"


@pytest.mark.parametrize(
    ("decision", "css"),
    [
        ("direct play", "direct-play"),
        ("copy", "copy"),
        ("transcode", "transcode"),
        (None, "unknown"),
    ],
)
def test_modes(decision: str | None, css: str) -> None:
    assert mode_words(decision)[0] == css


TRANSCODE = {
    "transcode_decision": "transcode",
    "quality_profile": "2 Mbps 720p",
    "bitrate": 55_800,
    "video_codec": "hevc",
    "video_full_resolution": "4k",
    "video_dynamic_range": "Dolby Vision",
    "stream_video_codec": "h264",
    "stream_video_full_resolution": "720p",
    "stream_video_dynamic_range": "SDR",
    "stream_video_decision": "transcode",
    "audio_codec": "truehd",
    "audio_channels": "8",
    "audio_language": "English",
    "stream_audio_codec": "aac",
    "stream_audio_channels": "2",
    "stream_audio_language": "English",
    "stream_audio_decision": "transcode",
    "container": "mkv",
    "stream_container": "mp4",
    "transcode_protocol": "dash",
    "transcode_speed": "1.7",
    "transcode_throttled": 1,
}


def test_a_transcode_says_from_what_to_what_and_why() -> None:
    assert flow_of(TRANSCODE) == (
        FlowLine("Quality", "55.8 Mbps", "2 Mbps 720p"),
        FlowLine("Video", "HEVC 4K Dolby Vision", "H.264 720p"),
        FlowLine("Audio", "TrueHD 7.1 English", "AAC stereo English"),
        FlowLine("Container", "MKV", "MP4 · DASH"),
        FlowLine("Engine", "software · 1.7× speed · throttled", can_change=False),
    )
    assert reasons_of(TRANSCODE) == "video: asked for 2 Mbps 720p; audio: TrueHD not played"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ""),
        ({"stream_video_decision": "transcode", "video_codec": "av1"}, "video: AV1 not played"),
        (
            {"stream_video_decision": "transcode", "stream_subtitle_decision": "burn"},
            "video: subtitles burned in",
        ),
        ({"stream_subtitle_decision": "burn"}, "subtitles burned in"),
    ],
)
def test_reasons(facts: dict[str, str], expected: str) -> None:
    assert reasons_of(facts) == expected


def test_nothing_known_is_nothing_shown() -> None:
    assert flow_of({}) == ()


@pytest.mark.parametrize(
    ("facts", "main", "second"),
    [
        ({"media_type": "movie", "title": "Tide", "year": 2019}, "Tide", "2019"),
        ({"media_type": "movie"}, "Untitled", ""),
        (
            {"media_type": "episode", "title": "E", "grandparent_title": "S", "media_index": 0},
            "S",
            "E0 · E",
        ),
        ({"media_type": "track", "title": "T", "grandparent_title": "A"}, "T", "A"),
    ],
)
def test_titles(facts: dict[str, object], main: str, second: str) -> None:
    found = title_of(facts)
    assert (found.main, found.second) == (main, second)


def test_an_episode_stands_under_the_poster_of_its_show() -> None:
    facts = {"media_type": "episode", "thumb": "/e", "grandparent_thumb": "/s"}
    assert poster_path(facts) == "/s"
    assert poster_path({"media_type": "track", "parent_thumb": "/a", "thumb": "/t"}) == "/a"
    assert poster_path({}) == ""


def test_live_tv_without_a_poster_gets_a_screen() -> None:
    assert PICTURES.poster(1, "", live=True).endswith("fallback=poster-live")  # type: ignore[arg-type]  # any number
    assert PICTURES.poster(1, "", square=True).endswith("fallback=cover")  # type: ignore[arg-type]  # any number


def test_a_name_has_the_same_mark_in_every_run() -> None:
    assert avatar_of("Maria Kern") == Avatar("MK", ground="#2f6b6b", ink="#ffffff")
    assert avatar_of("").initials == "?"


def test_a_playing_card_runs_and_says_when_it_ends() -> None:
    card = stream_card(live_session(number=3), SCENE)
    assert card.id == "stream-1-3"
    assert card.is_running
    assert card.ends_at is not None
    assert (card.elapsed_text, card.duration_text, card.percent) == ("10:00", "2:00:00", 8)
    assert card.server == ""
    assert card.url == "/b/stream/1/3"


def test_a_paused_card_says_since_when() -> None:
    live = live_session(state=SessionState.PAUSED, paused_since=NOW - 90)
    card = stream_card(live, SCENE)
    assert not card.is_running
    assert card.ends_at is None
    assert card.since is not None


def test_live_tv_has_no_end() -> None:
    card = stream_card(live_session(is_live=True), SCENE)
    assert card.duration is None
    assert card.ends_at is None


def test_with_several_servers_a_card_names_its_own() -> None:
    scene = Scene(now=NOW, zone=UTC, pictures=PICTURES, server_names={1: "House", 2: "Cabin"})
    assert stream_card(live_session(), scene).server == "House"


def test_a_start_is_said_in_a_sentence() -> None:
    assert said_of(live_session()) == "Ada started The Tide · 2019"


def test_the_timeline_divides_watching_and_pausing() -> None:
    assert timeline(0, 0) == ()
    assert [bar.kind for bar in timeline(60, 0)] == ["playing"]
    playing, paused = timeline(300, 100)
    assert playing.width + paused.width < 1000
    assert paused.x > playing.width


@pytest.mark.parametrize(
    ("when", "after"),
    [
        ("today", TODAY),
        ("7", date(2026, 11, 15)),
        ("year", date(2026, 1, 1)),
        ("", None),
    ],
)
def test_presets_are_counted_from_today(when: str, after: date | None) -> None:
    assert history_query(Asked.of({"when": when}), TODAY).filter.after_day == after


def test_a_named_day_wins_over_a_preset() -> None:
    asked = Asked.of({"when": "7", "after": "2020-02-29"})
    assert history_query(asked, TODAY).filter.after_day == date(2020, 2, 29)


@pytest.mark.parametrize(
    "values",
    [{"after": "2021-02-29"}, {"user_id": "1,x"}, {"page": "-"}, {"when": "nonsense"}],
)
def test_an_address_that_cannot_be_read_names_its_field(values: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        history_query(Asked.of(values), TODAY)
    assert caught.value.field == next(iter(values))


def test_columns_are_kept_only_when_they_are_not_the_usual_ones() -> None:
    usual = [column.name for column in shown_columns("")]
    assert chosen_text(usual) == ""
    assert chosen_text(["mode"]) == "title,mode"
    assert shown_columns("nonsense") == shown_columns("")


def test_columns_keep_their_widths_where_they_have_a_choice() -> None:
    usual = [column.name for column in shown_columns("")]
    wider = chosen_text("player:wide" if name == "player" else name for name in usual)
    assert {one.name: one.width for one in shown_columns(wider) if one.width} == {"player": "wide"}
    assert chosen_text(["title:wide", "mode:narrow", "player:huge"]) == "title,mode,player"


@pytest.mark.parametrize(
    ("profile", "bitrate_kbps", "expected"),
    [
        ("Original", 8100, FlowLine("Quality", "Original · 8.1 Mbps")),
        ("4 Mbps 720p", 8100, FlowLine("Quality", "8.1 Mbps", "4 Mbps 720p")),
        ("192 kbps", 192, FlowLine("Quality", "192 kbps")),
    ],
)
def test_a_quality_that_stays_as_it_is_has_no_target(
    profile: str, bitrate_kbps: int, expected: FlowLine
) -> None:
    assert flow_of({"quality_profile": profile, "bitrate": bitrate_kbps}) == (expected,)


def test_linked_accounts_count_as_one_person_in_the_grid_of_seasons() -> None:
    def account(user_id: int) -> User:
        return User(id=user_id, server_id=ServerId(1), user_id=UserId(user_id), username="x")

    def reached(user_id: int) -> Reached:
        return Reached(
            server_id=1,
            user_id=user_id,
            username="x",
            item=1,
            rating_key=22,
            digest=0,
            plays=1,
            last_started=1,
            percent=100.0,
            view_offset=None,
            is_watched=True,
        )

    people = [KnownPerson((account(1), account(2))), KnownPerson((account(3),))]
    found = [reached(1), reached(2), reached(3)]
    own, count = reached_by(people, found[:2], (2, 3))
    assert count == 2
    assert {(one.server_id, one.user_id) for one in own} == {(1, 1)}
    assert reached_by(people, found, ()) == (found, 0)
