"""Which preferences are somebody's own choice."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from watchkeeper.db.tables import audit
from watchkeeper.features.preferences.queries import CHANGED

SUBJECT = "preference:"


def chosen_here(conn: Connection, importer: str) -> set[str]:
    """Full names of the preferences that were last changed by anybody but `importer`."""
    last = select(func.max(audit.c.id)).where(audit.c.action == CHANGED).group_by(audit.c.subject)
    found = conn.execute(
        select(audit.c.subject).where(audit.c.id.in_(last), audit.c.who != importer)
    )
    return {subject.removeprefix(SUBJECT) for subject in found.scalars()}
