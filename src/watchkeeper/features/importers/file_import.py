"""One import of one file, from the first row to the last; dry runs walk the same way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import field

import anyio.to_thread
from sqlalchemy import Connection

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.importers import history_import, table_import
from watchkeeper.features.importers.fate import Decision
from watchkeeper.features.importers.history_import import Batch, HistoryTarget
from watchkeeper.features.importers.import_order import ImportOrder
from watchkeeper.features.importers.old_versions import Runs
from watchkeeper.features.importers.plays import PlayReader
from watchkeeper.features.importers.queries import tautulli
from watchkeeper.features.importers.queries.history_rows import HistoryRows, PackedRows
from watchkeeper.features.importers.read_ahead import ReadAhead
from watchkeeper.features.importers.report import ImportReport, Names, count_play, report_of
from watchkeeper.features.importers.tautulli_file import OpenFile
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.runtime.memory import rare_collections
from watchkeeper.values import dataclass

BATCH = 2000  # rows; a batch holds the one writer for some 150 ms

NOWHERE = ServerId(0)
"""The server of a dry run for a server that is not on record yet."""

Note = Callable[[Connection, Plain], None]
Tell = Callable[[int, int, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told how far an import is: `note` within each transaction, `tell` after it."""

    note: Note
    tell: Tell


@dataclass(slots=True)
class Walk:
    """How far an import is: what a later run needs to go on as if nothing had happened."""

    report: ImportReport
    runs: dict[str, list[int]] = field(default_factory=dict)  # as `Runs.last`
    last_id: int = 0
    rows: int = 0

    def checkpoint(self) -> Plain:
        """The walk in a form that a job keeps."""
        return {
            "report": self.report.as_json(),
            "runs": self.runs,
            "last_id": self.last_id,
            "rows": self.rows,
        }


def walk_from(checkpoint: Plain) -> Walk:
    """The walk that `checkpoint` kept."""
    return Walk(
        report=report_of(checkpoint["report"]),
        runs=checkpoint["runs"],
        last_id=checkpoint["last_id"],
        rows=checkpoint["rows"],
    )


class FileImport:
    """Walks through an open file and takes it over, or only counts (`dry_run`)."""

    def __init__(self, db: Database, opened: OpenFile, order: ImportOrder) -> None:
        self._db = db
        self._opened = opened
        self._order = order
        file = opened.file
        self._names = Names(order.zone, tautulli.library_names(file), tautulli.user_names(file))

    async def dry_run(self) -> ImportReport:
        """Count what an import would do; nothing is written."""
        walk = Walk(self._report(is_dry=True))
        target = await self._target()

        async def count(batch: Batch) -> None:
            self._count(
                walk, batch, await self._db.read(history_import.decide_batch, batch, target)
            )

        await self._each(walk, count)
        walk.report.tables = table_import.countable(self._opened.about.tables)
        return walk.report

    async def run(
        self, tables: table_import.TableImport, watcher: Watcher, start: Plain
    ) -> ImportReport:
        """Take everything over, going on at the checkpoint `start` ({} for the beginning)."""
        walk = walk_from(start) if start else Walk(self._report(is_dry=False))
        report = walk.report
        report.add_tables(await self._db.write(tables.take_people))
        target = await self._target()

        async def keep(batch: Batch) -> None:
            await self._db.write(self._keep, batch, target, walk, watcher.note)
            await watcher.tell(walk.rows, report.rows, "plays")

        await self._each(walk, keep)
        report.add_tables(await self._db.write(tables.take_sessions))
        report.add_tables(await self._db.write(tables.take_lone_companions))
        for table in table_import.others(self._opened.about.tables):
            report.add_tables(await self._db.write(tables.take_table, table))
        return report

    def _keep(
        self, conn: Connection, batch: Batch, target: HistoryTarget, walk: Walk, note: Note
    ) -> None:
        """One batch and how far it brings us, in one transaction."""
        self._count(walk, batch, history_import.keep_batch(conn, batch, target))
        note(conn, walk.checkpoint())

    def _report(self, *, is_dry: bool) -> ImportReport:
        about = self._opened.about
        return ImportReport(
            file=about.name,
            version=about.version,
            server=self._order.server_name,
            is_dry=is_dry,
            rows=about.rows,
            first_started=about.first_started,
            last_started=about.last_started,
        )

    async def _target(self) -> HistoryTarget:
        about = self._opened.about
        span = (about.first_started or 0, about.last_started or 0)
        return await self._db.read(
            history_import.target, self._order.server_id, about.highest_id, span
        )

    async def _each(self, walk: Walk, deal: Callable[[Batch], Awaitable[None]]) -> None:
        """Deal with the batches after those that the walk has; the next is fetched meanwhile."""
        opened = self._opened
        reader = PlayReader(opened.columns, self._order.server_id, Runs(walk.runs.copy()))
        rows = HistoryRows(opened.file, opened.columns)

        def read(packed: PackedRows) -> Batch:
            batch = history_import.read_batch(reader, rows.unpack(packed))
            batch.leave_out(self._order.server_id, self._order.is_erased)
            return batch

        def fetch(last: PackedRows | None) -> PackedRows | None:
            return rows.after(walk.last_id if last is None else last.last_id, BATCH)

        with rare_collections(), ReadAhead(fetch) as ahead:
            while (packed := await ahead.next()) is not None:
                await deal(await anyio.to_thread.run_sync(read, packed))

    def _count(self, walk: Walk, batch: Batch, decided: list[Decision]) -> None:
        for one in decided:
            count_play(walk.report, self._names, one.play, one.fate)
        for orphan in batch.orphans:
            walk.report.problems[f"history rows {orphan.problem}, kept aside"] += 1
        walk.last_id = batch.last_id
        walk.runs = batch.runs
        if batch.left_out:
            walk.report.problems["history rows of erased people, left out"] += len(batch.left_out)
        walk.rows += len(batch.plays) + len(batch.orphans) + len(batch.left_out)
