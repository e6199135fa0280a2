from __future__ import annotations

from collections.abc import Sequence

import pytest

from watchkeeper.cli.bench.calls import Call, Known, all_calls
from watchkeeper.cli.bench.client import Answer
from watchkeeper.cli.bench.filling import Filled
from watchkeeper.cli.bench.load import Load, Writes
from watchkeeper.cli.bench.measure import Measured, Timing, geometric_mean, timing
from watchkeeper.cli.bench.page_calls import page_calls
from watchkeeper.cli.bench.report import Report, render, stream_lines
from watchkeeper.cli.bench.server import Memory
from watchkeeper.cli.bench.streams import Delays, StreamFigures
from watchkeeper.domain.facts import ServerId

KNOWN = Known(
    plays=1000,
    top_user=1,
    other_user=2,
    movie=10,
    show=20,
    movies=1,
    shows=2,
    row_id=1000,
    word="river",
    day="2026-01-01",
    later_day="2026-01-31",
)

WRITES = Writes("a play was recorded", 50, 4, 8, 12)


def took(milliseconds: float, status: int = 200) -> Timing:
    return Timing(3, milliseconds - 0.5, milliseconds, milliseconds + 1, status, 100)


def report(*calls: Measured, pages: Sequence[Measured] = ()) -> str:
    return render(
        Report(
            machine="2 cores",
            filled=Filled(ServerId(1), 1000, 0.5, "written"),
            ready_seconds=0.75,
            ready_without_cache_seconds=1.25,
            memory_at_start=Memory(100, 110),
            memory_at_end=Memory(120, 130),
            idle_share=0.004,
            calls=calls,
            pages=pages,
            loads=[Load("get_history", 16, 400, 0, 30, 80, WRITES)],
            streams=None,
            notices=None,
        )
    )


def test_a_call_is_a_row_with_its_figures() -> None:
    text = report(Measured(Call("status", "status"), took(2), took(1), None))
    assert "| status | 1.50 | 2.00 | 3.00 | 1.00 |" in text


def test_an_undelivered_command_is_a_dash_and_counts_for_nothing() -> None:
    text = report(
        Measured(Call("status", "status"), took(4), took(1), None),
        Measured(Call("cards", "get_home_stats"), took(1, 400), took(1, 400), None),
    )
    assert "| cards | - | - | - | - |" in text
    assert "Geometric mean of the 1 medians: 4.00" in text


def test_a_failing_call_is_told_not_hidden() -> None:
    text = report(Measured(Call("status", "status"), took(4, 500), took(1, 500), None))
    assert "| status | HTTP 500 |" in text


def test_a_tautulli_beside_adds_its_median_and_the_ratio() -> None:
    text = report(Measured(Call("status", "status"), took(2), took(1), took(20)))
    assert "| status | 1.50 | 2.00 | 3.00 | 1.00 | 20.00 | 0.100 |" in text
    assert "Geometric mean of the 1 ratios: 0.1000." in text


def test_everything_else_is_a_sentence() -> None:
    text = report(Measured(Call("status", "status"), took(2), took(1), None))
    assert (
        "1,000 plays, written in 0.5 s: 2,000 a second. Columns brought up to date in 0.0 s."
        in text
    )
    assert "Ready 0.75 s after the start; 1.25 s without the cache file" in text
    assert "Resident: 100 MiB when ready, 120 MiB after all calls (at most 130)." in text
    assert "Idle: 0.4% of a core." in text
    assert "16 clients, get_history: 400 answers a second" in text
    assert "Beside them a play was recorded 50 times: median 4.0 ms" in text


def test_streams_have_a_table_of_their_own() -> None:
    figures = StreamFigures(
        streams=500,
        burst_seconds=1.2,
        burst_requests=12,
        delays=(Delays("paused", 15, 2, 30, 250, 290),),
        requests_per_minute=8,
        sessions_per_minute=8,
        cpu_share=0.03,
        resident=180,
        activity_ms=50,
    )
    text = "\n".join(stream_lines(figures))
    assert "500 streams started at once were all on the screen after 1.2 s" in text
    assert "| paused | 15 | 2 ms | 30 ms | 250 ms | 290 ms |" in text


def test_timing_takes_least_median_and_most() -> None:
    found = timing([Answer(200, seconds, b"12") for seconds in (0.003, 0.001, 0.002)])
    assert (found.least, found.median, found.most) == pytest.approx((1, 2, 3))
    assert (found.runs, found.size) == (3, 2)


def test_the_geometric_mean_of_nothing_is_unknown() -> None:
    assert geometric_mean([]) is None
    assert geometric_mean([1, 100]) == pytest.approx(10)


def test_other_pages_have_their_own_table_and_mean() -> None:
    call = Measured(Call("status", "status"), took(2), took(1), None)
    text = report(call, pages=[Measured(Call("Users", path="/users"), took(8), took(7), None)])
    assert "| Users | 7.50 | 8.00 | 9.00 | 7.00 |" in text
    assert "Geometric mean of the 1 medians: 2.00; of the 1 of the Tautulli API alone: 2.00" in text
    assert "The 1 other pages: geometric mean of their medians 8.00." in text


def test_every_call_has_its_own_name() -> None:
    calls = [*all_calls(KNOWN), *page_calls(KNOWN, ServerId(1))]
    names = [call.name for call in calls]
    assert len(names) == len(set(names))
    assert all(call.command or call.path for call in calls)
