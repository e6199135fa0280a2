"""How columns and kept rows follow the database."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import structlog
from sqlalchemy import Connection

from watchkeeper.columns.columns import Columns
from watchkeeper.domain.facts import PlayId
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history.queries.follow import (
    count_plays,
    follow,
    record_mark,
    record_revision,
)
from watchkeeper.features.history.row_cache import RowCache, Stamp
from watchkeeper.features.history.rows import PlayRow
from watchkeeper.features.libraries.library import LibrariesChanged
from watchkeeper.features.users.user import UsersChanged
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.memory import give_back_memory

log = structlog.get_logger(__name__)

NEVER = -1


class Following:
    """Keeps the columns, and rows that were shown lately, as the database is."""

    def __init__(self, columns: Columns, bus: Bus) -> None:
        self.columns = columns
        self._lock = threading.Lock()
        self._row_cache = RowCache()
        self._names_changed = 0  # how often, as far as the bus tells
        self._names_known = NEVER  # the same when the columns learned them
        bus.listen(UsersChanged, self._forget_names)
        bus.listen(LibrariesChanged, self._forget_names)

    def load(self, conn: Connection, cache: Path) -> bool:
        """Take what a cache of an earlier run has; returns whether it was of use."""
        is_useful = self.columns.load(cache, record_mark(conn))
        if is_useful and self.columns.revision > record_revision(conn):
            self.columns.clear()
            is_useful = False
        return is_useful

    def fill(self, conn: Connection) -> bool:
        """Bring the columns up to date; returns whether what the cache gave fitted."""
        self.follow(conn)
        if len(self.columns) == count_plays(conn):
            return True
        log.warning("columns did not fit the record: built anew")
        self.columns.clear()
        self._names_known = NEVER
        self.follow(conn)
        return False

    def follow(self, conn: Connection) -> int:
        """Take in all that was written; returns the revision of the record."""
        with self._lock:
            names = self._names_changed
            followed = follow(conn, self.columns, with_names=names != self._names_known)
            self._names_known = names
            self._row_cache.follow(followed.revision, followed.touched)
            return followed.revision

    def follow_names(self, conn: Connection) -> None:
        """Take in names of people that changed, if any did."""
        if self._names_changed != self._names_known:
            self.follow(conn)

    def rebuild(self, conn: Connection) -> None:
        """Fill the columns anew, while readers go on with the old ones."""
        with self._lock:
            fresh = Columns(self.columns.zone)
            follow(conn, fresh)
            self.columns.take(fresh)
        give_back_memory()

    def rows(
        self, conn: Connection, play_ids: Sequence[PlayId], rule: WatchedRule
    ) -> dict[PlayId, PlayRow]:
        """The plays of those numbers that there are."""
        stamp = Stamp(self._names_changed, rule)
        return self._row_cache.rows(conn, play_ids, stamp, self.columns.revision)

    def _forget_names(self, event: UsersChanged | LibrariesChanged) -> None:
        self._names_changed += 1
        if isinstance(event, UsersChanged) and event.user_id is not None:
            self._row_cache.renamed(self._names_changed, event.server_id, event.user_id)
