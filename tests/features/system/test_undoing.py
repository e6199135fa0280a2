"""Taking changes back by whichever service made them."""

from __future__ import annotations

import pytest

from tests.features.system.test_audit import note
from watchkeeper.db.database import Database
from watchkeeper.errors import ConflictError, NotFoundError
from watchkeeper.features.system.audit import AuditTrail
from watchkeeper.features.system.queries import mark_undone, write_audit
from watchkeeper.features.system.undoing import Undoing


class Service:
    """Takes back whatever it is told to."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.done: list[tuple[int, str]] = []

    async def undo(self, audit_id: int, who: str) -> None:
        self.done.append((audit_id, who))
        await self._db.write(mark_undone, audit_id, at=200)


async def test_a_change_is_taken_back_once_by_the_service_that_its_row_names(db: Database) -> None:
    users, history = Service(db), Service(db)
    undoing = Undoing(AuditTrail(db), {"users": users.undo, "history": history.undo})
    audit_id = await db.write(write_audit, note("user_edited"))
    await undoing.undo(audit_id, "Maria")
    assert (users.done, history.done) == ([(audit_id, "Maria")], [])
    with pytest.raises(ConflictError, match="already"):
        await undoing.undo(audit_id, "Maria")


async def test_what_nobody_can_take_back_is_refused(db: Database) -> None:
    undoing = Undoing(AuditTrail(db), {})
    audit_id = await db.write(write_audit, note())
    with pytest.raises(ConflictError):
        await undoing.undo(audit_id, "Maria")
    with pytest.raises(NotFoundError):
        await undoing.undo(audit_id + 1, "Maria")
