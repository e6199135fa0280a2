"""Taking over everything but the plays: people, libraries, sign-ins, running streams, the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

import orjson
from sqlalchemy import Connection

from watchkeeper.domain.facts import Fact, ServerId
from watchkeeper.features.history.queries.record import record_many_now
from watchkeeper.features.importers import other_tables, people
from watchkeeper.features.importers.history_import import names_erased
from watchkeeper.features.importers.import_order import ImportOrder
from watchkeeper.features.importers.left_running import LeftRunning, left_running
from watchkeeper.features.importers.queries import record, tautulli
from watchkeeper.features.importers.queries.people import (
    LIBRARIES,
    LOGINS,
    USERS,
    keep_last_stops,
    merge_rows,
)
from watchkeeper.features.importers.tautulli_file import OpenFile
from watchkeeper.features.system.kept import SEALED
from watchkeeper.runtime.sealing import Sealer

COMPANIONS = (tautulli.ITEM, tautulli.STREAM)
TELLING = ("notifiers", "newsletters")
SILENT = '{"is_silent": 1}'
"""Options of notifiers and newsletters whose Tautulli may still send the same."""
POSTERS = "poster_urls"
SHELVES = {POSTERS: "imgur_lookup"}
"""Under which name the rows of a former table are kept."""
COUNTED = ("users", "library_sections", "user_login", "sessions", "sessions_continued")


class TableImport:
    """Takes over tables of one file for one server; every method is one transaction."""

    def __init__(
        self,
        opened: OpenFile,
        order: ImportOrder,
        library_servers: Mapping[str, ServerId],
        sealer: Sealer,
    ) -> None:
        self._is_erased = order.is_erased
        self._notifiers_tell = order.notifiers_tell
        self._file = opened.file
        self._columns = opened.columns
        self._tables = opened.about.tables
        self._highest_row = opened.about.highest_id
        self._server_id = order.server_id
        self._library_servers = library_servers
        self._sealer = sealer

    def take_people(self, conn: Connection) -> dict[str, int]:
        """People, libraries of all servers, sign-ins and last stops; how many rows were new."""
        self._note_the_beginning(conn)
        users = [
            people.user_values(row_id, row, self._server_id, self._sealer)
            for row_id, row in tautulli.table_rows(self._file, "users")
        ]
        logins = [
            people.login_values(row_id, row)
            for row_id, row in tautulli.table_rows(self._file, "user_login")
        ]
        stops = [
            people.last_stop_values(row, self._server_id)
            for _, row in tautulli.table_rows(self._file, "sessions_continued")
        ]
        known = self._kept(row for row in users if row is not None)
        return {
            "users": merge_rows(conn, USERS, self._server_id, known),
            "library_sections": self._take_libraries(conn),
            "user_login": merge_rows(conn, LOGINS, self._server_id, self._kept(logins)),
            "sessions_continued": keep_last_stops(conn, self._kept(filter(None, stops))),
        }

    def _note_the_beginning(self, conn: Connection) -> None:
        """Before the first import of a server nothing that is kept here can be of its Tautulli."""
        if record.has_imported(conn, self._server_id):
            return
        for table in others(self._tables):
            record.note_up_to(conn, self._server_id, table, 0)

    def take_sessions(self, conn: Connection) -> dict[str, int]:
        """Streams that ran when the program stopped become plays, once each."""
        done = record.session_marks(conn, self._server_id)
        live = record.live_sessions(conn, self._server_id)
        rows = [row for _, row in tautulli.table_rows(self._file, record.SESSIONS)]
        found = [left_running(row, self._columns, self._server_id) for row in rows]
        fresh = [
            one
            for one in found
            if one is not None
            and not self._is_erased(self._server_id, one.play.user_id)
            and one.mark not in done
            and not one.is_among(live)
            and not record.has_play_like(conn, one.play)
        ]
        self._record_running(conn, fresh)
        return {record.SESSIONS: len(fresh)}

    def take_table(self, conn: Connection, table: str) -> dict[str, int]:
        """Rows of any other table, kept whole; how many were not kept before.

        What an earlier import took over is passed by, so that what was deleted since stays deleted.
        """
        shelf = SHELVES.get(table, table)
        fresh = self._keep(conn, shelf, self._placed(conn, table, shelf))
        highest = tautulli.highest_row(self._file, table)
        record.note_up_to(conn, self._server_id, table, highest)
        return {shelf: fresh}

    def _placed(
        self, conn: Connection, table: str, shelf: str
    ) -> Iterator[other_tables.NumberedRow]:
        """The rows to keep; those whose number a row made here has under another one."""
        known = record.kept_ids(conn, self._server_id, shelf)
        up_to = record.taken_up_to(conn, self._server_id, table)
        if up_to is None:  # an import of a former version may have been here
            return (entry for entry in self._kept_rows(table) if entry[0] not in known)
        coming = (row_id for row_id, _row in self._kept_rows(table, up_to)) if known else ()
        free = count(max({*known, *coming}, default=0) + 1)
        rows = self._kept_rows(table, up_to)
        return ((next(free) if row_id in known else row_id, row) for row_id, row in rows)

    def _kept_rows(
        self, table: str, after: int | None = None
    ) -> Iterator[other_tables.NumberedRow]:
        rows: Iterable[other_tables.NumberedRow] = tautulli.table_rows(self._file, table, after)
        if table == POSTERS:
            rows = self._former_posters(rows)
        kept = other_tables.kept_rows(SHELVES.get(table, table), rows)
        if table in TELLING and not self._notifiers_tell:
            return ((row_id, {**row, "options": SILENT}) for row_id, row in kept)
        return kept

    def take_lone_companions(self, conn: Connection) -> dict[str, int]:
        """Companion rows whose history row is gone."""
        found = {}
        for table in COMPANIONS:
            known = record.kept_ids(conn, self._server_id, table)
            lone = tautulli.lone_companions(self._file, table)
            found[table] = self._keep(conn, table, (one for one in lone if one[0] not in known))
        return found

    def _kept(self, rows: Iterable[people.Values]) -> list[people.Values]:
        """The rows but for those of people who were erased here."""
        return [row for row in rows if not self._is_of_erased(row)]

    def _is_of_erased(self, row: Mapping[str, Fact]) -> bool:
        return names_erased(row, self._server_id, self._is_erased)

    def _take_libraries(self, conn: Connection) -> int:
        by_server: dict[ServerId, list[people.Values]] = {}
        for row_id, row in tautulli.table_rows(self._file, "library_sections"):
            identifier = str(row.get("server_id") or "") if "server_id" in row else None
            if identifier == "":
                continue
            server_id = self._library_servers.get(identifier or "", self._server_id)
            values = people.library_values(row_id, row, server_id)
            if values is not None:
                by_server.setdefault(server_id, []).append(values)
        return sum(
            merge_rows(conn, LIBRARIES, server_id, rows) for server_id, rows in by_server.items()
        )

    def _record_running(self, conn: Connection, fresh: list[LeftRunning]) -> None:
        first = max(record.highest_number(conn), self._highest_row) + 1
        numbered = list(enumerate(fresh, first))
        record_many_now(conn, [one.numbered(number) for number, one in numbered])
        rows = [
            {
                "server_id": self._server_id,
                "table_name": record.SESSIONS,
                "row_id": number,
                "content": orjson.dumps({"mark": one.mark}).decode(),
                "is_sealed": 0,
            }
            for number, one in numbered
        ]
        record.keep_rows(conn, rows)

    def _former_posters(
        self, rows: Iterable[other_tables.NumberedRow]
    ) -> Iterable[other_tables.NumberedRow]:
        above = tautulli.row_count(self._file, "imgur_lookup")
        return ((above + row_id, other_tables.poster_upload(row)) for row_id, row in rows)

    def _keep(self, conn: Connection, table: str, rows: Iterable[other_tables.NumberedRow]) -> int:
        is_sealed = table in SEALED
        kept = (
            {
                "server_id": self._server_id,
                "table_name": table,
                "row_id": row_id,
                "content": self._sealer.seal(_json(row)) if is_sealed else _json(row),
                "is_sealed": int(is_sealed),
            }
            for row_id, row in rows
            if not self._is_of_erased(row)
        )
        return record.keep_rows(conn, kept)


def others(tables: Mapping[str, int]) -> list[str]:
    """The tables that are kept row by row."""
    return [table for table in tables if table not in other_tables.TAKEN_OTHERWISE]


def countable(tables: Mapping[str, int]) -> dict[str, int]:
    """Row counts of the tables that an import takes over besides the history."""
    return {table: tables[table] for table in (*COUNTED, *others(tables)) if table in tables}


def _json(row: Mapping[str, Fact]) -> str:
    return orjson.dumps(row).decode()
