"""How much is kept: rows of the database, and files in the data folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import anyio.to_thread

from watchkeeper.db.database import FILE, Database
from watchkeeper.features.system import queries
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

FOLDERS: Mapping[str, str] = {
    N_("Pictures"): "cache/images",
    N_("Lists of libraries"): "cache/listings",
    N_("Backups"): "backups",
    N_("Exports"): "exports",
    N_("Logs"): "logs",
}


@dataclass(frozen=True, slots=True)
class Files:
    """Files of one kind; who shows `kind` translates it."""

    kind: str
    count: int
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept."""

    rows: Mapping[str, int]  # name of the table -> how many
    files: tuple[Files, ...]


async def stored(db: Database, folder: Path) -> Stored:
    """Count the rows of every table and the files of every kind."""
    rows = await db.read(queries.counts)
    return Stored(rows, await anyio.to_thread.run_sync(_all_files, folder))


def _all_files(folder: Path) -> tuple[Files, ...]:
    database = [folder / f"{FILE}{end}" for end in ("", "-wal", "-shm")]
    cache = folder / "cache" / "columns"
    kinds = [
        _files(N_("Database"), (path for path in database if path.is_file())),
        _files(N_("Plays in memory, kept for the next start"), filter(Path.is_file, [cache])),
    ]
    kinds += [
        _files(kind, (path for path in (folder / name).rglob("*") if path.is_file()))
        for kind, name in FOLDERS.items()
    ]
    return tuple(kinds)


def _files(kind: str, paths: Iterator[Path]) -> Files:
    sizes = []
    for path in paths:
        try:
            sizes.append(path.stat().st_size)
        except OSError:  # deleted meanwhile
            continue
    return Files(kind, len(sizes), sum(sizes))
