"""Rows of plays that were shown lately: most pages are asked for again and again."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history.queries.rows import play_rows
from watchkeeper.features.history.rows import PlayRow
from watchkeeper.values import dataclass

MOST_ROWS = 500
"""Some 5 kB each: 2.5 MB."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What rows depend on besides their number and the plays themselves."""

    names: int  # how often names of people and libraries changed
    rule: WatchedRule


class RowCache:
    """Remembers rows of one stamp. Usable by several threads."""

    def __init__(self, most: int = MOST_ROWS) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._stamp: Stamp | None = None
        self._revision = 0
        self._rows: dict[PlayId, PlayRow] = {}

    def follow(self, revision: int, touched: Collection[int] | None) -> None:
        """Forget the plays that changed up to this revision of the record; None: any may have."""
        with self._lock:
            self._revision = revision
            if touched is None:
                self._rows = {}
            else:
                for number in touched:
                    self._rows.pop(PlayId(number), None)

    def renamed(self, names: int, server_id: ServerId, user_id: UserId) -> None:
        """Forget the plays of one person, whose change is the `names`-th one; keep all others."""
        with self._lock:
            if self._stamp is None or self._stamp.names != names - 1:
                return
            self._stamp = replace(self._stamp, names=names)
            whose = (server_id, user_id)
            rows = self._rows.items()
            self._rows = {number: row for number, row in rows if _whose(row) != whose}

    def rows(
        self, conn: Connection, play_ids: Sequence[PlayId], stamp: Stamp, revision: int
    ) -> dict[PlayId, PlayRow]:
        """The plays of those numbers that there are, as they are at this revision or later."""
        found = self._known(stamp, revision, play_ids)
        missing = [play_id for play_id in play_ids if play_id not in found]
        if missing:
            read = play_rows(conn, missing, stamp.rule)
            self._keep(stamp, revision, read)
            found |= read
        return found

    def _known(
        self, stamp: Stamp, revision: int, play_ids: Sequence[PlayId]
    ) -> dict[PlayId, PlayRow]:
        with self._lock:
            if revision > self._revision:
                return {}  # not yet told what changed
            if stamp != self._stamp:
                self._stamp, self._rows = stamp, {}
            rows = self._rows
            return {play_id: rows[play_id] for play_id in play_ids if play_id in rows}

    def _keep(self, stamp: Stamp, revision: int, rows: dict[PlayId, PlayRow]) -> None:
        with self._lock:
            is_present = stamp == self._stamp and revision == self._revision
            if not is_present or len(rows) > self._most:
                return
            if len(self._rows) + len(rows) > self._most:
                self._rows = {}
            self._rows |= rows


def _whose(row: PlayRow) -> tuple[ServerId, UserId]:
    return row.server_id, row.user_id
