"""Reading a Tautulli database, of any version."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.db.foreign import ForeignFile, quoted
from watchkeeper.domain.facts import Fact
from watchkeeper.features.importers.plays import FIRST_INSTANT, LAST_INSTANT, HistoryColumns

HISTORY = "session_history"
ITEM = "session_history_metadata"
STREAM = "session_history_media_info"
ROWS_AT_ONCE = 500
BEFORE_ALL = -(2**62)


def is_tautulli(file: ForeignFile) -> bool:
    """Whether it is the database of a Tautulli: it has a history with starts."""
    return "started" in file.columns(HISTORY)


def stated_version(file: ForeignFile) -> str | None:
    """The program version that last upgraded the file, e.g. v2.17.2; None before v2.6.11."""
    if "value" not in file.columns("version_info"):
        return None
    found = file.rows("SELECT value FROM version_info WHERE key = 'version'")
    return str(found[0][0]) if found else None


def history_columns(file: ForeignFile) -> HistoryColumns:
    """The columns that its history tables have."""
    item, stream = (
        tuple(name for name in file.columns(table) if name != "id") for table in (ITEM, STREAM)
    )
    return HistoryColumns(file.columns(HISTORY), item, stream)


def lone_companions(file: ForeignFile, table: str) -> list[tuple[int, dict[str, Fact]]]:
    """Rows of a companion table whose history row is gone."""
    columns = file.columns(table)
    if not columns:
        return []
    found = file.rows(
        f"SELECT * FROM {table} WHERE id NOT IN (SELECT id FROM {HISTORY}) ORDER BY id"  # noqa: S608
    )
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    return [(int(row["id"] or 0), row) for row in rows]


def history_bounds(file: ForeignFile) -> tuple[int, int]:
    """How many rows the history has, and the highest id."""
    count, highest = file.rows(f"SELECT COUNT(*), MAX(id) FROM {HISTORY}")[0]  # noqa: S608
    return int(count or 0), int(highest or 0)


def history_span(file: ForeignFile) -> tuple[int | None, int | None]:
    """The first and the last start that can be, in UTC seconds."""
    first, last = file.rows(
        f"SELECT MIN(started), MAX(started) FROM {HISTORY}"  # noqa: S608
        f" WHERE typeof(started) = 'integer' AND started BETWEEN {FIRST_INSTANT} AND {LAST_INSTANT}"
    )[0]
    return (first if isinstance(first, int) else None, last if isinstance(last, int) else None)


def row_count(file: ForeignFile, table: str) -> int:
    """How many rows a table has, 0 when there is no such table."""
    if not file.columns(table):
        return 0
    return int(file.rows(f"SELECT COUNT(*) FROM {quoted(table)}")[0][0] or 0)  # noqa: S608


def highest_row(file: ForeignFile, table: str) -> int:
    """The highest row number of a table, 0 for an empty one."""
    return int(file.rows(f"SELECT MAX(rowid) FROM {quoted(table)}")[0][0] or 0)  # noqa: S608


def table_rows(
    file: ForeignFile, table: str, after: int | None = None
) -> Iterator[tuple[int, dict[str, Fact]]]:
    """Each row of a table with its row number, in that order; nothing for a missing table.

    With `after` only those with a higher number.
    """
    columns = file.columns(table)
    after = BEFORE_ALL if after is None else after
    while columns:
        found = file.rows(
            f"SELECT rowid, * FROM {quoted(table)}"  # noqa: S608
            " WHERE rowid > ? ORDER BY rowid LIMIT ?",
            (after, ROWS_AT_ONCE),
        )
        for row_id, *values in found:
            yield int(row_id or 0), dict(zip(columns, values, strict=True))
        if len(found) < ROWS_AT_ONCE:
            return
        after = int(found[-1][0] or 0)


def usual_server(file: ForeignFile) -> str:
    """The server that most libraries belong to, "" when none says."""
    if "server_id" not in file.columns("library_sections"):
        return ""
    found = file.rows(
        "SELECT server_id FROM library_sections WHERE server_id <> '' GROUP BY server_id"
        " ORDER BY SUM(is_active) DESC, COUNT(*) DESC, server_id LIMIT 1"
        if "is_active" in file.columns("library_sections")
        else "SELECT server_id FROM library_sections WHERE server_id <> '' GROUP BY server_id"
        " ORDER BY COUNT(*) DESC, server_id LIMIT 1"
    )
    return str(found[0][0]) if found else ""


def library_names(file: ForeignFile) -> dict[int, str]:
    """Names of the libraries by section id."""
    if not file.columns("library_sections"):
        return {}
    found = file.rows("SELECT section_id, section_name FROM library_sections ORDER BY id DESC")
    return {number: str(name or "") for number, name in found if isinstance(number, int)}


def user_names(file: ForeignFile) -> dict[int, str]:
    """Names of the people by their plex.tv number."""
    if not file.columns("users"):
        return {}
    found = file.rows("SELECT user_id, COALESCE(NULLIF(friendly_name, ''), username) FROM users")
    return {number: str(name or "") for number, name in found if isinstance(number, int)}


def library_servers(file: ForeignFile) -> list[str]:
    """Identifiers of all servers that libraries belong to."""
    if "server_id" not in file.columns("library_sections"):
        return []
    found = file.rows(
        "SELECT DISTINCT server_id FROM library_sections WHERE server_id <> '' ORDER BY server_id"
    )
    return [str(identifier) for (identifier,) in found]
