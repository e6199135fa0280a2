"""Taking changes of the audit trail back, by whichever service made them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from watchkeeper.errors import ConflictError
from watchkeeper.features.system.audit import AuditTrail

Undo = Callable[[int, str], Awaitable[object]]
"""Takes the change of that number back, in the name of somebody."""


class Undoing:
    """Knows which service takes which change back: each row of the trail names its hook."""

    def __init__(self, trail: AuditTrail, hooks: Mapping[str, Undo]) -> None:
        self._trail = trail
        self._hooks = hooks

    async def undo(self, audit_id: int, who: str) -> None:
        """Take one change back.

        Raises:
            NotFoundError: there is none of this number.
            ConflictError: it was taken back already, cannot be, or something has changed since.
        """
        entry = await self._trail.get(audit_id)
        hook = self._hooks.get(entry.undo_hook or "")
        if hook is None:
            raise ConflictError(f"Change {audit_id} was taken back already, or cannot be.")
        await hook(audit_id, who)
