"""`advance` and `hear` as a specification, by tables and small stories."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.features.monitoring.making import (
    ANNA,
    BUFFERING,
    ERROR,
    FILM,
    MINUTE,
    PAUSED,
    PLAYING,
    RULES,
    STOPPED,
    T,
    advanced,
    look_at,
    make_item,
    make_marker,
    make_notice,
    make_observed,
    only,
)
from watchkeeper.domain.facts import UserId
from watchkeeper.domain.session import ObservedSession, Person, PlayingNotice, SessionState
from watchkeeper.features.monitoring.advancing.adjust import abandon, unconfirmed
from watchkeeper.features.monitoring.advancing.advance import advance
from watchkeeper.features.monitoring.advancing.hear import hear
from watchkeeper.features.monitoring.advancing.known import Known, Step
from watchkeeper.features.monitoring.advancing.moments import tick
from watchkeeper.features.monitoring.events import (
    Change,
    SessionChanged,
    SessionEnded,
    SessionEvent,
    SessionStarted,
)


class Story:
    """What is known, told step by step; times in seconds since T."""

    def __init__(self, known: Known | None = None) -> None:
        self.known = known or Known()
        self.events: list[SessionEvent] = []

    def hear(self, at: float, state: SessionState, offset: int = 0, **fields: Any) -> Story:
        return self._take(hear(self.known, make_notice(state, offset, **fields), T + at, RULES))

    def look(self, at: float, *observed: ObservedSession, **fields: Any) -> Story:
        return self._take(advanced(self.known, T + at, *observed, **fields))

    def tick(self, at: float) -> Story:
        return self._take(tick(self.known, T + at, RULES))

    def fail(self) -> Story:
        self.known = unconfirmed(self.known)
        return self

    @property
    def ended(self) -> SessionEnded:
        (event,) = (event for event in self.events if isinstance(event, SessionEnded))
        return event

    @property
    def changes(self) -> list[Change]:
        return [event.what for event in self.events if isinstance(event, SessionChanged)]

    def _take(self, step: Step) -> Story:
        self.known = step.known
        self.events += step.events
        return self


def seen(offset: int = 0, state: SessionState = PLAYING, **fields: Any) -> ObservedSession:
    return make_observed(view_offset=offset, state=state, **fields)


def playing_film(**fields: Any) -> Story:
    """A film that was heard to start at T and seen right after."""
    return Story().look(-10).hear(0, PLAYING).look(0.4, seen(400, **fields))


def test_a_session_starts_when_its_first_notice_came() -> None:
    story = playing_film()
    (started,) = story.events
    assert isinstance(started, SessionStarted)
    assert (started.at, only(story.known).started, started.session.person) == (T, T, ANNA)


def test_the_verified_example_of_a_pause() -> None:
    story = playing_film()
    story.hear(60, PAUSED, 60_000).look(60.5, seen(60_000, PAUSED))
    story.hear(90, PLAYING, 60_000).look(90.5, seen(60_500))
    story.hear(300, STOPPED, 270_000).look(300.4)
    ended = story.ended
    assert ended.session.paused_seconds == 30
    assert ended.session.play_seconds(ended.at) == 270
    assert story.changes == [Change.PAUSED, Change.RESUMED, Change.STOPPING]


@pytest.mark.parametrize(
    ("offset", "duration", "expected"),
    [
        (5_995_000, 6_000_000, 6_000_000),
        (5_990_000, 6_000_000, 6_000_000),
        (5_989_999, 6_000_000, 5_989_999),
        (70_000, None, 70_000),
        (0, 8_000, 8_000),
    ],
)
def test_the_last_ten_seconds_are_the_end(offset: int, duration: int | None, expected: int) -> None:
    story = playing_film(duration=duration)
    story.hear(300, STOPPED, offset).look(300.4)
    assert story.ended.view_offset == expected


@pytest.mark.parametrize("state", [PAUSED, ERROR])
def test_any_real_first_state_starts_a_session(state: SessionState) -> None:
    story = Story().look(-10).hear(0, state, 5000).look(0.4, seen(5000, state))
    assert isinstance(story.events[0], SessionStarted)


def test_a_pause_at_the_very_start_counts() -> None:
    story = Story().look(-10).hear(0, PAUSED).look(0.4, seen(0, PAUSED))
    story.hear(45, PLAYING).look(45.4, seen(400)).hear(245, STOPPED, 200_000).look(245.4)
    assert (story.ended.session.paused_seconds, story.ended.at) == (45, T + 245)


def test_buffering_before_the_first_real_state_is_no_start_yet() -> None:
    story = Story().look(-10).hear(0, BUFFERING).look(0.4, seen(0, BUFFERING))
    assert story.events == []
    assert not only(story.known).has_begun
    story.hear(3, PLAYING).look(3.4, seen(400))
    assert only(story.known).started == T + 3


def test_a_session_that_only_buffered_leaves_no_trace() -> None:
    story = Story().look(-10).hear(0, BUFFERING).look(0.4, seen(0, BUFFERING)).look(9)
    assert (story.known.sessions, story.events) == ({}, [])


def test_a_phantom_of_dlna_browsing_is_no_session() -> None:
    phantom = make_observed()
    phantom = replace(phantom, player=replace(phantom.player, platform="DLNA"))
    story = Story().look(-10).look(0, phantom).look(1)
    assert story.events == []
    story = Story().look(-10).look(0, phantom).look(1.1, phantom)
    assert isinstance(story.events[0], SessionStarted)


def test_buffering_within_a_pause_does_not_end_the_pause() -> None:
    story = playing_film()
    story.hear(60, PAUSED, 60_000).hear(80, BUFFERING, 60_000).hear(90, PLAYING, 60_000)
    assert only(story.known).paused_seconds == 30
    assert only(story.known).buffer_count == 1


def test_buffering_is_told_at_the_tenth_time_and_again_after_fifteen_minutes() -> None:
    story = playing_film()
    for at in [*range(10, 22), 800, 920]:
        story.hear(at, BUFFERING, 1000).hear(at + 0.5, PLAYING, 1000)
    notable = [
        round(event.at - T)
        for event in story.events
        if isinstance(event, SessionChanged) and event.what is Change.BUFFERED and event.is_notable
    ]
    assert notable == [19, 920]
    assert only(story.known).buffer_count == 14


def test_an_error_is_told_once() -> None:
    story = playing_film().hear(50, ERROR, 50_000).hear(60, ERROR, 50_000)
    assert story.changes == [Change.ERRORED]


@pytest.mark.parametrize(
    ("stopped", "started", "is_initial"),
    [(100, 114.9, False), (100, 115, True), (None, 5, True)],
)
def test_a_stream_soon_after_another_is_a_continued_one(
    stopped: float | None, started: float, is_initial: bool
) -> None:
    last = {} if stopped is None else {(UserId(7), "tv", "movie"): T + stopped}
    story = Story(Known(last_stops=last)).look(started - 9)
    story.hear(started, PLAYING).look(started + 0.4, seen(400))
    assert only(story.known).initial_stream is is_initial


def test_a_start_whose_notice_was_lost_is_as_long_ago_as_it_has_played() -> None:
    story = Story().look(-10).hear(10, PLAYING, 10_000).look(10.4, seen(10_400))
    assert only(story.known).started == T


def test_a_pause_told_first_after_an_outage_may_be_an_old_one() -> None:
    story = playing_film().look(30, seen(30_000)).fail()
    story.hear(300, PAUSED, 60_000).look(300.4, seen(60_000, PAUSED))
    assert only(story.known).paused_since == T + 60


def test_a_session_that_is_missing_once_is_still_open() -> None:
    story = playing_film().look(100, seen(100_000)).look(104)
    assert len(story.known.sessions) == 1
    story.look(105, seen(105_000)).look(109, seen(109_000))
    assert only(story.known).missed_at is None


def test_missing_twice_is_over_in_the_middle_between_seen_and_missed() -> None:
    story = playing_film().look(100, seen(100_000)).look(104).look(105)
    assert story.ended.at == T + 102
    assert story.ended.view_offset == 102_000


def test_a_player_that_vanished_ended_when_its_position_stood_still() -> None:
    story = playing_film()
    for at in range(4, 101, 4):
        story.look(at, seen(at * 1000))
    for at in range(104, 160, 4):
        story.look(at, seen(101_500))
    story.look(160).look(161)
    assert story.ended.at == pytest.approx(T + 101.5, abs=0.1)


def test_an_item_cannot_play_beyond_its_end() -> None:
    story = playing_film(duration=60_000)
    story.look(50, seen(50_000, duration=60_000)).look(59, seen(59_000, duration=60_000))
    story.look(63).look(64)
    assert story.ended.at == T + 60
    assert story.ended.view_offset == 60_000


def test_the_key_taken_over_by_another_title_ends_the_first_exactly_then() -> None:
    story = playing_film()
    story.hear(200, PLAYING, 0, rating_key="41").look(200.4, seen(400, rating_key=41))
    assert (story.ended.at, story.ended.view_offset) == (T + 200, 200_000)
    assert only(story.known).rating_key == 41
    assert only(story.known).started == T + 200


def test_the_same_without_any_notice_is_exact_by_the_new_position() -> None:
    story = playing_film().look(196, seen(196_000)).look(200, seen(1_500, rating_key=41))
    assert story.ended.at == T + 198.5
    assert only(story.known).started == T + 198.5


def test_the_next_track_under_a_new_key_ends_the_first_when_it_begins() -> None:
    story = playing_film().look(196, seen(196_000))
    story.look(200, seen(1_000, session_key="6", session_id="id-6", rating_key=41))
    assert story.ended.at == T + 199


def test_the_key_taken_over_by_another_player_is_another_session() -> None:
    story = playing_film().look(196, seen(196_000))
    story.look(200, seen(2_000, machine_id="phone", session_id="id-6"))
    assert story.ended.at == T + 198
    assert only(story.known).observed.machine_id == "phone"


def test_another_player_that_shows_the_same_title_is_seen_at_its_notice() -> None:
    story = Story().look(-10).hear(0, PLAYING, client_identifier="tv").look(0.4, seen(400))
    story.look(196, seen(196_000)).hear(197, PLAYING, client_identifier="phone")
    story.look(197.4, seen(400, machine_id="phone", session_id="id-6"))
    assert story.ended.at == T + 197
    assert only(story.known).started == T + 197


def test_a_player_may_name_itself_otherwise_in_notices() -> None:
    story = Story().look(-10).hear(0, PLAYING, client_identifier="cast").look(0.4, seen(400))
    story.hear(10, PLAYING, 10_000, client_identifier="cast").look(10.4, seen(10_400))
    assert (only(story.known).started, only(story.known).ending) == (T, None)


def test_a_stop_that_the_list_still_shows_is_settled_when_it_is_gone() -> None:
    story = playing_film().hear(100, STOPPED, 100_000)
    story.look(100.4, seen(100_000)).look(101.5, seen(100_000)).look(103)
    assert (story.ended.at, story.ended.view_offset) == (T + 100, 100_000)


def test_a_session_listed_long_after_its_stop_neither_lives_on_nor_starts_anew() -> None:
    story = playing_film().hear(100, STOPPED, 100_000)
    for at in range(101, 200, 4):
        story.look(at, seen(100_000))
    assert story.ended.at == T + 100
    assert story.known.sessions == {}


def test_a_stop_that_was_not_true_does_not_end_a_play() -> None:
    story = playing_film().hear(100, STOPPED, 100_000)
    story.look(100.4, seen(100_400)).look(104.4, seen(104_400))
    story.hear(300, STOPPED, 300_000).look(300.4)
    assert story.ended.at == T + 300
    assert story.ended.session.started == T


def test_a_late_word_of_an_ended_session_changes_nothing() -> None:
    story = playing_film().hear(100, STOPPED, 100_000).look(100.4).hear(101, PLAYING, 90_000)
    story.look(101.4).look(105)
    assert story.ended.at == T + 100
    assert (story.known.sessions, story.known.hints) == ({}, {})


def test_a_late_word_of_the_title_before_does_not_end_the_new_one() -> None:
    story = playing_film().hear(200, PLAYING, 0, rating_key="41")
    story.hear(200.2, PLAYING, 199_000).look(200.6, seen(600, rating_key=41))
    story.hear(201, PLAYING, 199_000).look(201.4, seen(1_400, rating_key=41))
    assert story.ended.at == T + 200
    assert only(story.known).ending is None


def test_a_look_that_was_asked_before_a_notice_does_not_undo_it() -> None:
    story = playing_film().hear(60, PAUSED, 60_000)
    story._take(advance(story.known, look_at(T + 59.9, seen(59_900)), RULES))
    assert only(story.known).state is PAUSED
    assert only(story.known).paused_since == T + 60


def test_a_look_that_was_asked_before_a_start_does_not_end_it() -> None:
    story = playing_film().hear(60, PAUSED, 60_000)
    story._take(advance(story.known, look_at(T + 59.9), RULES))
    assert only(story.known).missed_at is None


@pytest.mark.parametrize("offset", [26_000, 0, 106_000])
def test_a_server_that_restarted_counts_its_keys_anew(offset: int) -> None:
    story = playing_film().look(26, seen(26_000)).fail()
    story.look(100, seen(offset, session_id="another"))
    assert story.ended.at == T + 26
    assert only(story.known).observed.session_id == "another"


def test_an_outage_through_which_it_played_on_is_play() -> None:
    story = playing_film().look(26, seen(26_000)).fail().look(126, seen(126_000))
    assert only(story.known).play_seconds(T + 126) == pytest.approx(126)


def test_an_outage_in_which_it_stood_still_is_no_play() -> None:
    story = playing_film().look(26, seen(26_000)).fail().look(126, seen(32_000))
    assert only(story.known).play_seconds(T + 126) == pytest.approx(32)


def test_a_position_that_is_reported_late_after_an_outage_is_play_after_all() -> None:
    story = playing_film().look(26, seen(26_000)).fail().look(56, seen(50_000))
    assert only(story.known).play_seconds(T + 56) == pytest.approx(50)
    story.hear(60, PLAYING, 60_000)
    assert only(story.known).play_seconds(T + 60) == pytest.approx(60)


def test_a_stream_that_stood_still_before_its_last_words_after_an_outage_is_no_longer() -> None:
    story = playing_film().look(26, seen(26_000)).fail().hear(126, STOPPED, 32_000).look(126.4)
    assert story.ended.session.play_seconds(story.ended.at) == pytest.approx(32)
    assert (story.ended.at, story.ended.view_offset) == (T + 126, 32_000)


def test_play_between_two_pauses_in_an_outage_is_play() -> None:
    story = playing_film().hear(20, PAUSED, 20_000).look(26, seen(20_000, PAUSED)).fail()
    story.look(126, seen(60_000, PAUSED))
    assert only(story.known).play_seconds(T + 126) == pytest.approx(60)


def test_a_start_in_an_outage_that_nothing_dates_is_the_first_sight_of_it() -> None:
    story = Story().look(0).fail().look(12, seen(600_000))
    assert only(story.known).started == T + 12


def test_a_notice_that_came_late_is_dated_by_its_position() -> None:
    story = playing_film().look(48, seen(48_000)).hear(51.5, PLAYING, 50_000).look(52).look(53)
    assert story.ended.at == T + 51


def test_a_pause_that_nobody_told_began_where_the_position_stands() -> None:
    story = playing_film().look(96, seen(96_000)).look(100, seen(97_500, PAUSED))
    assert only(story.known).paused_since == T + 97.5


def test_a_resume_that_nobody_told_began_as_long_ago_as_it_advanced() -> None:
    story = playing_film().look(96, seen(96_000)).look(100, seen(96_000, PAUSED))
    story.look(104, seen(96_000, PAUSED)).look(108, seen(97_000))
    assert only(story.known).paused_seconds == 107 - 96


def test_live_tv_turns_into_another_play_with_the_next_programme() -> None:
    live: dict[str, Any] = {
        "is_live": True,
        "rating_key": None,
        "live_uuid": "u1",
        "duration": None,
    }
    story = Story().look(-10)
    story.hear(0, PLAYING, rating_key="900", key="/livetv/sessions/u1")
    story.look(0.4, seen(0, guid="plex://episode/news", **live))
    assert only(story.known).rating_key == 900
    story.look(600, seen(0, guid="plex://episode/news", **live))
    story.look(604, seen(0, guid="plex://episode/weather", **live))
    assert story.ended.at == pytest.approx(T + 602, abs=2)
    assert only(story.known).observed.guid == "plex://episode/weather"
    story.look(608, seen(0, guid="", **live))
    assert len(story.known.sessions) == 1


def test_a_notice_without_rating_key_speaks_of_its_live_session() -> None:
    live: dict[str, Any] = {
        "is_live": True,
        "rating_key": None,
        "live_uuid": "u1",
        "duration": None,
    }
    story = Story().look(-10).look(0, seen(0, **live))
    story.hear(60, PAUSED, rating_key="901", key="/livetv/sessions/u1")
    assert only(story.known).paused_since == T + 60


def test_a_new_transcode_is_a_change_of_the_stream() -> None:
    story = playing_film().look(50, seen(50_000, transcode_key="t1"))
    change = next(event for event in story.events if isinstance(event, SessionChanged))
    assert (change.what, change.before is not None) == (Change.STREAM_CHANGED, True)


def test_a_seek_is_told_and_counts_as_play() -> None:
    story = playing_film().look(50, seen(50_000)).look(54, seen(30 * MINUTE))
    assert story.changes == [Change.MOVED]
    assert only(story.known).play_seconds(T + 54) == 54


def test_markers_are_reached_when_the_position_comes_there() -> None:
    markers = (make_marker("intro", 60_000, 90_000), make_marker("credits", 5_000_000, FILM))
    story = Story().look(-10).look(0, seen(0), item=make_item(markers=markers))
    for at in range(50, 100, 4):
        story.look(at, seen(at * 1000), item=make_item(markers=markers)).tick(at)
    assert story.changes == [Change.INTRO_REACHED]
    assert only(story.known).marker == 0


@pytest.mark.parametrize(
    ("media_type", "percent"), [("movie", 85), ("episode", 85), ("clip", 85), ("track", 85)]
)
def test_watched_is_told_once_at_the_percentage(media_type: str, percent: int) -> None:
    limit = FILM * percent // 100
    story = Story().look(-10).look(0, seen(limit - 2000, media_type=media_type)).tick(0)
    assert story.changes == []
    story.look(4, seen(limit + 2000, media_type=media_type)).tick(4).tick(5)
    assert story.changes == [Change.WATCHED]


def test_a_photo_is_never_watched() -> None:
    story = Story().look(0, seen(0, media_type="photo", duration=None)).tick(0)
    assert story.changes == []


def test_a_person_that_was_found_out_later_is_told() -> None:
    story = playing_film()
    nobody = Person(UserId(0), "Local", "Local")
    known = replace(story.known, sessions={1: replace(only(story.known), person=nobody)})
    story = Story(known).look(4, seen(4000))
    assert story.changes == [Change.DESCRIBED]
    assert only(story.known).person == ANNA


def test_a_server_that_is_no_longer_watched_leaves_whole_plays() -> None:
    story = playing_film().look(100, seen(100_000))
    (event,) = abandon(story.known).events
    assert isinstance(event, SessionEnded)
    assert event.at == T + 100


def test_repeated_notices_change_nothing() -> None:
    story = playing_film()
    notice: PlayingNotice = make_notice(PAUSED, 60_000)
    once = hear(story.known, notice, T + 60, RULES)
    twice = hear(once.known, notice, T + 60.2, RULES)
    assert twice.events == ()
    assert only(twice.known).paused_since == only(once.known).paused_since
