"""What an owner corrects of many plays at once; each is one change that `History.undo` undoes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import PlayId, ServerId
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.history.changes import Changed
from watchkeeper.features.history.links import Link
from watchkeeper.features.history.queries import grouping
from watchkeeper.features.history.queries.changing import change_plays
from watchkeeper.features.history.queries.moving import move_plays
from watchkeeper.features.history.service import History
from watchkeeper.features.libraries import Inventory
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.runtime.clock import Clock, instant

PLAYED = frozenset({"movie", "episode", "track"})

Write = Callable[[Connection, AuditNote], int | None]


class Corrections:
    """Splits, merges, leaves out and links plays.

    Each method returns the number of the audit entry, by which `History.undo` takes the change
    back, or None when there was nothing to change.
    """

    def __init__(self, db: Database, clock: Clock, history: History, inventory: Inventory) -> None:
        self._db = db
        self._clock = clock
        self._history = history
        self._inventory = inventory

    async def split(self, play_ids: Sequence[PlayId], who: str) -> int | None:
        """Let each of the plays be a viewing of its own."""
        return await self._change(
            Changed.SPLIT,
            play_ids,
            who,
            lambda conn, note: grouping.split(conn, play_ids, note),
        )

    async def merge(self, play_ids: Sequence[PlayId], who: str) -> int | None:
        """Let the plays, with all that are grouped with them, be one viewing.

        Raises:
            InputError: they are of several people or titles, or fewer than two.
        """
        return await self._change(
            Changed.MERGED,
            play_ids,
            who,
            lambda conn, note: grouping.merge(conn, play_ids, note),
        )

    async def merge_all(self, sets: Sequence[Sequence[int]], who: str) -> int | None:
        """Let the plays of each set, with all that are grouped with them, be one viewing."""
        return await self._change(
            Changed.MERGED,
            [number for ids in sets for number in ids],
            who,
            lambda conn, note: grouping.merge_all(conn, sets, note),
        )

    async def sort_out(self, references: Sequence[int], who: str) -> int | None:
        """Let each of these groups fall apart into one for each title."""
        return await self._change(
            Changed.SPLIT,
            references,
            who,
            lambda conn, note: grouping.sort_out(conn, references, note),
        )

    async def count(self, play_ids: Sequence[PlayId], who: str, *, is_counted: bool) -> int | None:
        """Let plays count in the figures, or leave them out of all of them."""
        wanted: dict[int, dict[str, bool]] = {
            number: {"is_counted": is_counted} for number in play_ids
        }
        action = Changed.COUNTED if is_counted else Changed.LEFT_OUT
        return await self.change(action, wanted, who)

    async def link(
        self, play_ids: Sequence[PlayId], server_id: ServerId, rating_key: int, who: str
    ) -> int | None:
        """Let plays stand for a film, episode or track of a library.

        Raises:
            NotFoundError: no library has an item of that number.
            InputError: it is a show or an artist, which nobody plays.
        """
        item = await self._inventory.item(server_id, rating_key)
        if item is None:
            raise NotFoundError(
                "No library of this server has an item %(rating_key)s.",
                rating_key=rating_key,
                field="rating_key",
            )
        if item.media_type not in PLAYED:
            raise InputError("Choose a film, an episode or a track.", field="rating_key")
        return await self.move(dict.fromkeys(play_ids, Link.to(item)), who)

    async def move(self, links: Mapping[int, Link], who: str) -> int | None:
        """Let each play stand for the item of its link."""
        return await self._change(
            Changed.MOVED,
            list(links),
            who,
            lambda conn, note: move_plays(conn, links, note),
        )

    async def regroup(self, references: Mapping[int, int], who: str) -> int | None:
        """Set which group each of the plays belongs to."""
        return await self._change(
            Changed.REGROUPED,
            list(references),
            who,
            lambda conn, note: grouping.regroup_as(conn, references, note),
        )

    async def change(
        self,
        action: Changed,
        wanted: Mapping[int, Mapping[str, Any]],  # Any: values of columns of a play
        who: str,
    ) -> int | None:
        """Set columns of plays."""
        return await self._change(
            action, list(wanted), who, lambda conn, note: change_plays(conn, wanted, note)
        )

    async def _change(
        self, action: Changed, play_ids: Sequence[int], who: str, write: Write
    ) -> int | None:
        subject = "play:" + ",".join(map(str, play_ids[:10])) + ("…" if play_ids[10:] else "")
        note = AuditNote(at=instant(self._clock), who=who, action=action.value, subject=subject)
        audit_id = await self._db.write(write, note)
        if audit_id is not None:
            await self._history.changed()
        return audit_id
