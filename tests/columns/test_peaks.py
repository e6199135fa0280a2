"""Concurrent streams against going through the events one by one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columns.counting import local
from tests.columns.record import PLAY, PLAYS, START, filled, numbered
from watchkeeper.columns import peaks
from watchkeeper.columns.changes import PlayFacts
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.filter import HistoryFilter
from watchkeeper.columns.local_time import day_number
from watchkeeper.columns.peaks import Peak, daily_peaks, latest_peaks

DECISIONS = ("direct play", "copy", "transcode")
BUSY = st.lists(
    PLAYS.map(lambda play: play._replace(started=START + (play.started - START) // 40)),
    max_size=60,
)
WAYS = pytest.mark.parametrize("many", [20_000, 0], ids=["all at once", "contenders first"])


def one_by_one(plays: Iterable[PlayFacts]) -> Peak | None:
    """Stops before starts of the same second; of equal highest counts the latest."""
    events = []
    for play in plays:
        if play.stopped is not None:
            events += [(play.started, 1), (max(play.stopped, play.started), 0)]
    running, best, since, found = 0, 1, 0, None
    for instant, is_start in sorted(events):
        if is_start:
            running += 1
            since = instant if running >= best else since
        else:
            if running >= best:
                best, found = running, Peak(running, since, instant)
            running -= 1
    return found


def latest(columns: Columns) -> list[Peak | None]:
    return columns.ask(lambda plays, _: latest_peaks(plays, HistoryFilter(), DECISIONS))


def daily(columns: Columns) -> dict[int, list[int]]:
    days, highest = columns.ask(lambda plays, _: daily_peaks(plays, HistoryFilter(), DECISIONS))
    return dict(zip(days, highest.T.tolist(), strict=True))


def of_each_kind(plays: list[PlayFacts]) -> list[list[PlayFacts]]:
    kinds = [[play for play in plays if play.transcode_decision == kind] for kind in DECISIONS]
    return [plays, *kinds]


@pytest.fixture(autouse=True)
def small_bins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peaks, "BIN", 8)


@WAYS
@settings(max_examples=60, deadline=None)
@given(made=BUSY)
def test_the_latest_peak_is_what_the_events_say(many: int, made: list[PlayFacts]) -> None:
    plays = numbered(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peaks, "MANY", many)
        found = latest(filled(plays))
    assert found == [one_by_one(some) for some in of_each_kind(plays)]


@WAYS
@settings(max_examples=60, deadline=None)
@given(made=BUSY)
def test_each_day_has_the_peak_of_the_streams_that_started_on_it(
    many: int, made: list[PlayFacts]
) -> None:
    plays = [play for play in numbered(made) if play.stopped is not None]
    wanted = {}
    for day in {local(play).date() for play in plays}:
        started = [play for play in plays if local(play).date() == day]
        highest = [one_by_one(some) for some in of_each_kind(started)]
        wanted[day_number(day)] = [peak.count if peak else 0 for peak in highest]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peaks, "MANY", many)
        assert daily(filled(plays)) == wanted


def test_a_stream_that_stops_in_the_second_in_which_another_starts_ran_before_it() -> None:
    plays = numbered([PLAY, PLAY._replace(started=START + 600, stopped=10)])
    assert latest(filled(plays))[0] == Peak(1, START + 600, START + 610)


def test_a_stream_without_known_end_is_left_out() -> None:
    assert latest(filled(numbered([PLAY._replace(stopped=None)]))) == [None] * 4
    assert daily(filled(numbered([PLAY._replace(stopped=None)]))) == {}
