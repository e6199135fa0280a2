"""Everything that is kept of one person, as a file for them to take along."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile

import anyio.to_thread
import orjson
import structlog
from sqlalchemy import Connection, Table

from watchkeeper.domain.facts import PlayId
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.history import PlayRow
from watchkeeper.features.history.queries.rows import play_rows
from watchkeeper.features.privacy.parts import PrivacyParts
from watchkeeper.features.privacy.queries.finding import personal_tables, rows_of, traces_of
from watchkeeper.features.privacy.traces import Traces
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle
from watchkeeper.runtime.clock import instant

log = structlog.get_logger(__name__)

KIND = "export_person"
PART = 500
MOST_BYTES = 2 * 1024**3  # before they are packed
KEPT_SECONDS = 7 * 86_400
SECRET = frozenset({"tokens_sealed", "password_hash", "token_hash"})
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
READ_ME = """\
Everything that this Watchkeeper keeps of one person.

plays.json and plays.csv are the recorded plays; every other file is a table of the database with
the rows about this person. Instants are seconds since 1970 (UTC), view_offset and duration are
milliseconds. Passwords, tokens and other secrets are left out. Backups are not in here.
"""

Row = Mapping[str, Any]  # Any: values of any table


class HandingOut:
    """The body of the job; a later run begins anew."""

    def __init__(self, parts: PrivacyParts) -> None:
        self._parts = parts

    async def run(self, job: JobHandle) -> Plain:
        """Write the file, then drop those that nobody fetched for a week.

        Raises:
            InputError: there is more than a file may hold.
        """
        accounts = tuple((server_id, user_id) for server_id, user_id in job.inputs["accounts"])
        parts = self._parts
        traces = await parts.db.read(traces_of, accounts)
        await job.progress(0, None, "rows are written")
        path = file_of(parts.exports, job.id)
        build = Packing(path, parts.history.watched_rule)
        rows = await parts.db.read(build.write, traces)
        await anyio.to_thread.run_sync(drop_old, parts.exports, instant(parts.clock))
        size = (await anyio.Path(path).stat()).st_size
        return {"rows": rows, "size": size}


class Packing:
    """Writes one file, table by table; it is there under its name only when it is whole."""

    def __init__(self, path: Path, rule: WatchedRule) -> None:
        self._path = path
        self._rule = rule
        self._written = 0

    def write(self, conn: Connection, traces: Traces) -> dict[str, int]:
        """Pack all rows of the person; how many of each table."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self._path.with_suffix(".unfinished")
        counts = {}
        try:
            with ZipFile(unfinished, "w", ZIP_DEFLATED) as archive:
                archive.writestr("README.txt", READ_ME)
                counts["plays"] = self._plays(conn, archive, traces)
                for table in personal_tables():
                    if table.name not in {"play", "player"}:
                        rows = _flat(rows_of(conn, table, traces, PART), table)
                        counts[str(table.name)] = self._array(archive, f"{table.name}.json", rows)
            unfinished.replace(self._path)
        finally:
            unfinished.unlink(missing_ok=True)
        return counts

    def _plays(self, conn: Connection, archive: ZipFile, traces: Traces) -> int:
        self._array(archive, "plays.json", self._told(conn, traces))
        count = 0
        with ExitStack() as stack:
            file = TextIOWrapper(
                stack.enter_context(archive.open("plays.csv", "w")), "utf-8", newline=""
            )
            stack.callback(file.flush)
            writer: csv.DictWriter[str] | None = None
            for row in self._told(conn, traces):
                plain = {name: value for name, value in row.items() if not isinstance(value, dict)}
                if writer is None:
                    writer = csv.DictWriter(file, list(plain))
                    writer.writeheader()
                writer.writerow({name: _cell(value) for name, value in plain.items()})
                count += 1
        return count

    def _told(self, conn: Connection, traces: Traces) -> Iterator[Row]:
        [table] = [one for one in personal_tables() if one.name == "play"]
        for part in rows_of(conn, table, traces, PART):
            found = play_rows(conn, [row["id"] for row in part], self._rule)
            yield from (_play(found[PlayId(row["id"])]) for row in part if row["id"] in found)

    def _array(self, archive: ZipFile, name: str, rows: Iterable[Row]) -> int:
        """Write rows as a JSON array, one at a time."""
        count = 0
        with archive.open(name, "w", force_zip64=True) as opened:
            file = cast(BinaryIO, opened)  # what ZipFile opens for writing
            for row in rows:
                text = orjson.dumps(row, default=str)
                self._count(len(text))
                file.write(b",\n" if count else b"[\n")
                file.write(text)
                count += 1
            file.write(b"\n]\n" if count else b"[]\n")
        return count

    def _count(self, size: int) -> None:
        self._written += size
        if self._written > MOST_BYTES:
            raise InputError("There is more than 2 GB of this person: it does not fit in one file.")


def file_of(folder: Path, job_id: int) -> Path:
    """Where the file of a job is, or will be."""
    return folder / f"person-{job_id}.zip"


def existing_file(folder: Path, job_id: int) -> Path:
    """The file of a job.

    Raises:
        NotFoundError: it is not there (any more).
    """
    path = file_of(folder, job_id)
    if not path.is_file():
        raise NotFoundError("This file is not there any more: make it anew.", field="job_id")
    return path


def drop_old(folder: Path, now: int) -> None:
    """Delete files that are a week old."""
    for path in folder.glob("person-*"):
        if path.stat().st_mtime < now - KEPT_SECONDS:
            path.unlink(missing_ok=True)


def _flat(parts: Iterator[list[Row]], table: Table) -> Iterator[Row]:
    names = [str(column.name) for column in table.columns if column.name not in SECRET]
    for part in parts:
        yield from ({name: row[name] for name in names} for row in part)


def _play(row: PlayRow) -> Row:
    """A play as one flat row, its item and player in words."""
    values = asdict(row)
    item, player = dict(values.pop("item")), values.pop("player")
    values.pop("raw")
    return {**values, "source": str(row.source), **player, "item": item}


def _cell(value: object) -> object:
    """A cell that begins no formula in a spreadsheet (OWASP CSV injection)."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return "" if value is None else value
