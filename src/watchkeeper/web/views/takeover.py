"""Take-over in words: what a file holds, what an import would do or did, and jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from watchkeeper.features.importers.report import LIBRARY_UNKNOWN, ImportReport, Tally
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.texts import N_, _, number
from watchkeeper.values import dataclass
from watchkeeper.web.recorded import found_words, job_name, job_progress, said_again
from watchkeeper.web.words import moment, span

MOST_ROWS = 15
STATES = {
    JobState.WAITING: N_("waiting"),
    JobState.RUNNING: N_("running"),
    JobState.DONE: N_("done"),
    JobState.FAILED: N_("failed"),
    JobState.STOPPED: N_("stopped"),
}


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
    state_words: str
    is_active: bool
    percent: int | None
    amount: str  # how much is done, "" for nobody knows
    message: str  # of what, or what went wrong: names are as they are
    report_url: str

    @property
    def progress(self) -> str:
        """How far it is, and with what."""
        return " · ".join(part for part in (self.amount, self.message) if part)


def report_view(report: ImportReport, zone: tzinfo) -> ReportView:
    """The report of a dry run or of an import that is done."""
    new = sum(tally.new for tally in report.kinds.values())
    times = [
        moment(at, zone, "%Y-%m-%d").text
        for at in (report.first_started, report.last_started)
        if at is not None
    ]
    return ReportView(
        headline=_headline(new, report.rows, is_dry=report.is_dry),
        summary=f"{report.file}, Tautulli {report.version}, {_period(times)}",
        tables=(
            _table(_("By year"), sorted(report.years.items())),
            _table(_("By library"), _most_first(report.libraries)),
            _table(_("By person"), _most_first(report.people)),
        ),
        problems=tuple(
            f"{number(count)} × {found_words(text)}"
            for text, count in report.problems.most_common()
        ),
    )


def job_view(job: Job, url: Callable[[str], str]) -> JobView:
    """A job as the list shows it."""
    is_import = job.state is JobState.DONE and bool(job.result) and job.kind == "import_tautulli"
    is_begun = bool(job.progress or job.message)  # else 0 of nobody knows what
    done = number(job.progress) if is_begun else ""
    if job.total:
        done = _("%(done)s of %(total)s", done=done, total=number(job.total))
    is_failed = job.state is JobState.FAILED
    message = said_again(job.message) if is_failed else job_progress(job.message)
    return JobView(
        id=job.id,
        name=job_name(job.name),
        state=str(job.state),
        state_words=_(STATES[job.state]),
        is_active=not job.state.is_over,
        percent=min(100, 100 * job.progress // job.total) if job.total else None,
        amount=done,
        message=message,
        report_url=url(f"/jobs/{job.id}/report") if is_import else "",
    )


def _headline(new: int, rows: int, *, is_dry: bool) -> str:
    counts = {"num": number(new), "rows": number(rows)}
    if is_dry:
        return _("%(num)s of %(rows)s plays would be taken over", **counts)
    return _("%(num)s of %(rows)s plays were taken over", **counts)


def _period(times: Sequence[str]) -> str:
    if len(times) < 2:
        return "".join(times)
    return _("%(start)s to %(end)s", start=times[0], end=times[1])


def _most_first(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    return sorted(tallies.items(), key=lambda entry: (-entry[1].plays, entry[0]))


def _table(title: str, entries: Sequence[tuple[str, Tally]]) -> ReportTable:
    rows = tuple(
        ReportRow(
            _(name) if name == LIBRARY_UNKNOWN else name,
            number(tally.plays),
            number(tally.new),
            span(tally.seconds),
        )
        for name, tally in entries[:MOST_ROWS]
    )
    left = len(entries) - MOST_ROWS
    return ReportTable(title, rows, _("and %(count)s more", count=left) if left > 0 else "")
