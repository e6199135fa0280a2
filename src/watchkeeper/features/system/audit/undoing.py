"""Taking changes of the audit trail back, by whichever service made them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from watchkeeper.errors import ConflictError
from watchkeeper.features.system.audit.audit import AuditTrail

Undo = Callable[[int, str], Awaitable[object]]
"""Takes the change of that number back, in the name of somebody."""
LargeUndo = Callable[[int, str], Awaitable[int | None]]
"""As `Undo`; it answers the number of the job that does it, None when it is done."""


class Undoing:
    """Knows which service takes which change back: each row of the trail names its hook."""

    def __init__(
        self, trail: AuditTrail, hooks: Mapping[str, Undo], large: Mapping[str, LargeUndo]
    ) -> None:
        """`large` are the hooks of changes that may be too many to be taken back at once."""
        self._trail = trail
        self._hooks = hooks
        self._large = large

    async def undo(self, audit_id: int, who: str) -> int | None:
        """Take one change back; the number of the job that does it, None when it is done.

        Raises:
            NotFoundError: there is none of this number.
            ConflictError: it was taken back already, cannot be, or something has changed since.
        """
        entry = await self._trail.get(audit_id)
        name = entry.undo_hook or ""
        if name in self._large:
            return await self._large[name](audit_id, who)
        hook = self._hooks.get(name)
        if hook is None:
            raise ConflictError(
                "Change %(audit_id)s was taken back already, or cannot be.", audit_id=audit_id
            )
        await hook(audit_id, who)
        return None
