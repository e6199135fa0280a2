"""SQLite files of other programs: read from a copy that nobody else touches."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from watchkeeper.errors import InputError

Value: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Value, ...]

HEADER = b"SQLite format 3\x00"


class ForeignFile:
    """A SQLite file opened immutable: not one byte beside it or in it is written.

    Text that is no UTF-8 is read with its bad bytes replaced, blobs likewise as text.
    """

    def __init__(self, path: Path) -> None:
        refuse_other_files(path)
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._connection.execute("PRAGMA query_only=ON")

    def __enter__(self) -> ForeignFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def check(self) -> None:
        """Read every page once.

        Raises:
            InputError: the file is truncated or damaged.
        """
        found = self.rows("PRAGMA quick_check(1)")[0][0]
        if found != "ok":
            raise _damaged(found)

    def tables(self) -> tuple[str, ...]:
        """Names of all tables but SQLite's own."""
        found = self.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
            " ESCAPE '\\' ORDER BY name"
        )
        return tuple(str(name) for (name,) in found)

    def columns(self, table: str) -> tuple[str, ...]:
        """Names of the columns of a table, () when there is no such table."""
        return tuple(
            str(row[0]) for row in self.rows("SELECT name FROM pragma_table_info(?)", [table])
        )

    def untyped_columns(self, table: str) -> tuple[str, ...]:
        """Names of the columns that may hold numbers: those that SQLite does not make text of."""
        found = self.rows("SELECT name, type FROM pragma_table_info(?)", [table])
        return tuple(str(name) for name, kind in found if str(kind).upper() != "TEXT")

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """All rows of a statement.

        Raises:
            InputError: the file is damaged there.
        """
        try:
            return self._fetch(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise _damaged(error) from error

    def rows_if_possible(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row] | None:
        """All rows of a statement; None when this SQLite or one of the values does not allow it."""
        try:
            return _without_blobs(self._connection.execute(sql, parameters).fetchall())
        except sqlite3.DatabaseError:
            return None

    def _fetch(self, sql: str, parameters: Sequence[Value]) -> list[Row]:
        try:
            return _without_blobs(self._connection.execute(sql, parameters).fetchall())
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise
        self._connection.text_factory = _tolerant
        try:
            return _without_blobs(self._connection.execute(sql, parameters).fetchall())
        finally:
            self._connection.text_factory = str


def fold_log(path: Path) -> None:
    """Bring what lies in a write-ahead log or journal beside `path` into the file itself.

    Raises:
        InputError: it is no database, or damaged.
    """
    refuse_other_files(path)
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.DatabaseError as error:
        raise _damaged(error) from error
    finally:
        connection.close()


def is_sqlite(path: Path) -> bool:
    """Whether the file begins as a SQLite database does."""
    with path.open("rb") as file:
        return file.read(len(HEADER)) == HEADER


def quoted(name: str) -> str:
    """A table or column name as SQL wants it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def refuse_other_files(path: Path) -> None:
    """Refuse what cannot be read or does not begin as a SQLite database does.

    Raises:
        InputError: with what is wrong with it.
    """
    try:
        with path.open("rb") as file:
            start = file.read(len(HEADER))
    except OSError as error:
        raise InputError(
            "%(path)s cannot be read (%(reason)s).",
            path=path.name,
            reason=error.strerror,
            field="file",
        ) from error
    if not start:
        raise InputError("%(path)s is empty: it is no database.", path=path.name, field="file")
    if start != HEADER:
        raise InputError("%(path)s is no SQLite database.", path=path.name, field="file")


def _damaged(found: object) -> InputError:
    return InputError(
        "The database is damaged or cut short (%(found)s). Use a backup of it; nothing was"
        " changed.",
        found=found,
        field="file",
    )


def _without_blobs(rows: list[tuple[Any, ...]]) -> list[Row]:  # Any: whatever SQLite holds
    return [
        tuple(_tolerant(value) if isinstance(value, bytes) else value for value in row)
        if bytes in set(map(type, row))
        else row
        for row in rows
    ]


def _tolerant(content: bytes) -> str:
    return content.decode("utf-8", "replace")
