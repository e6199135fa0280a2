"""The world's rules: positions follow the clock, and what is due happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.plex import FakePlex
from watchkeeper.demo.delivery import Mode, Wish
from watchkeeper.demo.plexserver.stream import Stream
from watchkeeper.domain.media import Marker
from watchkeeper.domain.session import SessionState
from watchkeeper.errors import NotFoundError


@pytest.fixture
def fake() -> FakePlex:
    return FakePlex()


def watch(fake: FakePlex, **more: Any) -> Stream:
    return fake.world.start(fake.world.person("marlow"), fake.film(), **more)


def entries(fake: FakePlex, kind: str = "playing") -> list[dict[str, Any]]:
    found = []
    for frame in fake.world.recorded:
        container = frame["NotificationContainer"]
        if container["type"] == kind:
            (name,) = set(container) - {"type", "size"}
            found.append(container[name][0])
    return found


def test_the_position_follows_the_clock_while_it_plays(fake: FakePlex) -> None:
    stream = watch(fake, offset=5000)
    fake.pass_time(60)
    assert stream.offset(fake.clock.now()) == 65_000


@pytest.mark.parametrize(
    "halt", ["pause", "buffer", "fail"], ids=["paused", "buffering", "in error"]
)
def test_the_position_stands_still_when_nothing_plays(fake: FakePlex, halt: str) -> None:
    stream = watch(fake)
    fake.pass_time(60)
    act: Callable[[str], None] = getattr(fake.world, halt)
    act(stream.session_key)
    fake.pass_time(300)
    assert stream.offset(fake.clock.now()) == 60_000


def test_a_resumed_stream_goes_on_from_where_it_was(fake: FakePlex) -> None:
    stream = watch(fake)
    fake.pass_time(10)
    fake.world.pause(stream.session_key)
    fake.pass_time(100)
    fake.world.resume(stream.session_key)
    fake.pass_time(10)
    assert stream.offset(fake.clock.now()) == 20_000


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["pass", "pause", "resume", "seek"]), st.integers(0, 4000))
    )
)
def test_the_position_is_never_before_the_start_nor_beyond_the_end(
    steps: list[tuple[str, int]],
) -> None:
    fake = FakePlex()
    stream = watch(fake)
    key = stream.session_key
    for verb, number in steps:
        if key not in fake.world.streams:
            break
        if verb == "pass":
            fake.pass_time(number)
        elif verb == "seek":
            fake.world.seek(key, min(number * 1000, stream.duration or 0))
        elif verb == "pause":
            fake.world.pause(key)
        else:
            fake.world.resume(key)
        assert 0 <= stream.offset(fake.clock.now()) <= (stream.duration or 0)


def test_a_stream_that_reaches_its_end_stops_there(fake: FakePlex) -> None:
    stream = watch(fake)
    fake.pass_time(100_000)
    assert not fake.world.streams
    assert entries(fake)[-1]["state"] == "stopped"
    assert entries(fake)[-1]["viewOffset"] == stream.duration


def test_the_next_episode_begins_under_the_same_key_without_a_stop(fake: FakePlex) -> None:
    episode = fake.episode()
    stream = fake.world.start(fake.world.person("marlow"), episode)
    stream.autoplays = True
    fake.pass_time((episode.duration or 0) / 1000 + 30)
    assert stream.item == fake.plex.catalogue.following(episode)
    assert stream.offset(fake.clock.now()) == pytest.approx(30_000, abs=2)
    assert {entry["state"] for entry in entries(fake)} == {"playing"}


def test_another_title_can_take_a_session_over(fake: FakePlex) -> None:
    stream = watch(fake)
    fake.pass_time(50)
    fake.world.take_over(stream.session_key, fake.film(1))
    assert entries(fake)[-1]["ratingKey"] == str(fake.film(1).rating_key)
    assert entries(fake)[-1]["sessionKey"] == stream.session_key
    assert entries(fake)[-1]["viewOffset"] == 0


def test_a_stop_is_said_and_a_vanishing_is_not(fake: FakePlex) -> None:
    stopped, vanished = watch(fake), watch(fake)
    fake.world.vanish(vanished.session_key)
    said = len(fake.world.recorded)
    assert vanished.session_key not in fake.world.streams
    fake.world.stop(stopped.session_key)
    assert len(fake.world.recorded) == said + 1


def test_a_vanished_player_may_stay_listed_where_it_was(fake: FakePlex) -> None:
    stream = watch(fake)
    fake.pass_time(20)
    fake.world.vanish(stream.session_key, is_listed=True)
    said = len(fake.world.recorded)
    fake.pass_time(500)
    assert fake.world.streams[stream.session_key].offset(fake.clock.now()) == 20_000
    assert len(fake.world.recorded) == said


def test_a_player_speaks_every_ten_seconds(fake: FakePlex) -> None:
    watch(fake)
    for _ in range(60):
        fake.pass_time(1)
    assert len(entries(fake)) == 7


def test_session_keys_begin_at_one_again_after_a_restart(fake: FakePlex) -> None:
    assert [watch(fake).session_key, watch(fake).session_key] == ["1", "2"]
    fake.world.restart()
    assert not fake.world.streams
    assert watch(fake).session_key == "1"


@pytest.mark.parametrize(("part", "views"), [(0.5, 0), (0.89, 0), (0.91, 1), (1.0, 1)])
def test_a_view_counts_from_nine_tenths_on(fake: FakePlex, part: float, views: int) -> None:
    stream = watch(fake)
    fake.clock.advance(part * (stream.duration or 0) / 1000)
    fake.world.stop(stream.session_key)
    assert len(fake.world.views.newest_first()) == views


def test_a_trailer_is_no_view(fake: FakePlex) -> None:
    trailer = fake.plex.catalogue.of_type(None, "clip")[0]
    fake.world.start(fake.world.person("marlow"), trailer)
    fake.pass_time(1000)
    assert not fake.world.views.newest_first()


def test_a_channel_turns_to_the_next_programme(fake: FakePlex) -> None:
    stream = fake.world.tune(fake.world.person("leila"), "5.1")
    before = (stream.item.guid, stream.rating_key)
    fake.pass_time(1800)
    assert stream.item.guid != before[0]
    assert stream.rating_key != before[1]
    assert stream.key == f"/livetv/sessions/{stream.live_uuid}"


def test_a_change_of_quality_keeps_the_position_and_starts_another_job(fake: FakePlex) -> None:
    stream = watch(fake, wish=Wish(mode=Mode.TRANSCODE, limit=4000))
    job = stream.transcode_key
    fake.pass_time(30)
    fake.world.deliver_as(stream.session_key, Wish(mode=Mode.TRANSCODE, limit=2000))
    assert stream.offset(fake.clock.now()) == 30_000
    assert stream.transcode_key != job
    assert entries(fake)[-1]["transcodeSession"] == stream.transcode_key


def test_an_item_comes_with_a_created_and_a_finished_frame(fake: FakePlex) -> None:
    added = fake.world.add_like(fake.episode().rating_key, "A New One")
    assert added.rating_key in fake.plex.catalogue
    assert added.added_at == int(fake.clock.now())
    states = [(entry["state"], entry["itemID"]) for entry in entries(fake, "timeline")]
    assert states == [(0, str(added.rating_key)), (5, str(added.rating_key))]


def test_a_deleted_item_plays_on(fake: FakePlex) -> None:
    stream = watch(fake)
    fake.world.delete(stream.item.rating_key)
    fake.pass_time(20)
    assert stream.offset(fake.clock.now()) == 20_000
    assert entries(fake, "timeline")[-1]["metadataState"] == "deleted"


def test_markers_can_be_set_while_an_item_plays(fake: FakePlex) -> None:
    stream = watch(fake)
    fake.world.mark(stream.item.rating_key, [Marker("credits", 1000, 2000, True, True)])
    assert stream.item == fake.plex.catalogue[stream.item.rating_key]
    assert stream.item == replace(stream.item, markers=(Marker("credits", 1000, 2000, True, True),))


def test_frames_can_be_replayed_in_any_order(fake: FakePlex) -> None:
    heard: list[dict[str, Any]] = []
    stream = watch(fake)
    fake.world.pause(stream.session_key)
    frames = list(fake.world.recorded)
    end = fake.world.subscribe(heard.append)
    fake.world.replay(reversed(frames))
    end()
    fake.world.resume(stream.session_key)
    assert heard == frames[::-1]


def test_what_is_not_there_cannot_be_acted_on(fake: FakePlex) -> None:
    with pytest.raises(NotFoundError):
        fake.world.pause("99")
    with pytest.raises(NotFoundError):
        fake.world.person("nobody")
    with pytest.raises(NotFoundError):
        fake.world.tune(fake.world.person("leila"), "0.0")


def test_a_session_can_be_ended_by_its_id(fake: FakePlex) -> None:
    stream = watch(fake)
    assert fake.world.stop_by_session_id(stream.session_id)
    assert not fake.world.stop_by_session_id(stream.session_id)
    assert stream.state is SessionState.PLAYING
