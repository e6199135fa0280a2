"""The figures as one Markdown text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.cli.bench.filling import Filled
from watchkeeper.cli.bench.load import Load
from watchkeeper.cli.bench.measure import Measured, Timing, geometric_mean
from watchkeeper.cli.bench.notices import NoticeFigures
from watchkeeper.cli.bench.server import Memory
from watchkeeper.cli.bench.streams import StreamFigures
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that was measured; what was not asked for is empty or None."""

    machine: str
    filled: Filled
    ready_seconds: float
    ready_without_cache_seconds: float  # the columns are built from the database
    memory_at_start: Memory
    memory_at_end: Memory
    idle_share: float  # of a core
    calls: Sequence[Measured]
    pages: Sequence[Measured]  # our other pages, in no mean of the calls
    loads: Sequence[Load]
    streams: StreamFigures | None
    notices: NoticeFigures | None


def render(report: Report) -> str:
    """The text that is printed."""
    return "\n".join(
        [
            *_head(report),
            *_table(report.calls),
            *_means(report.calls),
            *_pages(report.pages),
            *_loads(report),
        ]
    )


def _head(report: Report) -> Iterator[str]:
    filled, start, end = report.filled, report.memory_at_start, report.memory_at_end
    yield f"{report.machine}"
    yield ""
    yield (
        f"{filled.plays:,} plays, {filled.how} in {filled.seconds:.1f} s:"
        f" {filled.per_second:,.0f} a second. Columns brought up to date in"
        f" {filled.columns_seconds:.1f} s."
    )
    yield (
        f"Ready {report.ready_seconds:.2f} s after the start;"
        f" {report.ready_without_cache_seconds:.2f} s without the cache file of the columns."
    )
    yield (
        f"Resident: {start.resident:.0f} MiB when ready, {end.resident:.0f} MiB after all calls"
        f" (at most {end.peak:.0f}). Idle: {report.idle_share:.1%} of a core."
    )
    yield ""


def _table(calls: Sequence[Measured]) -> Iterator[str]:
    compared = any(one.tautulli for one in calls)
    yield "| call | least | median | most | without a write |" + (
        " Tautulli | ratio |" if compared else ""
    )
    yield "|---|--:|--:|--:|--:|" + ("--:|--:|" if compared else "")
    for one in calls:
        cells = [one.call.name, *_ours(one)]
        if compared:
            cells += [_median(one.tautulli), "-" if one.ratio is None else f"{one.ratio:.3f}"]
        yield f"| {' | '.join(cells)} |"
    yield ""


def _ours(one: Measured) -> list[str]:
    if not one.fresh.is_delivered:
        return ["-"] * 4 if one.fresh.is_unknown else [f"HTTP {one.fresh.status}", "", "", ""]
    times = (one.fresh.least, one.fresh.median, one.fresh.most, one.repeated.median)
    return [f"{taken:.2f}" for taken in times]


def _median(timing: Timing | None) -> str:
    return "-" if timing is None or not timing.is_delivered else f"{timing.median:.2f}"


def _means(calls: Sequence[Measured]) -> Iterator[str]:
    delivered = [one for one in calls if one.fresh.is_delivered]
    fresh = sorted(one.fresh.median for one in delivered)
    slowest = fresh[-max(1, len(fresh) // 5) :]
    repeated = [one.repeated.median for one in delivered]
    of_api = [one.fresh.median for one in delivered if one.call.command]
    yield (
        f"Milliseconds. Geometric mean of the {len(fresh)} medians: {_figure(fresh)};"
        f" of the {len(of_api)} of the Tautulli API alone: {_figure(of_api)};"
        f" of the slowest fifth: {_figure(slowest)}; without a write: {_figure(repeated)}."
    )
    ratios = [one.ratio for one in calls if one.ratio is not None]
    if ratios:
        yield f"Geometric mean of the {len(ratios)} ratios: {_figure(ratios, 4)}."


def _pages(pages: Sequence[Measured]) -> Iterator[str]:
    delivered = [one.fresh.median for one in pages if one.fresh.is_delivered]
    if not delivered:
        return
    yield ""
    yield from _table(pages)
    yield f"The {len(delivered)} other pages: geometric mean of their medians {_figure(delivered)}."
    yield ""


def _figure(values: Sequence[float], digits: int = 2) -> str:
    mean = geometric_mean(values)
    return "-" if mean is None else f"{mean:.{digits}f}"


def _loads(report: Report) -> Iterator[str]:
    for load in report.loads:
        yield (
            f"{load.clients} clients, {load.command}: {load.per_second:,.0f} answers a second,"
            f" median {load.median:.1f} ms, one in a hundred over {load.late:.1f} ms,"
            f" {load.errors} errors."
        )
        if (beside := load.beside) is not None:
            yield (
                f"Beside them {beside.what} {beside.count} times: median {beside.median:.1f} ms,"
                f" one in twenty over {beside.late:.1f} ms, at most {beside.most:.1f} ms."
            )


def stream_lines(figures: StreamFigures) -> Iterator[str]:
    """What many streams at once cost, and how late single changes are."""
    yield ""
    yield (
        f"{figures.streams} streams started at once were all on the screen after"
        f" {figures.burst_seconds:.1f} s, with {figures.burst_requests} requests to Plex."
    )
    yield (
        f"While they ran: {figures.requests_per_minute:.0f} requests to Plex a minute"
        f" ({figures.sessions_per_minute:.0f} for the sessions), {figures.cpu_share:.0%} of a"
        f" core, {figures.resident:.0f} MiB; get_activity {figures.activity_ms:.1f} ms."
    )
    yield ""
    yield "| one of them | times | on the bus, median | most | on the screen, median | most |"
    yield "|---|--:|--:|--:|--:|--:|"
    for one in figures.delays:
        times = (one.bus_median, one.bus_most, one.screen_median, one.screen_most)
        cells = " | ".join(f"{taken:.0f} ms" for taken in times)
        yield f"| {one.what} | {one.count} | {cells} |"


def notice_lines(figures: NoticeFigures) -> Iterator[str]:
    """How late notifications are beside many streams."""
    yield ""
    yield (
        f"Of each event {figures.rules} notifiers tell: {figures.messages} messages were with"
        f" their receivers after {figures.median:.0f} ms (median), 95 of 100 within"
        f" {figures.late:.0f} ms, the last after {figures.most:.0f} ms."
    )
    queue = figures.queue
    yield (
        f"{queue.messages} messages at once were with their receivers after {queue.seconds:.0f} s;"
        f" the program had at most {queue.grown:.0f} MiB more meanwhile."
    )
