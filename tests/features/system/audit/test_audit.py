"""The audit trail."""

from __future__ import annotations

import pytest

from watchkeeper.db.database import Database
from watchkeeper.errors import ConflictError, NotFoundError
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.audit.audit_entry import AuditFilter, AuditNote
from watchkeeper.features.system.queries import mark_undone, write_audit


def note(action: str = "user_edited", subject: str = "user:1/7") -> AuditNote:
    return AuditNote(
        at=100, who="Maria", action=action, subject=subject, before={"a": None}, after={"a": "ü"}
    )


async def test_notes_are_read_back_newest_first(db: Database) -> None:
    for subject in ("user:1/1", "user:1/2", "user:1/3"):
        await db.write(write_audit, note(subject=subject))
    page = await AuditTrail(db).page(offset=1, limit=1)
    assert (page.total, [entry.note for entry in page.entries]) == (3, [note(subject="user:1/2")])


async def test_notes_are_found_by_who_action_and_subject(db: Database) -> None:
    await db.write(write_audit, note())
    await db.write(write_audit, note(action="play_deleted", subject="play:12"))
    trail = AuditTrail(db)
    assert (await trail.page(AuditFilter(who="Maria"))).total == 2
    assert (await trail.page(AuditFilter(action="play_deleted"))).total == 1
    assert (await trail.page(AuditFilter(subject="play:13"))).total == 0


async def test_an_entry_names_who_can_take_it_back_until_it_is(db: Database) -> None:
    audit_id = await db.write(write_audit, note())
    trail = AuditTrail(db)
    assert (await trail.undoable(audit_id, "users")).undo_hook == "users"
    with pytest.raises(ConflictError):
        await trail.undoable(audit_id, "history")
    assert await db.write(mark_undone, audit_id, at=200)
    assert not await db.write(mark_undone, audit_id, at=300)
    assert (await trail.get(audit_id)).undone_at == 200
    with pytest.raises(ConflictError, match="already"):
        await trail.undoable(audit_id, "users")


async def test_an_unknown_entry_is_not_found(db: Database) -> None:
    with pytest.raises(NotFoundError):
        await AuditTrail(db).get(1)


@pytest.mark.parametrize("value", [True, 0, 2.5, "ü", ["a", "b"]])
async def test_what_has_one_value_alone_is_kept_as_it_is(
    db: Database, value: bool | float | str | list[str]
) -> None:
    told = AuditNote(at=1, who="Maria", action="preference_changed", subject="x", before=value)
    entry = await AuditTrail(db).get(await db.write(write_audit, told))
    assert entry.note == told
    assert (entry.note.values_before, entry.note.values_after) == ({}, {})
