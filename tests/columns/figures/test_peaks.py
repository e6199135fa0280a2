"""Concurrent streams against going through the events one by one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columns.counting import RECORDS, local
from tests.columns.record import (
    ITEMS,
    NAMES,
    PLAY,
    PLAYERS,
    PLAYS,
    START,
    filled,
    numbered,
)
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures import peaks
from watchkeeper.columns.figures.peaks import Peak, daily_peaks, latest_peaks
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.store.changes import Changes, PlayFacts
from watchkeeper.columns.store.local_time import day_number

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
        patch.setattr(peaks, "PIECE", 7)
        found = latest(filled(plays))
    assert found == [one_by_one(some) for some in of_each_kind(plays)]


@pytest.mark.parametrize("block", [8192, 3], ids=["all at once", "piece by piece"])
@settings(max_examples=60, deadline=None)
@given(made=st.one_of(BUSY, RECORDS))
def test_each_day_has_the_peak_of_the_streams_that_started_on_it(
    block: int, made: list[PlayFacts]
) -> None:
    plays = [play for play in numbered(made) if play.stopped is not None]
    wanted = {}
    for day in {local(play).date() for play in plays}:
        started = [play for play in plays if local(play).date() == day]
        highest = [one_by_one(some) for some in of_each_kind(started)]
        wanted[day_number(day)] = [peak.count if peak else 0 for peak in highest]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peaks, "PIECE", block)
        assert daily(filled(plays)) == wanted


def test_a_day_that_comes_twice_is_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peaks, "PIECE", 1)
    set_back = 1_289_097_060  # at 00:01 of a Sunday in Newfoundland it was 23:01 on Saturday again
    columns = Columns(ZoneInfo("America/St_Johns"))
    starts = (set_back - 600, set_back - 30, set_back + 30, set_back + 4000)
    plays = numbered(PLAY._replace(started=start, stopped=900) for start in starts)
    columns.apply(Changes(revision=1, items=[ITEMS], players=PLAYERS, names=NAMES, plays=[plays]))
    saturday = day_number(date(2010, 11, 6))
    assert {day: counts[0] for day, counts in daily(columns).items()} == {
        saturday: 2,
        saturday + 1: 1,
    }


def test_a_stream_that_stops_in_the_second_in_which_another_starts_ran_before_it() -> None:
    plays = numbered([PLAY, PLAY._replace(started=START + 600, stopped=10)])
    assert latest(filled(plays))[0] == Peak(1, START + 600, START + 610)


def test_a_stream_without_known_end_is_left_out() -> None:
    assert latest(filled(numbered([PLAY._replace(stopped=None)]))) == [None] * 4
    assert daily(filled(numbered([PLAY._replace(stopped=None)]))) == {}
