"""Linking, deleting, correcting, giving away of plays: few at once, many as a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import anyio
import anyio.to_thread
from sqlalchemy import Connection

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.errors import ConflictError, InputError
from watchkeeper.features.history.changes import DELETED, Changed
from watchkeeper.features.history.corrections import Corrections
from watchkeeper.features.history.extent import plays_in
from watchkeeper.features.history.large import correcting, parts, taking_back
from watchkeeper.features.history.large.order import Order, order_of, plain_order
from watchkeeper.features.history.large.parts import Begun, Change, Part, Parts, sliced, subject_of
from watchkeeper.features.history.links import Link
from watchkeeper.features.history.queries import edit
from watchkeeper.features.history.queries.moving import move_plays
from watchkeeper.features.history.queries.reassign import Reassigning, given
from watchkeeper.features.history.queries.restored import restored
from watchkeeper.features.history.relinking.preview import checked_into
from watchkeeper.features.history.relinking.service import MOST_AT_ONCE, Relinks, Tell
from watchkeeper.features.history.service import History
from watchkeeper.features.system.audit.audit_entry import (
    PLAYS_UNDONE,
    AuditEntry,
    AuditNote,
    Restored,
)
from watchkeeper.features.system.jobs.job import JobState, Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs
from watchkeeper.features.system.queries import audit_entry, mark_open, write_audit
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

LINK, DELETE, CORRECT = "link_plays", "delete_plays", "correct_plays"
GIVE, UNDO = "merge_accounts", "undo_change"


@dataclass(frozen=True, slots=True)
class SmallChanges:
    """What changes the record at once."""

    columns: Columns
    history: History
    corrections: Corrections
    relinks: Relinks


class LargeChanges:
    """Does small changes at once and large ones as jobs.

    A large one is still one entry of the audit trail, which grows part by part. A job that was
    killed finds by itself what is left: plays that were changed are not to be changed any more.
    """

    def __init__(self, db: Database, clock: Clock, small: SmallChanges, jobs: Jobs) -> None:
        self._db = db
        self._clock = clock
        self._columns = small.columns
        self._history = small.history
        self._corrections = small.corrections
        self._relinks = small.relinks
        self._parts = Parts(db, small.history)
        self._jobs = jobs
        jobs.register(LINK, self._link)
        jobs.register(DELETE, self._delete)
        jobs.register(CORRECT, self._correct)
        jobs.register(GIVE, self._give)
        jobs.register(UNDO, self._undo)

    async def link(self, order: Order, who: str) -> Begun:
        """Link or merge, at once or as a job.

        Raises:
            InputError: see `Relinks.link` and `Relinks.merge`.
        """
        if order.scope.into:
            checked_into(order.scope)
        extent = await self._relinks.extent(order.scope)
        is_short = order.chosen is not None or extent.items <= MOST_AT_ONCE
        count = len(await self._links(order)) if is_short else extent.plays
        if count > parts.LARGE or not is_short:
            name = "Merge libraries" if order.scope.into else "Link plays"
            return await self._begin(LINK, name, count, {**plain_order(order), "who": who})
        if order.scope.into:
            merge = self._relinks.merge(order.scope, who, with_rest=order.with_rest)
            return Begun(*await merge)
        return Begun(*await self._relinks.link(order.scope, order.chosen, who))

    async def delete(self, play_ids: Sequence[PlayId], who: str) -> Begun:
        """Delete plays by their numbers, at once or as a job; one change that can be taken back."""
        count = len(play_ids)
        if count <= parts.LARGE:
            return Begun(count, await self._history.delete(play_ids, who))
        inputs = {"play_ids": list(play_ids), "who": who}
        return await self._begin(DELETE, f"Delete {count:,} plays", count, inputs)

    async def delete_all(self, wanted: HistoryFilter, who: str) -> Begun:
        """Delete all plays that the filter means, as `delete` does."""
        await self._history.catch_up()
        ids = await anyio.to_thread.run_sync(self._columns.ids, wanted)
        return await self.delete([PlayId(number) for number in ids], who)

    async def correct(self, action: Changed, play_ids: Sequence[PlayId], who: str) -> Begun:
        """Split, merge, count or leave out plays, at once or as a job.

        Raises:
            InputError: they cannot be one viewing, or it is no such action.
        """
        if action not in correcting.CORRECTIONS:
            raise InputError(
                "%(action)s is no correction of many plays.", action=action, field="action"
            )
        count = len(play_ids)
        if count <= parts.LARGE:
            return Begun(count, await self._corrected(action, play_ids, who))
        if action is Changed.MERGED:  # what cannot be is told before a job is begun
            await self._db.read(correcting.corrected, action, play_ids)
        inputs = {"action": action.value, "play_ids": list(play_ids), "who": who}
        return await self._begin(CORRECT, correcting.CORRECTIONS[action], count, inputs)

    async def reassign(
        self, server_id: ServerId, source: UserId, target: UserId, who: str
    ) -> Begun:
        """Give all plays of one account to another one of its server, at once or as a job.

        Raises:
            InputError: the other account is not known on that server, or is the same.
        """
        wanted = Reassigning(server_id, source, target)
        count = len((await self._db.read(given, wanted)).play_ids)
        if count <= parts.LARGE:
            moved = await self._history.reassign(wanted, who)
            return Begun(moved.plays, moved.audit_id)
        inputs = {"server_id": server_id, "source": source, "target": target, "who": who}
        return await self._begin(GIVE, f"Merge accounts: {count:,} plays", count, inputs)

    async def undo(self, audit_id: int, who: str) -> int | None:
        """Take back any change of the history; the number of the job where it is a large one.

        Raises:
            NotFoundError: there is no such entry, or it is about something else.
            ConflictError: it was taken back already, or plays changed again since.
        """
        entry = await self._db.read(audit_entry, audit_id)
        count = 0 if entry is None or entry.undone_at else plays_in(entry.note)
        if count <= parts.LARGE:
            await self._history.undo(audit_id, who)
            return None
        inputs = {"audit_id": audit_id, "who": who}
        begun = await self._begin(UNDO, f"Take back change {audit_id}", count, inputs)
        return begun.job_id

    async def finish(self, begun: Begun) -> None:
        """Wait until all of it is done.

        Raises:
            ConflictError: its job was stopped or failed.
        """
        if begun.job_id is None:
            return
        job = await self._jobs.wait(begun.job_id)
        if job.state is not JobState.DONE:
            raise ConflictError(
                "Job %(job_id)s (%(name)s) is %(state)s: %(message)s",
                job_id=job.id,
                name=job.name,
                state=Sentence(job.state),
                message=job.message,
            )

    async def _begin(self, kind: str, name: str, plays: int, inputs: dict[str, Any]) -> Begun:
        """Any: JSON."""
        return Begun(plays, job_id=await self._jobs.start(kind, name, inputs))

    async def _corrected(self, action: Changed, play_ids: Sequence[PlayId], who: str) -> int | None:
        if action is Changed.SPLIT:
            return await self._corrections.split(play_ids, who)
        if action is Changed.MERGED:
            return await self._corrections.merge(play_ids, who)
        is_counted = action is Changed.COUNTED
        return await self._corrections.count(play_ids, who, is_counted=is_counted)

    async def _link(self, job: JobHandle) -> Plain:
        order = order_of(job.inputs)

        async def tell(looked_at: int, items: int) -> None:
            await job.progress(looked_at, items, "items are looked for")

        links = await self._links(order, tell)
        left = [
            Part(len(ids), partial(_move, {number: links[number] for number in ids}))
            for ids in sliced(list(links))
        ]
        note = self._note(job, Changed.MOVED, subject_of(links))
        done = int(job.start.get("plays") or 0)
        result = await self._parts.make(job, Change(note=note, parts=left, done=done))
        self._relinks.look_anew(order.scope.server_id)
        return result

    async def _links(self, order: Order, tell: Tell | None = None) -> dict[int, Link]:
        if order.scope.into:
            return await self._relinks.merge_links(
                order.scope, with_rest=order.with_rest, tell=tell
            )
        return await self._relinks.links(order.scope, order.chosen, tell=tell)

    async def _delete(self, job: JobHandle) -> Plain:
        play_ids, done = job.inputs["play_ids"], int(job.start.get("plays") or 0)
        left = [Part(len(ids), partial(_drop, ids)) for ids in sliced(play_ids[done:])]
        note = self._note(job, DELETED, subject_of(play_ids))
        return await self._parts.make(job, Change(note=note, parts=left, done=done))

    async def _correct(self, job: JobHandle) -> Plain:
        action, play_ids = Changed(job.inputs["action"]), job.inputs["play_ids"]
        all_parts = await self._db.read(correcting.corrected, action, play_ids)
        note = self._note(job, action, subject_of(play_ids))
        return await self._parts.make(job, Change(note=note, parts=all_parts))

    async def _give(self, job: JobHandle) -> Plain:
        inputs = job.inputs
        wanted = Reassigning(inputs["server_id"], inputs["source"], inputs["target"])
        found = await self._db.read(given, wanted)
        left = correcting.of_values(found.play_ids, found.values)
        note = self._note(job, Changed.REASSIGNED, wanted.subject)
        done = int(job.start.get("plays") or 0)
        return await self._parts.make(job, Change(note=note, parts=left, done=done))

    async def _undo(self, job: JobHandle) -> Plain:
        audit_id = int(job.inputs["audit_id"])
        note = self._note(job, PLAYS_UNDONE, f"audit:{audit_id}")
        entry = await self._db.write(taking_back.begin, audit_id, job, note)
        try:
            taken, known = await self._take_back(job, entry)
            await self._db.write(write_audit, replace(note, after=known.content))
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._db.write(mark_open, audit_id)
            raise
        await job.progress(known.of, known.of, taking_back.said(known))
        return {"plays": taken}

    async def _take_back(self, job: JobHandle, entry: AuditEntry) -> tuple[int, Restored]:
        """All parts of a change; how many plays were given back what they had.

        Beside that, how many have it now: an earlier run of the job may have done most of it.
        """
        total, done, taken = plays_in(entry.note), 0, 0
        for count, take_back in taking_back.steps(entry):
            await job.progress(done, total, "plays")
            taken += await self._db.write(take_back)
            await self._history.changed()
            done += count
        known = await self._db.read(restored, entry.note)
        if not taken and not (job.start and known.plays):
            raise ConflictError(edit.nothing_left(entry.note))
        return taken, known

    def _note(self, job: JobHandle, action: str, subject: str) -> AuditNote:
        at, who = instant(self._clock), str(job.inputs["who"])
        return AuditNote(at=at, who=who, action=str(action), subject=subject)


def _move(
    links: dict[int, Link], conn: Connection, note: AuditNote, onto: int | None
) -> int | None:
    return move_plays(conn, links, note, onto)


def _drop(
    play_ids: Sequence[PlayId], conn: Connection, note: AuditNote, onto: int | None
) -> int | None:
    return edit.delete_plays(conn, play_ids, note, onto)
