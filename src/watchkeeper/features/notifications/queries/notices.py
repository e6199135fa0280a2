"""Rows of messages: written down, counted, and read as the log."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    func,
    insert,
    select,
)

from watchkeeper.db.tables import kept_row, notice
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.notifications.outbox.notice import Draft, Notice, NoticeState

LOG = "notify_log"  # Tautulli's name of the table, under which imports keep its rows
OPEN = (NoticeState.WAITING, NoticeState.SENDING)
BY_HAND = frozenset({"api", "test"})


def add(conn: Connection, drafts: Iterable[Draft]) -> list[int]:
    """Write messages down to be sent, but no double of one with a tag; their ids.

    One by hand begins as being sent: nobody else takes it up.
    """
    numbers: dict[ServerId, int] = {}
    ids = []
    for draft in drafts:
        if not _is_told(conn, draft):
            server_id = draft.server_id
            last = numbers.get(server_id) or _last_number(conn, server_id)
            numbers[server_id] = last + 1
            ids.append(_insert(conn, draft, last + 1))
    return ids


def one(conn: Connection, notice_id: int) -> Notice | None:
    """A message by its id."""
    row = conn.execute(select(notice).where(notice.c.id == notice_id)).first()
    return read_notice(row) if row else None


def logged(conn: Connection, server_id: ServerId, most: int | None = None) -> list[Notice]:
    """The messages of a server, the newest first; also those that wait."""
    wanted = select(notice).where(notice.c.server_id == server_id).order_by(notice.c.id.desc())
    return [read_notice(row) for row in conn.execute(wanted.limit(most) if most else wanted)]


def newest(conn: Connection, server_id: ServerId) -> dict[int, Notice]:
    """The last message of each notifier that was tried, by its number."""
    last = (
        select(func.max(notice.c.id))
        .where(notice.c.server_id == server_id, notice.c.attempts > 0)
        .group_by(notice.c.notifier)
    )
    rows = conn.execute(select(notice).where(notice.c.id.in_(last)))
    return {row.notifier: read_notice(row) for row in rows}


def waiting_counts(
    conn: Connection, server_id: ServerId | None = None
) -> dict[tuple[int, int], int]:
    """How many messages wait or are being sent, by server and notifier."""
    wanted = (
        select(notice.c.server_id, notice.c.notifier, func.count())
        .where(notice.c.state.in_(OPEN))
        .group_by(notice.c.server_id, notice.c.notifier)
    )
    if server_id is not None:
        wanted = wanted.where(notice.c.server_id == server_id)
    return {(row[0], row[1]): row[2] for row in conn.execute(wanted)}


def forget_log(conn: Connection, server_id: ServerId) -> int:
    """Delete the log of a server; what still has to be sent stays."""
    done = (notice.c.server_id == server_id) & notice.c.state.not_in(OPEN)
    return conn.execute(delete(notice).where(done)).rowcount


def _is_told(conn: Connection, draft: Draft) -> bool:
    """Whether the same was told, or is about to be; what quiet hours dropped was told to nobody."""
    if not draft.tag:
        return False
    same = of_notifier((draft.server_id, draft.notifier)) & (notice.c.tag == draft.tag)
    told = (notice.c.notify_action == draft.action) & (notice.c.state != NoticeState.DROPPED)
    return conn.execute(select(notice.c.id).where(same, told).limit(1)).first() is not None


def _insert(conn: Connection, draft: Draft, number: int) -> int:
    state = NoticeState.SENDING if draft.is_by_hand else NoticeState.WAITING
    values = {
        "server_id": draft.server_id,
        "number": number,
        "notifier": draft.notifier,
        "agent_id": draft.agent_id,
        "agent_name": draft.agent_name,
        "notify_action": draft.action,
        "occurred_at": draft.occurred_at,
        "state": state,
        "attempts": int(draft.is_by_hand),
        "not_before": draft.occurred_at,
        "last_error": "",
        "subject": draft.subject,
        "body": draft.body,
        "extras": orjson.dumps(dict(draft.extras)).decode(),
        "tag": draft.tag,
        "session_key": draft.session_key,
        "rating_key": draft.rating_key,
        "user_id": draft.user_id,
        "user": draft.user,
    }
    key = conn.execute(insert(notice).values(values)).inserted_primary_key
    return int(key[0]) if key else 0


def _last_number(conn: Connection, server_id: ServerId) -> int:
    """The highest number of an entry of the log, also of those that an import brought."""
    ours = select(func.max(notice.c.number)).where(notice.c.server_id == server_id)
    imported = select(func.max(kept_row.c.row_id)).where(
        kept_row.c.server_id == server_id, kept_row.c.table_name == LOG
    )
    return max(conn.execute(each).scalar() or 0 for each in (ours, imported))


def of_notifier(key: tuple[int, int]) -> ColumnElement[bool]:
    """The messages of a notifier: server and number."""
    return (notice.c.server_id == key[0]) & (notice.c.notifier == key[1])


def read_notice(row: Row[tuple[object, ...]]) -> Notice:
    """A message as its row tells it."""
    return Notice(
        id=row.id,
        number=row.number,
        state=NoticeState(row.state),
        attempts=row.attempts,
        not_before=row.not_before,
        sent_at=row.sent_at,
        last_error=row.last_error,
        draft=Draft(
            server_id=ServerId(row.server_id),
            notifier=row.notifier,
            agent_id=row.agent_id,
            agent_name=row.agent_name,
            action=row.notify_action,
            occurred_at=row.occurred_at,
            subject=row.subject,
            body=row.body,
            extras=orjson.loads(row.extras),
            tag=row.tag,
            session_key=row.session_key,
            rating_key=row.rating_key,
            user_id=row.user_id,
            user=row.user,
            is_by_hand=row.notify_action in BY_HAND,
        ),
    )
