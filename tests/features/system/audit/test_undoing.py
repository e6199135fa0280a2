"""Taking changes back by whichever service made them."""

from __future__ import annotations

import pytest

from tests.features.system.audit.test_audit import note
from watchkeeper.db.database import Database
from watchkeeper.errors import ConflictError, NotFoundError
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.audit.undoing import Undoing
from watchkeeper.features.system.queries import mark_undone, write_audit


class Service:
    """Takes back whatever it is told to."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.done: list[tuple[int, str]] = []

    async def undo(self, audit_id: int, who: str) -> None:
        self.done.append((audit_id, who))
        await self._db.write(mark_undone, audit_id, at=200)


class LargeService:
    """Takes back by a job."""

    async def undo(self, audit_id: int, who: str) -> int | None:
        return 7


async def test_a_change_of_many_plays_is_taken_back_by_a_job(db: Database) -> None:
    undoing = Undoing(AuditTrail(db), {}, {"history": LargeService().undo})
    audit_id = await db.write(write_audit, note("play_edited"))
    assert await undoing.undo(audit_id, "Maria") == 7


async def test_a_change_is_taken_back_once_by_the_service_that_its_row_names(db: Database) -> None:
    users, large = Service(db), LargeService()
    undoing = Undoing(AuditTrail(db), {"users": users.undo}, {"history": large.undo})
    audit_id = await db.write(write_audit, note("user_edited"))
    assert await undoing.undo(audit_id, "Maria") is None
    assert users.done == [(audit_id, "Maria")]
    with pytest.raises(ConflictError, match="already"):
        await undoing.undo(audit_id, "Maria")


async def test_what_nobody_can_take_back_is_refused(db: Database) -> None:
    undoing = Undoing(AuditTrail(db), {}, {})
    audit_id = await db.write(write_audit, note())
    with pytest.raises(ConflictError):
        await undoing.undo(audit_id, "Maria")
    with pytest.raises(NotFoundError):
        await undoing.undo(audit_id + 1, "Maria")
