"""Take-over in words: what a file holds, what an import would do or did, and jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from watchkeeper.features.importers.report import ImportReport, Tally
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.values import dataclass
from watchkeeper.web.words import moment, span

MOST_ROWS = 15


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of a table of the report."""

    name: str
    plays: str
    new: str
    watch_time: str


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Plays by year, library or person; `more` says what is left out."""

    title: str
    rows: tuple[ReportRow, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """An import as its owner reads it."""

    headline: str
    summary: str
    tables: tuple[ReportTable, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job in the list."""

    id: int
    name: str
    state: str
    is_active: bool
    percent: int | None
    message: str
    report_url: str


def report_view(report: ImportReport, zone: tzinfo) -> ReportView:
    """The report of a dry run or of an import that is done."""
    new = sum(tally.new for tally in report.kinds.values())
    verb = "would be taken over" if report.is_dry else "were taken over"
    times = [
        moment(at, zone, "%Y-%m-%d").text
        for at in (report.first_started, report.last_started)
        if at is not None
    ]
    return ReportView(
        headline=f"{new:,} of {report.rows:,} plays {verb}",
        summary=f"{report.file}, Tautulli {report.version}, {' to '.join(times)}",
        tables=(
            _table("By year", sorted(report.years.items())),
            _table("By library", _most_first(report.libraries)),
            _table("By person", _most_first(report.people)),
        ),
        problems=tuple(f"{count:,} × {text}" for text, count in report.problems.most_common()),
    )


def job_view(job: Job, url: Callable[[str], str]) -> JobView:
    """A job as the list shows it."""
    is_import = job.state is JobState.DONE and bool(job.result) and job.kind == "import_tautulli"
    done = f"{job.progress:,} of {job.total:,}" if job.total else f"{job.progress:,}"
    return JobView(
        id=job.id,
        name=job.name,
        state=str(job.state),
        is_active=not job.state.is_over,
        percent=min(100, 100 * job.progress // job.total) if job.total else None,
        message=" · ".join(part for part in (done, job.message) if part),
        report_url=url(f"/jobs/{job.id}/report") if is_import else "",
    )


def _most_first(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    return sorted(tallies.items(), key=lambda entry: (-entry[1].plays, entry[0]))


def _table(title: str, entries: Sequence[tuple[str, Tally]]) -> ReportTable:
    rows = tuple(
        ReportRow(name, f"{tally.plays:,}", f"{tally.new:,}", span(tally.seconds))
        for name, tally in entries[:MOST_ROWS]
    )
    left = len(entries) - MOST_ROWS
    return ReportTable(title, rows, f"and {left} more" if left > 0 else "")
