"""Taking a change of very many plays back in parts, between which others write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from watchkeeper.errors import ConflictError
from watchkeeper.features.history.changes import Changed
from watchkeeper.features.history.large import parts
from watchkeeper.features.history.queries import changing, edit
from watchkeeper.features.history.queries.reassign import shares_of
from watchkeeper.features.system.audit.audit_entry import AuditEntry, AuditNote
from watchkeeper.features.system.jobs.jobs import JobHandle
from watchkeeper.features.system.queries import audit_entry, mark_undone


def plays_in(entry: AuditEntry) -> int:
    """How many plays a change was of; 0 for one that is small by its nature."""
    if entry.note.action == edit.DELETED:
        return len(entry.note.values_before["play_ids"])
    return sum(len(share["ids"]) for share in _shares(entry)[0])


def begin(conn: Connection, audit_id: int, job: JobHandle, note: AuditNote) -> AuditEntry:
    """The change, which is not made further from now on, if it still is being made.

    Raises:
        ConflictError: it was taken back already.
    """
    is_new = mark_undone(conn, audit_id, at=note.at)
    entry = audit_entry(conn, audit_id)
    if entry is None or not (is_new or job.start.get("is_begun")):
        raise ConflictError("This change was taken back already.")
    job.note(conn, {"is_begun": True})
    return entry


def steps(entry: AuditEntry) -> Iterator[tuple[int, Callable[[Connection], int]]]:
    """What takes an entry back, in parts: of how many plays, and the transaction."""
    if entry.note.action == edit.DELETED:
        for part in parts.sliced(entry.note.values_before["play_ids"]):
            yield len(part), partial(edit.restore_plays, play_ids=part)
    for before, after in _pieces(entry):
        count = sum(len(share["ids"]) for share in before)
        yield (
            count,
            partial(changing.take_back, before={"plays": before}, after={"plays": after}),
        )


def _pieces(entry: AuditEntry) -> list[tuple[list[Any], list[Any]]]:  # Any: shares of an entry
    """The shares of a change, in pieces of about one part."""
    pieces: list[tuple[list[Any], list[Any]]] = []  # Any: shares of an entry
    room = 0
    for old, new in zip(*_shares(entry), strict=True):
        for ids in parts.sliced(old["ids"]):
            if room < len(ids):
                pieces.append(([], []))
                room = parts.PART
            pieces[-1][0].append({"ids": ids, "values": old["values"]})
            pieces[-1][1].append({"ids": ids, "values": new["values"]})
            room -= len(ids)
    return pieces


def _shares(entry: AuditEntry) -> tuple[Sequence[Any], Sequence[Any]]:  # Any: JSON of the trail
    if entry.note.action not in set(Changed):
        return (), ()
    return shares_of(entry.note.values_before, entry.note.values_after)
