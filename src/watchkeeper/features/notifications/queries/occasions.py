"""Rows of occasions that notifiers have to be asked about, and of troubles that last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from watchkeeper.db.tables import occasion, trouble
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.occasions.stored_occasion import (
    content_of,
    readable_occasion,
)
from watchkeeper.features.notifications.outbox.notice import Draft
from watchkeeper.features.notifications.queries import notices
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Pending:
    """An occasion that waits, under its id; None: what is written of it cannot be read."""

    id: int
    attempts: int
    occasion: Occasion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of an occasion: its messages, and what has to be asked about later.

    `retry_at` (UTC seconds) lets the occasion itself wait on.
    """

    id: int
    drafts: Sequence[Draft] = ()
    later: Sequence[tuple[Occasion, float]] = ()  # and not before when (UTC seconds)
    retry_at: float | None = None


def add(conn: Connection, occasions: Iterable[tuple[Occasion, float]]) -> None:
    """Write occasions down, each with the moment (UTC seconds) before which nothing is done."""
    rows = [
        {
            "server_id": one.server_id,
            "trigger": one.trigger,
            "user_id": one.session.person.user_id if one.session else None,
            "not_before": round(not_before * 1000),
            "attempts": 0,
            "content": content_of(one),
        }
        for one, not_before in occasions
    ]
    if rows:
        conn.execute(insert(occasion), rows)


def due(conn: Connection, now: float, most: int) -> list[Pending]:
    """The first occasions that need not wait any longer, in the order in which they came."""
    wanted = (
        select(occasion)
        .where(occasion.c.not_before <= round(now * 1000))
        .order_by(occasion.c.id)
        .limit(most)
    )
    return [
        Pending(
            row.id,
            row.attempts,
            readable_occasion(ServerId(row.server_id), row.trigger, row.content),
        )
        for row in conn.execute(wanted)
    ]


def next_at(conn: Connection) -> float | None:
    """When the next one is due (UTC seconds); None: none waits."""
    found = conn.execute(select(func.min(occasion.c.not_before))).scalar()
    return None if found is None else found / 1000


def settle(conn: Connection, settled: Sequence[Settled]) -> int:
    """Write messages down in place of their occasions; how many. Occasions that went are skipped.

    One transaction: whenever the process ends, each occasion has its messages or waits on.
    """
    written = 0
    for one in settled:
        here = occasion.c.id == one.id
        if one.retry_at is not None:
            later = {"not_before": round(one.retry_at * 1000), "attempts": occasion.c.attempts + 1}
            conn.execute(update(occasion).where(here).values(later))
        elif conn.execute(delete(occasion).where(here)).rowcount:
            written += len(notices.add(conn, one.drafts))
            add(conn, one.later)
    return written


def begin_trouble(conn: Connection, server_id: ServerId, name: str, since: int) -> bool:
    """Write down that something is wrong since an instant (UTC seconds); False: it was before."""
    known = select(trouble.c.since).where(_trouble(server_id, name))
    if conn.execute(known).first() is not None:
        return False
    conn.execute(insert(trouble).values(server_id=server_id, name=name, since=since))
    return True


def end_trouble(conn: Connection, server_id: ServerId, name: str) -> bool:
    """Forget what was wrong; False when it was not."""
    return bool(conn.execute(delete(trouble).where(_trouble(server_id, name))).rowcount)


def call_off(conn: Connection, server_id: ServerId, trigger: str, now: float) -> bool:
    """Let go of what was to be told later; False when there is nothing such (any more)."""
    waiting = (
        (occasion.c.server_id == server_id)
        & (occasion.c.trigger == trigger)
        & (occasion.c.not_before > round(now * 1000))
    )
    return bool(conn.execute(delete(occasion).where(waiting)).rowcount)


def _trouble(server_id: ServerId, name: str) -> ColumnElement[bool]:
    return (trouble.c.server_id == server_id) & (trouble.c.name == name)
