"""`watchkeeper import tautulli`: the take-over on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import anyio

from watchkeeper.features.importers import FileOrder, Importers, ImportReport, render_table
from watchkeeper.features.system.jobs.job import JobChanged
from watchkeeper.main.serving import quiet
from watchkeeper.runtime.clock import SystemClock
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverOptions:
    """What the command was told."""

    file: Path
    is_dry: bool
    config: Path | None
    server: str
    with_api_key: bool
    notifiers_tell: bool


async def take_over(settings: Settings, redactor: Redactor, options: TakeOverOptions) -> None:
    """Take a file over, or show what would come; prints a table per year, library and person.

    Raises:
        InputError: the file cannot be taken over; nothing was changed.
        StorageError: the data folder cannot be used, or another process uses it.
    """
    order = FileOrder(
        path=options.file,
        config=options.config,
        server=options.server,
        with_api_key=options.with_api_key,
        notifiers_tell=options.notifiers_tell,
    )
    async with (
        quiet(settings, SystemClock(), redactor) as application,
        anyio.create_task_group() as group,
    ):
        if sys.stderr.isatty():
            application.bus.listen(JobChanged, _show_progress)
        group.start_soon(application.jobs.run)
        print(render_table(await _report(application.importers, order, is_dry=options.is_dry)))
        group.cancel_scope.cancel()


async def _report(importers: Importers, order: FileOrder, *, is_dry: bool) -> ImportReport:
    return await (importers.dry_run(order) if is_dry else importers.import_and_wait(order))


def _show_progress(event: JobChanged) -> None:
    job = event.job
    whole = f" of {job.total:,}" if job.total else ""
    print(f"\r{job.message or job.state}: {job.progress:,}{whole} ", end="", file=sys.stderr)
