"""Opening a Tautulli database: is it one, is it whole, which version, what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path

from watchkeeper.db.foreign import ForeignFile
from watchkeeper.errors import InputError
from watchkeeper.features.importers.old_versions import (
    KNOWN_VERSION,
    WITHOUT_VERSION,
    version_numbers,
)
from watchkeeper.features.importers.plays import HistoryColumns
from watchkeeper.features.importers.queries import tautulli
from watchkeeper.features.importers.snapshot import snapshot
from watchkeeper.features.importers.tautulli_config import TautulliConfig, read_config
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class TautulliFile:
    """What a file holds, before anything is taken over."""

    name: str
    version: str
    rows: int  # of session_history
    highest_id: int
    first_started: int | None  # UTC seconds
    last_started: int | None  # UTC seconds
    tables: Mapping[str, int]  # rows of every table
    server_identifier: str  # "" when neither configuration nor libraries name one
    server_name: str
    has_config: bool
    config: TautulliConfig = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open copy of the database with what is known about it."""

    file: ForeignFile
    columns: HistoryColumns
    about: TautulliFile


@contextmanager
def open_tautulli(source: Path, copies: Path, config: Path | None = None) -> Iterator[OpenFile]:
    """Open a copy of a `tautulli.db` or of a backup zip for reading; it lies below `copies`.

    Raises:
        InputError: it is no Tautulli database, damaged, cut short, or of a newer version.
    """
    with snapshot(source, copies, config) as taken, ForeignFile(taken.database) as file:
        file.check()
        if not tautulli.is_tautulli(file):
            raise InputError(
                "%(name)s is a database, but not Tautulli's: it has no play history.",
                name=source.name,
                field="file",
            )
        settings = read_config(taken.config) if taken.config else TautulliConfig()
        yield OpenFile(file, tautulli.history_columns(file), _about(source.name, file, settings))


def _about(name: str, file: ForeignFile, config: TautulliConfig) -> TautulliFile:
    version = tautulli.stated_version(file)
    _refuse_newer(name, version)
    rows, highest = tautulli.history_bounds(file)
    first, last = tautulli.history_span(file)
    return TautulliFile(
        name=name,
        version=version or WITHOUT_VERSION,
        rows=rows,
        highest_id=highest,
        first_started=first,
        last_started=last,
        tables={table: tautulli.row_count(file, table) for table in file.tables()},
        server_identifier=config.server_identifier or tautulli.usual_server(file),
        server_name=config.server_name,
        has_config=config != TautulliConfig(),
        config=config,
    )


def _refuse_newer(name: str, version: str | None) -> None:
    numbers = version_numbers(version or "")
    if numbers is not None and numbers > KNOWN_VERSION:
        known = ".".join(map(str, KNOWN_VERSION))
        raise InputError(
            "%(name)s was written by Tautulli %(version)s; versions up to %(known)s are understood."
            " Upgrade Watchkeeper, then try again. Nothing was changed.",
            name=name,
            version=version,
            known=known,
            field="file",
        )
