"""What an import kept of tables such as notifiers: listed, read, added, changed, deleted.

Content is a row of the Tautulli table of that name, without the number of the row.
"""

from __future__ import annotations

from collections.abc import Collection

import orjson
from sqlalchemy import Connection

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import Facts, ServerId
from watchkeeper.errors import InputError
from watchkeeper.features.system import kept_queries as queries
from watchkeeper.features.system.kept_queries import Shelf, StoredRow
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.values import dataclass

DEVICES = "mobile_devices"
"""The table of registered apps."""
HOSTS = "image_hosts"
"""Our own: where the posters of a server are shown from, and what opens that."""
SEALED = frozenset({"notifiers", "newsletters", DEVICES, HOSTS, "imgur_lookup"})
"""Tables whose rows hold passwords and tokens."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row and its number."""

    row_id: int
    content: Facts


class Kept:
    """The kept rows of every server, by the name of their table in Tautulli."""

    def __init__(self, db: Database, sealer: Sealer) -> None:
        self._db = db
        self._sealer = sealer

    async def rows(self, server_id: ServerId, table: str) -> list[KeptRow]:
        """All rows of a table, by number."""
        found = await self._db.read(queries.kept_rows, Shelf(server_id, table))
        return [self._opened(row) for row in found]

    async def get(self, server_id: ServerId, table: str, row_id: int) -> KeptRow | None:
        """One row; None when there is none of that number."""
        found = await self._db.read(queries.kept_rows, Shelf(server_id, table), row_id)
        return self._opened(found[0]) if found else None

    async def holding(self, table: str, name: str, text: str) -> tuple[ServerId, KeptRow] | None:
        """The first row whose column of that name is that text, of any server; not in `SEALED`."""
        part = orjson.dumps({name: text}).decode().strip("{}")
        for server_id, stored in await self._db.read(queries.rows_holding, table, part):
            row = self._opened(stored)
            if row.content.get(name) == text:
                return server_id, row
        return None

    async def add(self, server_id: ServerId, table: str, content: Facts) -> int:
        """Keep a new row; returns its number.

        Raises:
            InputError: no server is set up.
        """
        return await self._db.write(self._add_now, _shelf(server_id, table), content)

    async def put(self, server_id: ServerId, table: str, row: KeptRow) -> None:
        """Keep a row in place of the one of its number, if there is one.

        Raises:
            InputError: no server is set up.
        """
        shelf = _shelf(server_id, table)
        await self._db.write(queries.put_row, shelf, self._closed(table, row))

    async def delete(
        self, server_id: ServerId, table: str, row_ids: Collection[int] | None = None
    ) -> int:
        """Delete the rows of those numbers (None: all of the table); how many there were."""
        return await self._db.write(queries.delete_rows, Shelf(server_id, table), row_ids)

    def _add_now(self, conn: Connection, shelf: Shelf, content: Facts) -> int:
        row_id = queries.next_number(conn, shelf)
        queries.put_row(conn, shelf, self._closed(shelf.table, KeptRow(row_id, content)))
        return row_id

    def _opened(self, stored: StoredRow) -> KeptRow:
        text = self._sealer.open(stored.content) if stored.is_sealed else stored.content
        content = orjson.loads(text)
        content.pop("id", None)
        return KeptRow(stored.row_id, content)

    def _closed(self, table: str, row: KeptRow) -> StoredRow:
        text, is_sealed = orjson.dumps(row.content).decode(), table in SEALED
        return StoredRow(row.row_id, self._sealer.seal(text) if is_sealed else text, is_sealed)


def _shelf(server_id: ServerId, table: str) -> Shelf:
    if not server_id:
        raise InputError("Set a media server up first: this belongs to one.")
    return Shelf(server_id, table)
