"""Rows of messages on their way: whose turn it is, claimed, settled."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, update

from watchkeeper.db.tables import notice
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.notifications.outbox.notice import Notice, NoticeState
from watchkeeper.features.notifications.queries import notifiers
from watchkeeper.features.notifications.queries.notices import BY_HAND, of_notifier, read_notice
from watchkeeper.values import dataclass

AT_ONCE = 0
"""As `not_before`: somebody wants it sent now, whatever its notifier's options say."""
OVER = (NoticeState.FAILED, NoticeState.DROPPED)
IS_WAITING = notice.c.state == NoticeState.WAITING


@dataclass(frozen=True, slots=True)
class Head:
    """A notifier (server and number) with messages that wait, and when the first is due."""

    key: tuple[ServerId, int]
    not_before: int  # UTC seconds


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try of messages that went as one ended. `retry_at` None with an error gives them up."""

    notice_ids: Sequence[int]
    key: tuple[int, int]
    now: int  # UTC seconds
    error: str = ""
    retry_at: int | None = None


def heads(conn: Connection) -> list[Head]:
    """Every notifier with messages that wait; of the messages nothing is read."""
    first = select(func.min(notice.c.id)).where(IS_WAITING)
    rows = conn.execute(
        select(notice.c.server_id, notice.c.notifier, notice.c.not_before)
        .where(notice.c.id.in_(first.group_by(notice.c.server_id, notice.c.notifier)))
        .order_by(notice.c.id)
    )
    return [Head((ServerId(row[0]), row[1]), row[2]) for row in rows]


def first_of(conn: Connection, key: tuple[int, int], most: int) -> list[Notice]:
    """The first messages of a notifier that wait, in their order."""
    waiting = select(notice).where(of_notifier(key) & IS_WAITING)
    return [read_notice(row) for row in conn.execute(waiting.order_by(notice.c.id).limit(most))]


def limiting_at(
    conn: Connection, key: tuple[int, int], count: int, *, has_digests: bool = False
) -> int | None:
    """When the first of the last `count` messages of a notifier was sent; None: there are fewer.

    With `has_digests` those that were sent at one time count once: they went as one.
    """
    sent = of_notifier(key) & (notice.c.state == NoticeState.SENT)
    wanted = select(notice.c.sent_at).where(sent, notice.c.notify_action.not_in(BY_HAND))
    if has_digests:
        wanted = wanted.distinct()
    newest = wanted.order_by(notice.c.sent_at.desc()).offset(count - 1).limit(1)
    return conn.execute(newest).scalar()


def claim(conn: Connection, notice_ids: Sequence[int]) -> frozenset[int]:
    """Count one more try and mark as being sent; those that did still wait."""
    values = {"state": NoticeState.SENDING, "attempts": notice.c.attempts + 1}
    waiting = notice.c.id.in_(notice_ids) & IS_WAITING
    found = frozenset(conn.execute(select(notice.c.id).where(waiting)).scalars())
    if found:
        conn.execute(update(notice).where(waiting).values(values))
    return found


def hold(conn: Connection, notice_id: int, until: int, reason: str) -> None:
    """Let a message wait until an instant (UTC seconds)."""
    waiting = (notice.c.id == notice_id) & IS_WAITING
    values = {"not_before": until, "last_error": reason}
    conn.execute(update(notice).where(waiting).values(values))


def drop(conn: Connection, notice_id: int, reason: str) -> None:
    """Let go of a message that its notifier shall not send."""
    waiting = (notice.c.id == notice_id) & IS_WAITING
    values = {"state": NoticeState.DROPPED, "last_error": reason}
    conn.execute(update(notice).where(waiting).values(values))


def settle(conn: Connection, outcome: Outcome) -> None:
    """Write how a try ended, of the messages and of their notifier."""
    values: dict[str, object] = {"last_error": outcome.error}
    if not outcome.error:
        values |= {"state": NoticeState.SENT, "sent_at": outcome.now, "extras": "{}"}
    elif outcome.retry_at is None:
        values |= {"state": NoticeState.FAILED}
    else:
        values |= {"state": NoticeState.WAITING, "not_before": outcome.retry_at}
    conn.execute(update(notice).where(notice.c.id.in_(outcome.notice_ids)).values(values))
    notifiers.note_state(conn, outcome.key, outcome.error, outcome.now)


def take_up(conn: Connection) -> int:
    """After a start: what was being sent waits again, what somebody asked for has failed."""
    sending = notice.c.state == NoticeState.SENDING
    by_hand = sending & notice.c.notify_action.in_(BY_HAND)
    lost = {"state": NoticeState.FAILED, "last_error": "The program ended while it was sent."}
    conn.execute(update(notice).where(by_hand).values(lost))
    return conn.execute(update(notice).where(sending).values(state=NoticeState.WAITING)).rowcount


def try_again(conn: Connection, notice_id: int) -> bool:
    """Let a message that was given up or dropped wait anew; False when there is no such one."""
    over = (notice.c.id == notice_id) & notice.c.state.in_(OVER)
    values = {"state": NoticeState.WAITING, "attempts": 0, "not_before": AT_ONCE}
    return bool(conn.execute(update(notice).where(over).values(values)).rowcount)
