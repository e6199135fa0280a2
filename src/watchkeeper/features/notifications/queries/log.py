"""Reading the log of messages by parts."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, or_, select

from watchkeeper.db.tables import notice
from watchkeeper.features.notifications.outbox.log import LogPart, LogQuestion
from watchkeeper.features.notifications.queries.notices import read_notice

ESCAPE = "\\"


def log_part(conn: Connection, asked: LogQuestion) -> LogPart:
    """A part of the log; of the rest nothing is read."""
    wanted = select(notice).where(*_conditions(asked)).order_by(notice.c.id.desc())
    found = [read_notice(row) for row in conn.execute(wanted.limit(asked.limit + 1))]
    shown = tuple(found[: asked.limit])
    return LogPart(shown, shown[-1].id if len(found) > asked.limit else None)


def _conditions(asked: LogQuestion) -> list[ColumnElement[bool]]:
    n, found = notice.c, []
    for column, value in (
        (n.server_id, asked.server_id),
        (n.notifier, asked.notifier),
        (n.state, asked.state),
        (n.notify_action, asked.action or None),
    ):
        if value is not None:
            found.append(column == value)
    if asked.since is not None:
        found.append(n.occurred_at >= asked.since)
    if asked.until is not None:
        found.append(n.occurred_at < asked.until)
    if asked.before is not None:
        found.append(n.id < asked.before)
    if asked.text:
        found.append(_has_text(asked.text))
    return found


def _has_text(text: str) -> ColumnElement[bool]:
    quoted = (
        text.replace(ESCAPE, ESCAPE * 2).replace("%", rf"{ESCAPE}%").replace("_", rf"{ESCAPE}_")
    )
    columns = (notice.c.subject, notice.c.body, notice.c.user)
    return or_(*(column.ilike(f"%{quoted}%", escape=ESCAPE) for column in columns))
