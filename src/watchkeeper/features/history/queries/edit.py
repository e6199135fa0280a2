"""Correcting and deleting plays, and taking that back; each change is noted in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from watchkeeper.db.tables import item, play, play_deleted, user
from watchkeeper.domain.facts import Facts, PlayId
from watchkeeper.domain.grouping import Grouper
from watchkeeper.domain.play import PlaySource
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.history.changes import DELETED, EDITED, Changed
from watchkeeper.features.history.edits import PlayEdit, check_times
from watchkeeper.features.history.extent import plays_in
from watchkeeper.features.history.queries import changing
from watchkeeper.features.history.queries.descriptions import item_row, keep_rows
from watchkeeper.features.history.queries.reassign import shares_of
from watchkeeper.features.history.queries.record import (
    GROUPING_COLUMNS,
    raise_revision,
    stored_grouping_facts,
)
from watchkeeper.features.history.queries.relink import take_back
from watchkeeper.features.history.queries.restored import restored
from watchkeeper.features.history.relinking.relink import RELINKED
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.queries import (
    audit_entry,
    mark_undone,
    rewrite_audit,
    write_audit,
)
from watchkeeper.texts import N_

PART = 500
UNDOABLE = frozenset({EDITED, DELETED, RELINKED, *(change.value for change in Changed)})
CHANGED_SINCE = N_("The plays were changed again since: take the later change back first.")
ERASED_SINCE = N_("None of these plays is kept any more: they were erased since.")
KEYS = ("rating_key", "parent_rating_key", "grandparent_rating_key")

Row = dict[str, Any]  # Any: values of one table row


def edit_play(conn: Connection, play_id: PlayId, wanted: PlayEdit, note: AuditNote) -> int:
    """Correct one play; returns the number of the audit entry.

    Raises:
        NotFoundError: there is no such play.
        InputError: the new times cannot be, or the person is not known on the play's server.
    """
    before = _row(conn, play_id)
    values: Row = {**wanted.values, "source": PlaySource.REPAIRED.value}
    if wanted.user_id is not None and wanted.username is None:
        values["username"] = _username(conn, before["server_id"], wanted.user_id)
    if wanted.links_item:
        values["item_id"] = _other_item(conn, {**before, **values}, wanted.item_words)
    after = {**before, **values}
    check_times(after["started"], after["stopped"], after["paused_seconds"])
    _set(conn, play_id, values)
    return write_audit(conn, _filled(note, before, after))


def delete_plays(
    conn: Connection, play_ids: Sequence[PlayId], note: AuditNote, onto: int | None = None
) -> int | None:
    """Delete the plays of those numbers; returns the number of the audit entry.

    It is `onto` when there is no play of any of the numbers. With `onto` the entry of that number
    tells of these plays, too: a large deletion is made in parts.

    Raises:
        ConflictError: the entry to go on with was taken back.
    """
    rows = [row for part in _parts(play_ids) for row in _rows(conn, part)]
    if not rows:
        return onto
    revision = raise_revision(conn)
    conn.execute(
        insert(play_deleted),
        [
            {"play_id": row["id"], "revision": revision, "content": orjson.dumps(row).decode()}
            for row in rows
        ],
    )
    ids = [row["id"] for row in rows]
    for part in _parts(ids):
        conn.execute(delete(play).where(play.c.id.in_(part)))
    if onto is None:
        return write_audit(conn, _filled(note, {"play_ids": ids}, None))
    entry = audit_entry(conn, onto)
    if entry is None or entry.undone_at is not None:
        raise ConflictError("This change was taken back while it was made.")
    rewrite_audit(conn, onto, {"play_ids": [*entry.note.values_before["play_ids"], *ids]}, None)
    return onto


def undo(conn: Connection, audit_id: int, note: AuditNote) -> int:
    """Take back a correction or a deletion; returns the number of the new audit entry.

    Raises:
        NotFoundError: there is no such entry, or it is about something else.
        ConflictError: it was taken back already, or the play changed again since.
    """
    entry = audit_entry(conn, audit_id)
    if entry is None or entry.note.action not in UNDOABLE:
        raise NotFoundError(
            "Entry %(audit_id)s of the audit trail is no change of the history.", audit_id=audit_id
        )
    if not mark_undone(conn, audit_id, at=note.at):
        raise ConflictError("This change was taken back already.")
    before = entry.note.values_before
    if entry.note.action == EDITED:
        _take_back(conn, before, entry.note.values_after)
        return write_audit(conn, _filled(note, entry.note.values_after, before))
    if not _change_back(conn, entry.note) and plays_in(entry.note):
        raise ConflictError(nothing_left(entry.note))
    return write_audit(conn, _filled(note, None, restored(conn, entry.note).content))


def nothing_left(made: AuditNote) -> str:
    """Why no play of a change can be given back what it had."""
    return ERASED_SINCE if made.action == DELETED else CHANGED_SINCE


def regroup(conn: Connection, rule: WatchedRule) -> int:
    """Group all plays anew by the rules, in the order of their numbers; returns how many moved."""
    grouper = Grouper(rule)
    moved = []
    rows = conn.execute(select(*GROUPING_COLUMNS).join_from(play, item).order_by(play.c.id))
    for row in rows:
        facts = stored_grouping_facts(row)
        reference = grouper.reference(facts)
        if reference != facts.reference_id:
            moved.append((facts.id, reference))
    if moved:
        revision = raise_revision(conn)
        for play_id, reference in moved:
            changed = update(play).where(play.c.id == play_id)
            conn.execute(changed.values(reference_id=reference, revision=revision))
    return len(moved)


def _set(conn: Connection, play_id: int, values: Mapping[str, Any]) -> None:
    revision = raise_revision(conn)
    conn.execute(update(play).where(play.c.id == play_id).values(**values, revision=revision))


def _row(conn: Connection, play_id: int) -> Row:
    rows = _rows(conn, [play_id])
    if not rows:
        raise NotFoundError("There is no play %(play_id)s in the history.", play_id=play_id)
    return rows[0]


def _rows(conn: Connection, play_ids: Sequence[int]) -> list[Row]:
    """Whole play rows, but for their revision."""
    found = conn.execute(select(play).where(play.c.id.in_(play_ids)).order_by(play.c.id))
    return [
        {str(name): value for name, value in row.items() if name != "revision"}
        for row in found.mappings()
    ]


def _parts(play_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(play_ids), PART):
        yield play_ids[start : start + PART]


def _username(conn: Connection, server_id: int, user_id: int) -> str:
    person = (user.c.server_id == server_id) & (user.c.user_id == user_id)
    name = conn.execute(select(user.c.username).where(person)).scalar()
    if name is None:
        raise InputError("There is no such person on the play's server.", field="user_id")
    return str(name)


def _other_item(conn: Connection, row: Mapping[str, Any], words: Facts) -> int:
    """The description of the item that the play is to stand for."""
    facts = orjson.loads(
        conn.execute(select(item.c.facts).where(item.c.id == row["item_id"])).scalar_one()
    )
    keys = {name: row[name] for name in KEYS}
    described = item_row(row["media_type"], tuple(keys.values()), {**facts, **keys, **words})
    return keep_rows(conn, item, [described])[described["digest"]]


def restore_plays(conn: Connection, play_ids: Sequence[int]) -> int:
    """Bring deleted plays back, those that are among the deleted ones; how many."""
    revision = raise_revision(conn)
    restored = 0
    for part in _parts(play_ids):
        kept = play_deleted.c.play_id.in_(part)
        contents = conn.execute(select(play_deleted.c.content).where(kept)).scalars().all()
        rows = [
            {"is_counted": True} | orjson.loads(content) | {"revision": revision}
            for content in contents
        ]
        conn.execute(delete(play_deleted).where(kept))
        if rows:
            conn.execute(insert(play), rows)
        restored += len(rows)
    return restored


def _change_back(conn: Connection, made: AuditNote) -> int:
    """Take a change of many plays back, as far as nothing changed them since; of how many."""
    before, after = made.values_before, made.values_after
    if made.action == DELETED:
        return restore_plays(conn, before["play_ids"])
    if made.action == RELINKED:
        return take_back(conn, before, after)
    olds, news = shares_of(before, after)
    return changing.take_back(conn, {"plays": olds}, {"plays": news})


def _take_back(conn: Connection, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    now = _row(conn, before["id"])
    if any(now[name] != value for name, value in after.items()):
        raise ConflictError("The play was changed again since: take the later change back first.")
    _set(conn, before["id"], {name: before[name] for name in after if name != "id"})


def _filled(
    note: AuditNote, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> AuditNote:
    return replace(note, before=before, after=after)
