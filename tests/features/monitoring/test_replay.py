"""F20: notices come twice, late, in another order, or not at all; the plays stay the same."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.features.monitoring.making import PAUSED, PLAYING
from tests.features.monitoring.simulation import Simulation, Stream, told_by
from watchkeeper.domain.session import PlayingNotice
from watchkeeper.features.monitoring.events import SessionEnded

EXACT = 2.0


@st.composite
def streams(draw: st.DrawFn) -> Stream:
    start = draw(st.floats(50, 100))
    gaps = draw(st.lists(st.floats(6, 90), min_size=1, max_size=6))
    marks = [start]
    for gap in gaps:
        marks.append(marks[-1] + gap)
    states = [PAUSED, PLAYING] * 3
    changes = tuple(zip(marks[1:-1], states, strict=False))
    first = draw(st.sampled_from([0, 600_000]))
    return Stream("5", 40, start, marks[-1] + 20, changes, first_offset=first)


@st.composite
def households(draw: st.DrawFn) -> list[Stream]:
    """One player showing titles one after the other, under its key, with or without a pause."""
    first = draw(streams())
    gap = draw(st.sampled_from([0.0, 0.0, 8.0]))
    length = draw(st.floats(45, 120))
    key = draw(st.sampled_from(["5", "6"]))
    start = first.end + gap
    return [first, Stream(key, 41, start, start + length)]


@st.composite
def disturbances(draw: st.DrawFn) -> tuple[list[Stream], list[tuple[float, PlayingNotice]]]:
    household = draw(households())
    told = []
    for at, notice in told_by(household):
        fates = ["told", "told", "told", "twice", "late"]
        # Of a stream that begins while nobody watches, only its first notice tells when.
        if at > household[0].start:
            fates.append("lost")
        fate = draw(st.sampled_from(fates))
        if fate != "lost":
            told.append((at + (1.5 if fate == "late" else 0.0), notice))
        if fate == "twice":
            told.append((at + 0.1, notice))
    return household, told


def check(ended: list[SessionEnded], truth: list[Stream]) -> None:
    found = sorted(ended, key=lambda one: one.session.started)
    assert [one.session.rating_key for one in found] == [one.rating_key for one in truth]
    for event, stream in zip(found, truth, strict=True):
        session = event.session
        assert session.started == pytest.approx(stream.start, abs=EXACT + 0.35)
        assert event.at == pytest.approx(stream.end, abs=EXACT + 0.35)
        assert session.paused_seconds <= event.at - session.started
    for before, after in pairwise(found):
        assert before.at <= after.session.started + EXACT


@given(households())
@settings(max_examples=60, deadline=None)
def test_f20_a_faithful_socket_gives_exact_plays(truth: list[Stream]) -> None:
    simulation = Simulation(truth)
    simulation.run(told_by(truth), until=truth[-1].end + 60)
    check(simulation.ended, truth)
    for event, stream in zip(simulation.ended, truth, strict=True):
        assert event.session.started == pytest.approx(stream.start, abs=0.01)
        assert event.at == pytest.approx(stream.end, abs=0.01)
        assert event.session.paused_seconds == pytest.approx(stream.paused, abs=0.1)
        assert event.view_offset == pytest.approx(stream.offset(stream.end), abs=100)


@given(disturbances())
@settings(max_examples=300, deadline=None)
def test_f20_lost_doubled_and_late_notices_change_no_play(
    disturbed: tuple[list[Stream], list[tuple[float, PlayingNotice]]],
) -> None:
    truth, told = disturbed
    simulation = Simulation(truth)
    simulation.run(told, until=truth[-1].end + 60)
    check(simulation.ended, truth)
    for event, stream in zip(simulation.ended, truth, strict=True):
        pauses = sum(1 for _, state in stream.changes if state is PAUSED)
        assert event.session.paused_seconds == pytest.approx(
            stream.paused, abs=EXACT * pauses + 2.5
        )


@pytest.mark.parametrize("reported_only", [False, True])
@given(households())
@settings(max_examples=100, deadline=None)
def test_f20_without_any_notice_plays_are_still_found(
    reported_only: bool, truth: list[Stream]
) -> None:
    simulation = Simulation(truth, is_socket_open=False, reported_only=reported_only)
    simulation.run([], until=truth[-1].end + 60)
    check(simulation.ended, truth)


@given(households(), st.floats(0, 9))
@settings(max_examples=60, deadline=None)
def test_f20_a_list_that_lags_behind_changes_no_play(truth: list[Stream], lag: float) -> None:
    gap = truth[1].start - truth[0].end
    simulation = Simulation(truth[:1], lists_after_end=lag if gap else 0.0)
    simulation.run(told_by(truth[:1]), until=truth[0].end + 60)
    (event,) = simulation.ended
    assert event.at == pytest.approx(truth[0].end, abs=0.01)
    assert event.session.paused_seconds == pytest.approx(truth[0].paused, abs=0.1)


@pytest.mark.parametrize("reported_only", [False, True])
@given(streams(), st.floats(60, 400), st.floats(1, 300))
@settings(max_examples=150, deadline=None)
def test_f12_an_outage_at_any_time_loses_doubles_and_lengthens_no_play(
    reported_only: bool, stream: Stream, from_at: float, seconds: float
) -> None:
    simulation = Simulation(
        [stream], outage=(from_at, from_at + seconds), reported_only=reported_only
    )
    simulation.run(told_by([stream]), until=max(stream.end, from_at + seconds) + 60)
    is_overlooked = from_at <= stream.start + 5 and from_at + seconds >= stream.end - 35
    if is_overlooked:
        return
    (event,) = simulation.ended
    session = event.session
    assert session.started >= stream.start - EXACT - 0.35
    assert event.at <= stream.end + EXACT + 0.35
    played, truly_played = session.play_seconds(event.at), stream.play_seconds
    assert played <= truly_played + EXACT + 0.35
    is_seen_whole = stream.start < from_at - 5 and from_at + seconds < stream.end - 45
    if is_seen_whole:
        assert played >= truly_played - EXACT - 0.35
