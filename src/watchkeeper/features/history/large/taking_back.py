"""Taking a change of very many plays back in parts, between which others write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Connection

from watchkeeper.errors import ConflictError
from watchkeeper.features.history.changes import DELETED
from watchkeeper.features.history.large import parts
from watchkeeper.features.history.queries import changing, edit, relink
from watchkeeper.features.history.queries.reassign import shares_of
from watchkeeper.features.history.relinking.relink import RELINKED
from watchkeeper.features.system.audit.audit_entry import AuditEntry, AuditNote, Restored
from watchkeeper.features.system.jobs.jobs import JobHandle
from watchkeeper.features.system.queries import audit_entry, mark_undone


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
    had, got = entry.note.values_before, entry.note.values_after
    if entry.note.action == DELETED:
        for part in parts.sliced(had["play_ids"]):
            yield len(part), partial(edit.restore_plays, play_ids=part)
        return
    if entry.note.action == RELINKED:
        for some in parts.sliced(list(had)):
            old, new = ({number: links[number] for number in some} for links in (had, got))
            yield len(some), partial(relink.take_back, before=old, after=new)
        return
    for before, after in _pieces(entry):
        count = sum(len(share["ids"]) for share in before)
        yield (
            count,
            partial(changing.take_back, before={"plays": before}, after={"plays": after}),
        )


def said(restored: Restored) -> str:
    """What a job says at its end: `plays`, or how many of how many where not all are back."""
    if restored.is_partial:
        return f"{restored.plays:,} of {restored.of:,} plays are as they were before"
    return "plays"


def _pieces(entry: AuditEntry) -> list[tuple[list[Any], list[Any]]]:  # Any: shares of an entry
    """The shares of a change, in pieces of about one part."""
    pieces: list[tuple[list[Any], list[Any]]] = []  # Any: shares of an entry
    room = 0
    shares = shares_of(entry.note.values_before, entry.note.values_after)
    for old, new in zip(*shares, strict=True):
        for ids in parts.sliced(old["ids"]):
            if room < len(ids):
                pieces.append(([], []))
                room = parts.PART
            pieces[-1][0].append({"ids": ids, "values": old["values"]})
            pieces[-1][1].append({"ids": ids, "values": new["values"]})
            room -= len(ids)
    return pieces
