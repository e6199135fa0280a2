"""Which streams become plays, and what is written of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.features.monitoring.making import (
    ANNA,
    PAUSED,
    T,
    make_facts,
    make_item,
    make_marker,
    make_observed,
    plain_words,
)
from watchkeeper.domain.facts import LIVE_TV_SECTION
from watchkeeper.domain.play import PlaySource
from watchkeeper.features.monitoring.events import NotRecorded, SessionEnded
from watchkeeper.features.monitoring.keeping.recording import new_play, why_not
from watchkeeper.features.monitoring.keeping.stored import (
    carried_to,
    needs_description,
    needs_state,
    restored,
    stored,
)
from watchkeeper.features.monitoring.live import Ending, LiveSession
from watchkeeper.features.monitoring.rules import Rules
from watchkeeper.features.monitoring.running import running_play


def make_live(**fields: Any) -> LiveSession:
    values: dict[str, Any] = {
        "number": 1,
        "observed": make_observed(),
        "person": ANNA,
        "started": T,
        "position_at": T,
        "seen_at": T,
        "looked_at": T,
    }
    return LiveSession(**(values | fields))


def ended(seconds: float, **fields: Any) -> SessionEnded:
    return SessionEnded(session=make_live(**fields), at=T + seconds, view_offset=100_000)


@pytest.mark.parametrize(
    ("media_type", "seconds", "paused", "reason"),
    [
        ("movie", 119, 0, NotRecorded.TOO_SHORT),
        ("movie", 120, 0, None),
        ("episode", 130, 11, NotRecorded.TOO_SHORT),
        ("episode", 131, 11, None),
        ("track", 14, 0, NotRecorded.TOO_SHORT),
        ("track", 15, 0, None),
        ("clip", 900, 0, NotRecorded.NOT_A_PLAY),
        ("photo", 900, 0, NotRecorded.NOT_A_PLAY),
    ],
)
def test_what_is_recorded(
    media_type: str, seconds: int, paused: int, reason: NotRecorded | None
) -> None:
    event = ended(seconds, observed=make_observed(media_type=media_type), paused_seconds=paused)
    assert why_not(event, Rules()) is reason


def test_an_interval_of_zero_records_everything_but_short_tracks() -> None:
    rules = Rules(logging_ignore_interval=0)
    assert why_not(ended(0), rules) is None
    assert why_not(ended(3, observed=make_observed(media_type="track")), rules) is not None


@pytest.mark.parametrize(
    ("rating_key", "noticed", "reason"),
    [(None, None, NotRecorded.NOT_A_PLAY), (None, 900, None), (40, None, None)],
)
def test_what_has_no_rating_key_is_not_recorded(
    rating_key: int | None, noticed: int | None, reason: NotRecorded | None
) -> None:
    observed = make_observed(rating_key=rating_key, is_live=True)
    event = ended(300, observed=observed, noticed_rating_key=noticed)
    assert why_not(event, Rules()) is reason


def test_a_play_carries_what_the_server_said_last() -> None:
    play = new_play(ended(300.4, paused_seconds=12.6), plain_words())
    assert (play.started, play.stopped, play.paused_seconds) == (T, T + 300, 13)
    assert (play.user_id, play.username, play.media_type) == (7, "anna", "movie")
    assert (play.rating_key, play.section_id, play.view_offset) == (40, 1, 100_000)
    assert (play.bandwidth, play.location, play.quality_profile) == (8000, "lan", "Original")
    assert (play.secure, play.relayed, play.source) == (True, False, PlaySource.RECORDED)
    assert play.item["title"] == "Title 40"
    assert play.stream == {"transcode_decision": "direct play"}


def test_what_the_server_did_not_say_stays_unknown() -> None:
    facts = make_facts(make_observed()) | {"secure": None, "bandwidth": None, "location": ""}
    play = new_play(ended(300, observed=make_observed(facts=facts)), plain_words())
    assert (play.secure, play.bandwidth, play.location) == (None, None, None)


def test_live_tv_belongs_to_its_stand_in_library() -> None:
    observed = make_observed(is_live=True, section_id=None)
    assert new_play(ended(300, observed=observed), plain_words()).section_id == LIVE_TV_SECTION


def test_a_session_comes_back_from_its_row_as_it_was() -> None:
    session = make_live(
        item=make_item(markers=(make_marker("intro", 1, 2),)),
        ending=Ending(T + 9, 9000),
        paused_since=T + 3,
        paused_seconds=4.5,
        has_moved=True,
        buffer_count=2,
        marker=1,
        observed=make_observed(state=PAUSED, view_offset=3000),
    )
    assert restored(stored(session)) == replace(session, is_confirmed=False)


def test_a_restored_session_is_carried_to_the_last_sign_of_life() -> None:
    carried = carried_to(make_live(), T + 30)
    assert (carried.observed.view_offset, carried.seen_at, carried.position_at) == (
        30_000,
        T + 30,
        T + 30,
    )
    paused = make_live(observed=make_observed(state=PAUSED), paused_since=T)
    assert carried_to(paused, T + 30).observed.view_offset == 0
    assert carried_to(make_live(missed_at=T + 4), T + 30).seen_at == T


def test_steady_playing_needs_no_writing() -> None:
    before = make_live()
    after = replace(
        before,
        observed=make_observed(view_offset=8000),
        position_at=T + 8,
        seen_at=T + 8,
        looked_at=T + 8,
        has_moved=False,
    )
    assert not needs_state(before, after, T + 8)
    assert not needs_description(before, after)
    assert needs_state(before, replace(after, position_at=T + 3), T + 8)
    assert needs_state(before, replace(after, paused_since=T + 8), T + 8)
    assert needs_description(before, replace(after, item=make_item()))


def test_a_running_stream_is_a_row_of_the_history() -> None:
    row = running_play(make_live(paused_seconds=5), T + 65)
    assert (row.started, row.last_seen, row.play_seconds) == (T, T + 65, 60)
    assert (row.view_offset, row.title, row.friendly_name) == (65_000, "Title 40", "Anna")
    facts = make_facts(make_observed()) | {"channel_title": "Northern TV"}
    live = running_play(make_live(observed=make_observed(facts=facts)), T)
    assert (row.channel_title, live.channel_title) == ("", "Northern TV")
    unconfirmed = running_play(make_live(seen_at=T + 30, is_confirmed=False), T + 65)
    assert unconfirmed.last_seen == T + 30
