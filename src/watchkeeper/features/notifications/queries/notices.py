"""Rows of messages: those that wait, and the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from watchkeeper.db.tables import kept_row, notice
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.notifications.notice import Draft, Notice, NoticeState
from watchkeeper.features.notifications.queries import notifiers

LOG = "notify_log"  # Tautulli's name of the table, under which imports keep its rows
OPEN = (NoticeState.WAITING, NoticeState.SENDING)
BY_HAND = frozenset({"api", "test"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended. `retry_at` None with an error gives the message up."""

    notice_id: int
    key: tuple[int, int]
    now: int  # UTC seconds
    error: str = ""
    retry_at: int | None = None


def add(conn: Connection, drafts: Iterable[Draft]) -> list[int]:
    """Write messages down to be sent, but no double of one with a tag; their ids.

    One by hand begins as being sent: nobody else takes it up.
    """
    return [_insert(conn, draft) for draft in drafts if not _is_told(conn, draft)]


def heads(conn: Connection, busy: Collection[tuple[int, int]]) -> list[Notice]:
    """The first message that waits, of every notifier that is not busy: order is kept."""
    first = (
        select(func.min(notice.c.id))
        .where(notice.c.state == NoticeState.WAITING)
        .group_by(notice.c.server_id, notice.c.notifier)
    )
    rows = conn.execute(select(notice).where(notice.c.id.in_(first)).order_by(notice.c.id))
    return [each for each in map(read_notice, rows) if each.key not in busy]


def claim(conn: Connection, notice_id: int) -> bool:
    """Count one more try and mark it as being sent; False when it does not wait (any more)."""
    waiting = and_(notice.c.id == notice_id, notice.c.state == NoticeState.WAITING)
    values = {"state": NoticeState.SENDING, "attempts": notice.c.attempts + 1}
    return bool(conn.execute(update(notice).where(waiting).values(values)).rowcount)


def settle(conn: Connection, outcome: Outcome) -> None:
    """Write how a try ended, of the message and of its notifier."""
    values: dict[str, object] = {"last_error": outcome.error}
    if not outcome.error:
        values |= {"state": NoticeState.SENT, "sent_at": outcome.now, "extras": "{}"}
    elif outcome.retry_at is None:
        values |= {"state": NoticeState.FAILED}
    else:
        values |= {"state": NoticeState.WAITING, "not_before": outcome.retry_at}
    conn.execute(update(notice).where(notice.c.id == outcome.notice_id).values(values))
    notifiers.note_state(conn, outcome.key, outcome.error, outcome.now)


def take_up(conn: Connection) -> int:
    """After a start: what was being sent waits again, what somebody asked for has failed."""
    sending = notice.c.state == NoticeState.SENDING
    by_hand = sending & notice.c.notify_action.in_(BY_HAND)
    lost = {"state": NoticeState.FAILED, "last_error": "The program ended while it was sent."}
    conn.execute(update(notice).where(by_hand).values(lost))
    return conn.execute(update(notice).where(sending).values(state=NoticeState.WAITING)).rowcount


def try_again(conn: Connection, notice_id: int, now: int) -> bool:
    """Let a message that was given up wait anew; False when there is no such one."""
    failed = and_(notice.c.id == notice_id, notice.c.state == NoticeState.FAILED)
    values = {"state": NoticeState.WAITING, "attempts": 0, "not_before": now}
    return bool(conn.execute(update(notice).where(failed).values(values)).rowcount)


def give_up_all(conn: Connection, key: tuple[int, int], reason: str) -> int:
    """Give up what waits for a notifier; how many messages that were."""
    waiting = _of(key) & (notice.c.state == NoticeState.WAITING)
    values = {"state": NoticeState.FAILED, "last_error": reason}
    return conn.execute(update(notice).where(waiting).values(values)).rowcount


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
    if not draft.tag:
        return False
    same = _of((draft.server_id, draft.notifier)) & (notice.c.tag == draft.tag)
    found = select(notice.c.id).where(same, notice.c.notify_action == draft.action).limit(1)
    return conn.execute(found).first() is not None


def _insert(conn: Connection, draft: Draft) -> int:
    state = NoticeState.SENDING if draft.is_by_hand else NoticeState.WAITING
    values = {
        "server_id": draft.server_id,
        "number": _next_number(conn, draft.server_id),
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


def _next_number(conn: Connection, server_id: ServerId) -> int:
    """Above every entry of the log, those that an import brought too."""
    ours = select(func.max(notice.c.number)).where(notice.c.server_id == server_id)
    imported = select(func.max(kept_row.c.row_id)).where(
        kept_row.c.server_id == server_id, kept_row.c.table_name == LOG
    )
    return max(conn.execute(each).scalar() or 0 for each in (ours, imported)) + 1


def _of(key: tuple[int, int]) -> ColumnElement[bool]:
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
