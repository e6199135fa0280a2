"""What is said once changes were taken back."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.texts import _, number
from watchkeeper.web.rendering import Message


async def undone(trail: AuditTrail, audit_ids: Iterable[int], whole: str) -> Message:
    """`whole`, or for how many plays of how many, where not all are as they were."""
    restored = await trail.restored(audit_ids)
    if not restored.is_partial:
        return Message(whole, "ok")
    text = _(
        "Taken back for %(num)s of %(total)s plays: the others were changed again since,"
        " or are not kept any more.",
        num=number(restored.plays),
        total=number(restored.of),
    )
    return Message(text, "warning")
