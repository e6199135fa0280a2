"""Reading the audit trail."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.db.database import Database
from watchkeeper.errors import ConflictError, NotFoundError
from watchkeeper.features.system import queries
from watchkeeper.features.system.audit.audit_entry import (
    AuditEntry,
    AuditFilter,
    AuditPage,
    Restored,
)


class AuditTrail:
    """Reads the trail. Rows are written by whoever makes a change, in the same transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def page(
        self, wanted: AuditFilter | None = None, *, offset: int = 0, limit: int = 25
    ) -> AuditPage:
        """Newest first."""
        return await self._db.read(
            queries.audit_page, wanted or AuditFilter(), offset=offset, limit=limit
        )

    async def get(self, audit_id: int) -> AuditEntry:
        """One entry.

        Raises:
            NotFoundError: there is none of this number.
        """
        entry = await self._db.read(queries.audit_entry, audit_id)
        if entry is None:
            raise NotFoundError(
                "There is no entry %(audit_id)s in the audit trail.", audit_id=audit_id
            )
        return entry

    async def restored(self, audit_ids: Iterable[int]) -> Restored:
        """How many plays are as before, of those of changes that were taken back together."""
        found = [await self._db.read(queries.audit_entry, audit_id) for audit_id in audit_ids]
        parts = [entry.restored for entry in found if entry is not None and entry.restored]
        return Restored(sum(part.plays for part in parts), sum(part.of for part in parts))

    async def undoable(self, audit_id: int, hook: str) -> AuditEntry:
        """One entry that the service named `hook` can still take back.

        Raises:
            NotFoundError: there is none of this number.
            ConflictError: it was taken back already, or is not that service's.
        """
        entry = await self.get(audit_id)
        if entry.undone_at is not None:
            raise ConflictError("Change %(audit_id)s was taken back already.", audit_id=audit_id)
        if entry.undo_hook != hook:
            raise ConflictError(
                "Change %(audit_id)s (%(action)s) cannot be taken back.",
                audit_id=audit_id,
                action=entry.note.action,
            )
        return entry
