"""Linking, deleting, taking back of many plays: as jobs, in parts, between which others write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import PlayId, SectionId, ServerId
from watchkeeper.errors import ConflictError
from watchkeeper.features.history.changes import Changed
from watchkeeper.features.history.links import Link
from watchkeeper.features.history.queries import changing, edit
from watchkeeper.features.history.queries.moving import move_plays
from watchkeeper.features.history.relinking.preview import Scope, Target, checked_into
from watchkeeper.features.history.relinking.service import MOST_AT_ONCE, Relinks, Tell
from watchkeeper.features.history.service import History
from watchkeeper.features.system.audit.audit_entry import AuditEntry, AuditNote
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs
from watchkeeper.features.system.queries import audit_entry, mark_undone, write_audit
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass

LARGE = 2000
"""More plays than this are changed by a job."""
PART = 1000
"""Plays of one transaction: well below the second for which a play to be recorded may wait."""
LINK, DELETE, UNDO = "link_plays", "delete_plays", "undo_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be linked: with `into` in its scope, the plays of a library are moved."""

    scope: Scope
    chosen: Mapping[int, Target | None] | None = None  # see `Relinks.link`
    with_rest: bool = False  # see `Relinks.merge`


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of an order; with `job_id` it is still being done."""

    plays: int  # while it is being done as many as that at most
    audit_id: int | None = None
    job_id: int | None = None


class LargeChanges:
    """Does small changes at once and large ones as jobs.

    A large one is still one entry of the audit trail, which grows part by part. A job that was
    killed finds by itself what is left: plays that were linked are not lost any more.
    """

    def __init__(
        self, db: Database, clock: Clock, history: History, relinks: Relinks, jobs: Jobs
    ) -> None:
        self._db = db
        self._clock = clock
        self._history = history
        self._relinks = relinks
        self._jobs = jobs
        jobs.register(LINK, self._link)
        jobs.register(DELETE, self._delete)
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
        if count > LARGE or not is_short:
            name = "Merge libraries" if order.scope.into else "Link plays"
            inputs = {**_plain(order), "who": who}
            return Begun(count, job_id=await self._jobs.start(LINK, name, inputs))
        if order.scope.into:
            merge = self._relinks.merge(order.scope, who, with_rest=order.with_rest)
            return Begun(*await merge)
        return Begun(*await self._relinks.link(order.scope, order.chosen, who))

    async def delete(self, play_ids: Sequence[PlayId], who: str) -> Begun:
        """Delete plays by their numbers, at once or as a job; one change that can be taken back."""
        if len(play_ids) <= LARGE:
            return Begun(len(play_ids), await self._history.delete(play_ids, who))
        inputs = {"play_ids": list(play_ids), "who": who}
        job_id = await self._jobs.start(DELETE, f"Delete {len(play_ids):,} plays", inputs)
        return Begun(len(play_ids), job_id=job_id)

    async def undo(self, audit_id: int, who: str) -> int | None:
        """Take back any change of the history; the number of the job where it is a large one.

        Raises:
            NotFoundError: there is no such entry, or it is about something else.
            ConflictError: it was taken back already, or plays changed again since.
        """
        entry = await self._db.read(audit_entry, audit_id)
        if entry is None or entry.undone_at is not None or _plays_in(entry) <= LARGE:
            await self._history.undo(audit_id, who)
            return None
        inputs = {"audit_id": audit_id, "who": who}
        return await self._jobs.start(UNDO, f"Take back change {audit_id}", inputs)

    async def _link(self, job: JobHandle) -> Plain:
        order, who = _order(job.inputs), str(job.inputs["who"])
        audit_id: int | None = job.start.get("audit_id")
        done = int(job.start.get("plays") or 0)

        async def tell(looked_at: int, items: int) -> None:
            await job.progress(looked_at, items, "items are looked for")

        links = list((await self._links(order, tell)).items())
        total = done + len(links)
        subject = "play:" + ",".join(str(number) for number, _ in links[:10]) + "…"
        note = AuditNote(
            at=instant(self._clock), who=who, action=Changed.MOVED.value, subject=subject
        )
        await job.progress(done, total, "plays")
        for start in range(0, len(links), PART):
            part = dict(links[start : start + PART])
            done += len(part)
            audit_id = await self._db.write(_move, part, note, audit_id, (job, done))
            await self._history.changed()
            await job.progress(done, total, "plays")
        self._relinks.look_anew(order.scope.server_id)
        return {"plays": done, "audit_id": audit_id}

    async def _links(self, order: Order, tell: Tell | None = None) -> dict[int, Link]:
        if order.scope.into:
            return await self._relinks.merge_links(
                order.scope, with_rest=order.with_rest, tell=tell
            )
        return await self._relinks.links(order.scope, order.chosen, tell=tell)

    async def _delete(self, job: JobHandle) -> Plain:
        play_ids, done = job.inputs["play_ids"], int(job.start.get("plays") or 0)
        audit_id: int | None = job.start.get("audit_id")
        subject = "play:" + ",".join(map(str, play_ids[:10])) + "…"
        at = instant(self._clock)
        note = AuditNote(at=at, who=str(job.inputs["who"]), action=edit.DELETED, subject=subject)
        await job.progress(done, len(play_ids), "plays")
        for start in range(done, len(play_ids), PART):
            part = play_ids[start : start + PART]
            done += len(part)
            audit_id = await self._db.write(_delete, part, note, audit_id, (job, done))
            await self._history.changed()
            await job.progress(done, len(play_ids), "plays")
        return {"plays": done, "audit_id": audit_id}

    async def _undo(self, job: JobHandle) -> Plain:
        audit_id = int(job.inputs["audit_id"])
        entry = await self._db.read(audit_entry, audit_id)
        if entry is None or entry.undone_at is not None:
            raise ConflictError("This change was taken back already.")
        total, done = _plays_in(entry), 0
        for count, take_back in _steps(entry):
            await job.progress(done, total, "plays")
            await self._db.write(take_back)
            await self._history.changed()
            done += count
        await job.progress(total, total, "plays")
        at = instant(self._clock)
        note = AuditNote(at=at, who=str(job.inputs["who"]), action="play_change_undone", subject="")
        await self._db.write(_close, entry, note)
        return {"plays": total}


def _move(
    conn: Connection,
    links: Mapping[int, Link],
    note: AuditNote,
    onto: int | None,
    mark: tuple[JobHandle, int],
) -> int | None:
    """One part, and in the same transaction how far the job is."""
    audit_id = move_plays(conn, links, note, onto)
    job, done = mark
    job.note(conn, {"audit_id": audit_id, "plays": done})
    return audit_id


def _delete(
    conn: Connection,
    play_ids: Sequence[PlayId],
    note: AuditNote,
    onto: int | None,
    mark: tuple[JobHandle, int],
) -> int | None:
    """One part, and in the same transaction how far the job is."""
    audit_id = edit.delete_plays(conn, play_ids, note, onto)
    job, done = mark
    job.note(conn, {"audit_id": audit_id, "plays": done})
    return audit_id


def _close(conn: Connection, entry: AuditEntry, note: AuditNote) -> None:
    if mark_undone(conn, entry.id, at=note.at):
        write_audit(conn, note)


def _plays_in(entry: AuditEntry) -> int:
    if entry.note.action == edit.DELETED:
        return len(entry.note.values_before["play_ids"])
    return sum(len(share["ids"]) for share in _shares(entry)[0])


def _steps(entry: AuditEntry) -> Iterator[tuple[int, Callable[[Connection], object]]]:
    """What takes an entry back, in parts: of how many plays, and the transaction."""
    if entry.note.action == edit.DELETED:
        ids = entry.note.values_before["play_ids"]
        for start in range(0, len(ids), PART):
            part = ids[start : start + PART]
            yield len(part), partial(edit.restore_plays, play_ids=part)
    for before, after in _pieces(entry):
        count = sum(len(share["ids"]) for share in before)
        yield (
            count,
            partial(changing.take_back, before={"plays": before}, after={"plays": after}),
        )


def _pieces(entry: AuditEntry) -> list[tuple[list[Any], list[Any]]]:  # Any: shares of an entry
    """The shares of a change, in pieces of about `PART` plays."""
    pieces: list[tuple[list[Any], list[Any]]] = []  # Any: shares of an entry
    room = 0
    for old, new in zip(*_shares(entry), strict=True):
        for start in range(0, len(old["ids"]), PART):
            ids = old["ids"][start : start + PART]
            if room < len(ids):
                pieces.append(([], []))
                room = PART
            pieces[-1][0].append({"ids": ids, "values": old["values"]})
            pieces[-1][1].append({"ids": ids, "values": new["values"]})
            room -= len(ids)
    return pieces


def _shares(entry: AuditEntry) -> tuple[Sequence[Any], Sequence[Any]]:  # Any: JSON of the trail
    if entry.note.action not in set(Changed):
        return (), ()
    return entry.note.values_before["plays"], entry.note.values_after["plays"]


def _plain(order: Order) -> dict[str, Any]:  # Any: JSON
    scope = order.scope
    chosen = None if order.chosen is None else [[old, to] for old, to in order.chosen.items()]
    return {
        "server_id": scope.server_id,
        "section_id": scope.section_id,
        "rating_key": scope.rating_key,
        "into": scope.into,
        "chosen": chosen,
        "with_rest": order.with_rest,
    }


def _order(inputs: Plain) -> Order:
    into, section_id, chosen = inputs["into"], inputs["section_id"], inputs["chosen"]
    scope = Scope(
        server_id=ServerId(inputs["server_id"]),
        section_id=None if section_id is None else SectionId(section_id),
        rating_key=inputs["rating_key"],
        into=None if into is None else (ServerId(into[0]), SectionId(into[1])),
    )
    targets = None if chosen is None else {old: to and (to[0], to[1]) for old, to in chosen}
    return Order(scope=scope, chosen=targets, with_rest=inputs["with_rest"])
