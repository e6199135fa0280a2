"""Standing beside a Tautulli: its history is read through its API, whole and then as it grows.

Request budget a Tautulli: one page a second during the first whole pass, then one page a minute,
three requests a day for people, libraries and a count, and at most twenty plays a minute are
asked for their details (one request a play, one more a title). Nothing is ever written there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import anyio
from sqlalchemy import Connection

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.tautulli import Row, RowPage
from watchkeeper.features.importers import history_import, people
from watchkeeper.features.importers.beside_rows import (
    details_of,
    library_row,
    sorted_plays,
    user_row,
)
from watchkeeper.features.importers.history_import import Batch, names_erased
from watchkeeper.features.importers.ports import TautulliApi
from watchkeeper.features.importers.queries import mirrors, record
from watchkeeper.features.importers.queries.mirrors import MirrorRow
from watchkeeper.features.importers.queries.people import LIBRARIES, USERS, merge_rows
from watchkeeper.features.importers.surroundings import Surroundings
from watchkeeper.runtime.clock import as_datetime, instant
from watchkeeper.values import dataclass

PAGE = 1000  # rows
PAGE_PAUSE_SECONDS = 1.0
LOOK_BACK = timedelta(days=2)
"""How far before now plays are read again: a long stream is listed by its start."""
PEOPLE_SECONDS = 86_400
DETAILS_A_ROUND = 20  # plays
OWN_FIRST_SECONDS = 900
"""A play waits this long after its end when we watch the same server: our own record of it,
exact and complete, comes first and is then recognised."""


@dataclass(slots=True)
class Progress:
    """How far a mirror is."""

    rows_read: int = 0
    total: int | None = None


class Mirror:
    """Reads one Tautulli, round by round; each round goes on where the last one ended."""

    def __init__(self, around: Surroundings, row: MirrorRow, api: TautulliApi) -> None:
        self._around = around
        self._db = around.db
        self._row = row
        self._api = api
        self.progress = Progress(row.rows_read)

    async def round(self, *, page_pause: float = PAGE_PAUSE_SECONDS) -> None:
        """Read people when they are due, then plays, then some details.

        Raises:
            OutsideError: the Tautulli gave no complete answer; what was read is kept.
        """
        state = await self._state()
        if await self._are_people_due(state):
            await self._read_people()
            state = await self._with_missing(state)
        added = (
            await self._read_new() if state.is_whole else await self._read_whole(state, page_pause)
        )
        completed = await self._read_details()
        if added or completed:
            await self._around.history.catch_up()
        await self._note({"last_ok_at": instant(self._around.clock)})

    async def aclose(self) -> None:
        """Close the connections to it."""
        await self._api.aclose()

    async def _state(self) -> MirrorRow:
        known = await self._db.read(mirrors.all_mirrors)
        return next(row for row in known if row.id == self._row.id)

    async def _note(self, values: Mapping[str, object]) -> None:
        await self._db.write(mirrors.change_mirror, self._row.id, values)

    async def _are_people_due(self, state: MirrorRow) -> bool:
        now = instant(self._around.clock)
        return state.people_at is None or now - state.people_at >= PEOPLE_SECONDS

    async def _read_people(self) -> None:
        users, libraries = await self._api.users(), await self._api.libraries_table()
        identifiers = {str(row.get("server_id") or "") for row in libraries} - {""}
        servers = {}
        for identifier in sorted(identifiers):
            servers[identifier] = (await self._around.servers.know(identifier, "Plex server")).id
        await self._db.write(self._keep_people, users, libraries, servers)
        await self._note({"people_at": instant(self._around.clock)})
        for server_id in {self._row.server_id, *servers.values()}:
            await self._around.users.reload(server_id)
            await self._around.libraries.reload(server_id)

    def _keep_people(
        self,
        conn: Connection,
        users: Sequence[Row],
        libraries: Sequence[Row],
        servers: dict[str, ServerId],
    ) -> None:
        here, sealer = self._row.server_id, self._around.sealer
        known = [people.user_values(*user_row(row), here, sealer) for row in users]
        is_erased = self._around.is_erased
        wanted = [row for row in known if row and not names_erased(row, here, is_erased)]
        merge_rows(conn, USERS, here, wanted)
        for identifier, server_id in servers.items():
            sections = [
                people.library_values(*library_row(row), server_id)
                for row in libraries
                if row.get("server_id") == identifier
            ]
            merge_rows(conn, LIBRARIES, server_id, [row for row in sections if row is not None])

    async def _with_missing(self, state: MirrorRow) -> MirrorRow:
        """Begin a whole pass anew when the Tautulli has more plays than were read from it.

        Pages are counted from the oldest play: one that began before others but was written
        after them, or a deletion there, can shift a row past the place that was being read.
        """
        page = await self._api.history(0, 1)
        known = await self._db.read(mirrors.count_known, self._row.server_id)
        if not state.is_whole or page.total <= known:
            return state
        await self._note({"rows_read": 0, "is_whole": False})
        return await self._state()

    async def _read_whole(self, state: MirrorRow, page_pause: float) -> int:
        """Go on with the first whole pass, page after page, until its end."""
        added, start = 0, state.rows_read
        while True:
            page = await self._api.history(start, PAGE)
            start += len(page.rows)
            self.progress = Progress(start, page.total)
            is_end = start >= page.total or not page.rows
            at = {"rows_read": start, "is_whole": is_end}
            added += await self._keep(page, at)
            if is_end:
                return added
            await anyio.sleep(page_pause)

    async def _read_new(self) -> int:
        """Read what was recorded lately."""
        after = (as_datetime(self._around.clock.now()) - LOOK_BACK).date()
        added, start = 0, 0
        while True:
            page = await self._api.history(start, PAGE, after)
            start += len(page.rows)
            added += await self._keep(page, {})
            if start >= page.total or not page.rows:
                return added

    async def _keep(self, page: RowPage, at: Mapping[str, object]) -> int:
        own = await self._around.servers.get(self._row.server_id)
        before = instant(self._around.clock) - OWN_FIRST_SECONDS if own.is_watched else None
        plays, orphans = sorted_plays(page.rows, self._row.server_id, before)
        plays.sort(key=lambda play: int(play.id or 0))
        batch = Batch(plays, orphans, last_id=0)
        batch.leave_out(self._row.server_id, self._around.is_erased)
        return await self._db.write(self._keep_page, batch, at)

    def _keep_page(self, conn: Connection, batch: Batch, at: Mapping[str, object]) -> int:
        """One page, what is still to be asked of it, and how far we are, in one transaction."""
        starts = [play.started for play in batch.plays] or [0]
        highest = max((int(play.id or 0) for play in batch.plays), default=0)
        span = (min(starts), max(starts))
        server_id = self._row.server_id
        target = history_import.target(conn, server_id, highest, span)
        decided = history_import.keep_batch(conn, batch, target)
        new = [int(one.play.id or 0) for one in decided if one.fate.is_new]
        moved = record.taken(conn, server_id, record.HISTORY, min(new, default=0), highest)
        ours = [(row_id, (moved[row_id].our_id if row_id in moved else row_id)) for row_id in new]
        mirrors.note_pending(conn, server_id, [(row, our) for row, our in ours if our is not None])
        if at:
            mirrors.change_mirror(conn, self._row.id, at)
        return len(new)

    async def _read_details(self) -> int:
        """Ask for the streams and titles of some plays, the newest first."""
        wanted = await self._db.read(mirrors.pending, self._row.server_id, DETAILS_A_ROUND)
        titles: dict[int, Row | None] = {}
        for row_id, our_id in wanted:
            rating_key = await self._db.read(mirrors.rating_key_of, our_id)
            if rating_key is not None and rating_key not in titles:
                titles[rating_key] = await self._api.metadata(rating_key)
            told = await self._api.stream_data(row_id)
            details = details_of(told, titles.get(rating_key or 0))
            await self._db.write(mirrors.complete, self._row.server_id, row_id, our_id, details)
        return len(wanted)
