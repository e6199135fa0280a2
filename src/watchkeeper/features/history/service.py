"""The record: writes plays, answers pages of history, tells who listens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import anyio.to_thread
import structlog

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures.reach import Reach, reach
from watchkeeper.columns.items.namesakes import Namesakes, namesakes
from watchkeeper.columns.selection.filter import Counting, HistoryFilter
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import Facts, PlayId, ServerId
from watchkeeper.domain.play import NewPlay
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history.changes import DELETED, EDITED, Changed
from watchkeeper.features.history.check import Difference, differences
from watchkeeper.features.history.edits import PlayEdit
from watchkeeper.features.history.events import PlayRecorded, RecordChanged
from watchkeeper.features.history.following import Following
from watchkeeper.features.history.listing import page_now, play_ids_now
from watchkeeper.features.history.queries import edit
from watchkeeper.features.history.queries.fill import has_empty_columns
from watchkeeper.features.history.queries.follow import record_mark
from watchkeeper.features.history.queries.item_words import item_words
from watchkeeper.features.history.queries.reassign import Reassigning, reassign
from watchkeeper.features.history.queries.record import write_play
from watchkeeper.features.history.queries.relink import relink
from watchkeeper.features.history.queries.rows import play_rows, stream_facts
from watchkeeper.features.history.recorded_items import ItemQuestion, RecordedItem, recorded_item
from watchkeeper.features.history.relinking.relink import RELINKED, Relink
from watchkeeper.features.history.rows import (
    HistoryPage,
    HistoryQuery,
    Moved,
    PlayRow,
    StreamFacts,
)
from watchkeeper.features.history.running import RunningPlay
from watchkeeper.features.preferences import Preferences, Recording
from watchkeeper.features.system.audit.audit_entry import PLAYS_UNDONE, AuditNote
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.memory import give_back_memory

log = structlog.get_logger(__name__)


class History:
    """Reads and writes the record; the columns follow every change that goes through here."""

    def __init__(
        self,
        db: Database,
        columns: Columns,
        clock: Clock,
        bus: Bus,
        preferences: Preferences,
    ) -> None:
        self._db = db
        self._columns = columns
        self._clock = clock
        self._bus = bus
        self._preferences = preferences
        self._following = Following(columns, bus)
        self.is_complete = True  # whether no row waits for what older versions left empty

    async def start(self, cache: Path) -> None:
        """Bring the columns up to date, with the help of a cache file of an earlier run.

        There is no cache of this version when older ones may have left columns empty.
        """
        is_useful = await self._db.read(self._following.load, cache)
        self.is_complete = is_useful or not await self._db.read(has_empty_columns)
        if not await self._db.read(self._following.fill) or not is_useful:
            await self.stop(cache)
        give_back_memory()

    async def stop(self, cache: Path) -> None:
        """Leave a cache file for the next start; without one that only takes longer."""
        if not self.is_complete:
            return
        mark = await self._db.read(record_mark)
        try:
            await anyio.to_thread.run_sync(self._columns.save, cache, mark)
        except OSError as error:
            log.warning("column cache not written", reason=str(error))

    @property
    def watched_rule(self) -> WatchedRule:
        """What the owner calls watched, now."""
        recording = self._preferences.group(Recording)
        return WatchedRule(
            movie_percent=recording.movie_watched_percent,
            tv_percent=recording.tv_watched_percent,
            music_percent=recording.music_watched_percent,
            marker=recording.watched_marker,
        )

    async def page(self, query: HistoryQuery, running: Sequence[RunningPlay] = ()) -> HistoryPage:
        """A page of the history, with the running streams that meet the filter in their place."""
        rule, kept = self.watched_rule, self._following
        return await self._db.read(lambda conn: page_now(conn, kept, query, running, rule))

    async def play_ids(self, query: HistoryQuery) -> list[PlayId]:
        """All plays that a query means, those of all its pages."""
        rule, kept = self.watched_rule, self._following
        return await self._db.read(lambda conn: play_ids_now(conn, kept, query, rule))

    async def play(self, play_id: PlayId) -> PlayRow | None:
        """One play, None when there is none of that number."""
        rows = await self._db.read(play_rows, [play_id], self.watched_rule)
        return rows.get(play_id)

    async def plays(self, play_ids: Sequence[PlayId]) -> dict[PlayId, PlayRow]:
        """The plays of those numbers that there are."""
        return await self._db.read(self._following.rows, play_ids, self.watched_rule)

    async def stream_facts(self, play_id: PlayId) -> StreamFacts | None:
        """How one play was streamed, None when there is none of that number."""
        return await self._db.read(stream_facts, play_id)

    async def item(self, asked: ItemQuestion) -> RecordedItem | None:
        """What the record knows of an item of any kind; None when nothing of it was played."""

        def look() -> Namesakes:
            return self._columns.ask(
                lambda plays, _groups: namesakes(
                    plays, asked.server_id, asked.rating_key, asked.hint
                )
            )

        found = await anyio.to_thread.run_sync(look)
        known = [found.own, *found.others.values()]
        words = await self.item_words([one.item for one in known if one is not None])
        return recorded_item(asked, found, words)

    async def item_words(self, numbers: Sequence[int]) -> dict[int, Facts]:
        """What was stated of items, by the numbers of their descriptions."""
        return await self._db.read(item_words, numbers)

    async def record(self, new: NewPlay) -> PlayId:
        """Add a play, grouped by the rules."""
        follow, rule = self._following.follow, self.watched_rule
        play_id, _ = await self._db.write_then(follow, write_play, new, rule)
        self._bus.publish(PlayRecorded(play_id, new.server_id))
        return play_id

    async def recorded(self, new: NewPlay, play_id: PlayId) -> None:
        """Follow and tell of a play that somebody wrote with `write_play` in a write of theirs."""
        await self.catch_up()
        self._bus.publish(PlayRecorded(play_id, new.server_id))

    async def edit(self, play_id: PlayId, wanted: PlayEdit, who: str) -> int:
        """Correct a play; returns the number of the audit entry, by which it can be undone.

        Raises:
            NotFoundError: there is no such play.
            InputError: `field` names the correction that cannot be.
        """
        note = self._note(who, EDITED, f"play:{play_id}")
        audit_id = await self._db.write(edit.edit_play, play_id, wanted, note)
        await self.changed()
        return audit_id

    async def delete(self, play_ids: Sequence[PlayId], who: str) -> int | None:
        """Delete plays; returns the number of the audit entry, by which it can be undone.

        None when there is no play of any of the numbers.
        """
        subject = "play:" + ",".join(map(str, play_ids[:10])) + ("…" if play_ids[10:] else "")
        note = self._note(who, DELETED, subject)
        audit_id = await self._db.write(edit.delete_plays, play_ids, note)
        if audit_id is not None:
            await self.changed()
        return audit_id

    async def reach(self, wanted: HistoryFilter) -> Reach:
        """How many people and titles the plays of a filter are of, and how much data.

        Whatever its text says; of plays that count, unless it asks for those that do not.
        """
        if wanted.counting is Counting.ALL:
            wanted = replace(wanted, counting=Counting.COUNTED)
        question = partial(reach, wanted=wanted)
        return await anyio.to_thread.run_sync(self._columns.ask, question)

    async def undo(self, audit_id: int, who: str) -> int:
        """Take back a correction or a deletion; returns the number of the new audit entry.

        Raises:
            NotFoundError: the entry is about something else.
            ConflictError: it was taken back already, or the play changed again since.
        """
        note = self._note(who, PLAYS_UNDONE, f"audit:{audit_id}")
        done = await self._db.write(edit.undo, audit_id, note)
        await self.changed()
        return done

    async def relink(self, server_id: ServerId, wanted: Relink, who: str) -> int:
        """Let plays stand for items that got other numbers; returns how many changed.

        It is one change, which `undo` takes back.
        """
        note = self._note(who, RELINKED, f"server:{server_id}")
        moved = await self._db.write(relink, server_id, wanted, note)
        await self.changed()
        return moved

    async def reassign(self, wanted: Reassigning, who: str) -> Moved:
        """Give all plays of one account to another one of its server; `undo` takes it back.

        Raises:
            InputError: the other account is not known on that server, or is the same.
        """
        note = self._note(who, Changed.REASSIGNED.value, wanted.subject)
        moved = await self._db.write(reassign, wanted, note)
        await self.changed()
        return Moved(*moved)

    async def rebuild(self) -> None:
        """Fill the columns anew from the database, while readers go on with the old ones."""
        await self._db.read(self._following.rebuild)
        self._bus.publish(RecordChanged(self._columns.revision))

    async def completed(self) -> None:
        """Take in what was filled in rows that older versions wrote."""
        await self.rebuild()
        self.is_complete = True

    async def regroup(self) -> int:
        """Group all plays anew by the rules; returns how many changed their group."""
        moved = await self._db.write(edit.regroup, self.watched_rule)
        await self.changed()
        return moved

    async def catch_up(self) -> int:
        """Let the columns follow all that was written; returns the record's revision."""
        return await self._db.read_first(self._following.follow)

    async def check(self) -> list[Difference]:
        """Where the columns differ from a recount of the database; nowhere, if all is well.

        Only while nothing is written: what comes in meanwhile would show as a difference.
        """
        await self.catch_up()
        return await self._db.read(differences, self._columns)

    async def changed(self) -> None:
        """Follow and tell of changes of many plays (an import)."""
        self._bus.publish(RecordChanged(await self.catch_up()))

    def _note(self, who: str, action: str, subject: str) -> AuditNote:
        return AuditNote(at=instant(self._clock), who=who, action=action, subject=subject)
