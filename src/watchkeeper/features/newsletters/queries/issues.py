"""Rows of issues and of their messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from watchkeeper.db.tables import kept_row, newsletter_delivery, newsletter_issue
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.newsletters.sending.issue import (
    CRON,
    TEST,
    DeliveryState,
    Issue,
    IssueState,
)
from watchkeeper.values import dataclass

LOG = "newsletter_log"  # Tautulli's name of the table, under which imports keep its rows
OPEN = (DeliveryState.WAITING, DeliveryState.SENDING)

held, sent = newsletter_issue.c, newsletter_delivery.c


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """A message as it lies in the database; `receiver` is sealed."""

    id: int
    issue_id: int
    receiver: str
    state: str
    attempts: int
    not_before: int
    sent_at: int | None
    last_error: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended. `retry_at` None with an error gives the message up."""

    delivery_id: int
    now: int  # UTC seconds
    error: str = ""
    retry_at: int | None = None
    is_unsubscribed: bool = False


def add(conn: Connection, values: dict[str, Any], receivers: Sequence[tuple[str, str]]) -> int:
    """Write an issue down with its messages (receiver, mark), which wait; returns its id."""
    number = _next_number(conn, values["server_id"])
    key = conn.execute(insert(newsletter_issue).values(**values, number=number))
    issue_id = int(key.inserted_primary_key[0]) if key.inserted_primary_key else 0
    for receiver, mark in receivers:
        conn.execute(
            insert(newsletter_delivery).values(
                issue_id=issue_id,
                receiver=receiver,
                receiver_mark=mark,
                state=DeliveryState.WAITING,
                attempts=0,
                not_before=values["made_at"],
                last_error="",
            )
        )
    return issue_id


def issue(conn: Connection, issue_id: int) -> Issue | None:
    """An issue by its id."""
    return _one(conn, held.id == issue_id)


def issue_named(conn: Connection, uuid: str) -> Issue | None:
    """An issue by its address."""
    return _one(conn, held.uuid == uuid)


def newest_page(conn: Connection, id_name: str) -> Issue | None:
    """The newest issue with a page of the newsletter of that lasting name; tests do not count."""
    condition = (held.id_name == id_name) & (held.notify_action != TEST) & (held.content != "")
    return _one(conn, condition)


def content(conn: Connection, issue_id: int) -> str:
    """The sealed content of an issue; "" for none."""
    return conn.execute(select(held.content).where(held.id == issue_id)).scalar() or ""


def logged(
    conn: Connection, server_id: ServerId, newsletter: int | None = None, most: int | None = None
) -> list[Issue]:
    """The issues of a server, or of one newsletter, the newest first."""
    wanted = _issues().where(held.server_id == server_id).order_by(held.id.desc())
    if newsletter is not None:
        wanted = wanted.where(held.newsletter == newsletter)
    return [_issue(row) for row in conn.execute(wanted.limit(most) if most else wanted)]


def newest(conn: Connection, server_id: ServerId) -> dict[int, Issue]:
    """The last issue of each newsletter, by its number."""
    last = select(func.max(held.id)).where(held.server_id == server_id).group_by(held.newsletter)
    rows = conn.execute(_issues().where(held.id.in_(last)))
    return {row.newsletter: _issue(row) for row in rows}


def deliveries(conn: Connection, issue_ids: Collection[int]) -> list[StoredDelivery]:
    """The messages of issues, in their order."""
    wanted = select(newsletter_delivery).where(sent.issue_id.in_(issue_ids)).order_by(sent.id)
    return [_delivery(row) for row in conn.execute(wanted)]


def delivery(conn: Connection, delivery_id: int) -> StoredDelivery | None:
    """A message by its id."""
    row = conn.execute(select(newsletter_delivery).where(sent.id == delivery_id)).first()
    return _delivery(row) if row else None


def receiver_of(conn: Connection, mark: str) -> str | None:
    """The sealed receiver of the last message to somebody, by their mark."""
    wanted = select(sent.receiver).where(sent.receiver_mark == mark).order_by(sent.id.desc())
    return conn.execute(wanted.limit(1)).scalar()


def waiting(conn: Connection) -> dict[int, int]:
    """When the first message that waits is due (UTC seconds), by the id of its issue.

    What somebody asked for and waits for is left out: it is sent by whoever asked.
    """
    wanted = (
        select(sent.issue_id, func.min(sent.not_before))
        .join_from(newsletter_delivery, newsletter_issue)
        .where(sent.state == DeliveryState.WAITING, held.notify_action == CRON)
        .group_by(sent.issue_id)
    )
    return {row[0]: row[1] for row in conn.execute(wanted)}


def next_due(conn: Connection, issue_id: int, now: int) -> int | None:
    """The message of an issue that is to be sent now; None when there is none (yet)."""
    wanted = (
        select(sent.id)
        .where(sent.issue_id == issue_id, sent.state == DeliveryState.WAITING)
        .where(sent.not_before <= now)
        .order_by(sent.id)
        .limit(1)
    )
    return conn.execute(wanted).scalar()


def claim(conn: Connection, delivery_id: int) -> bool:
    """Count one more try and mark it as being sent; False when it does not wait (any more)."""
    waits = (sent.id == delivery_id) & (sent.state == DeliveryState.WAITING)
    values = {"state": DeliveryState.SENDING, "attempts": sent.attempts + 1}
    return bool(conn.execute(update(newsletter_delivery).where(waits).values(values)).rowcount)


def settle(conn: Connection, outcome: Outcome) -> IssueState | None:
    """Write how a try ended; the state of the issue where that was its last message."""
    values: dict[str, Any] = {"last_error": outcome.error}  # Any: values of several columns
    if outcome.is_unsubscribed:
        values["state"] = DeliveryState.UNSUBSCRIBED
    elif not outcome.error:
        values |= {"state": DeliveryState.SENT, "sent_at": outcome.now}
    elif outcome.retry_at is None:
        values["state"] = DeliveryState.FAILED
    else:
        values |= {"state": DeliveryState.WAITING, "not_before": outcome.retry_at}
    same = sent.id == outcome.delivery_id
    conn.execute(update(newsletter_delivery).where(same).values(values))
    issue_id = conn.execute(select(sent.issue_id).where(same)).scalar_one()
    return _sum_up(conn, issue_id)


def take_up(conn: Connection) -> int:
    """After a start: what was being sent waits again, what somebody asked for has failed.

    Returns how many messages wait again.
    """
    by_hand = select(held.id).where(held.notify_action != CRON, held.state == IssueState.SENDING)
    for issue_id in conn.execute(by_hand).scalars().all():
        lost = {"state": DeliveryState.FAILED, "last_error": "The program ended while it was sent."}
        opened = (sent.issue_id == issue_id) & sent.state.in_(OPEN)
        conn.execute(update(newsletter_delivery).where(opened).values(lost))
        _sum_up(conn, issue_id)
    sending = sent.state == DeliveryState.SENDING
    values = {"state": DeliveryState.WAITING}
    return conn.execute(update(newsletter_delivery).where(sending).values(values)).rowcount


def try_again(conn: Connection, issue_id: int, now: int) -> int:
    """Let the messages of an issue that were given up wait anew; how many there were."""
    failed = (sent.issue_id == issue_id) & (sent.state == DeliveryState.FAILED)
    values = {"state": DeliveryState.WAITING, "attempts": 0, "not_before": now}
    found = conn.execute(update(newsletter_delivery).where(failed).values(values)).rowcount
    if found:
        _set_state(conn, issue_id, IssueState.SENDING)
    return found


def forget_log(conn: Connection, server_id: ServerId) -> int:
    """Delete the issues of a server but those on their way; how many there were."""
    done = (held.server_id == server_id) & (held.state != IssueState.SENDING)
    ids = select(held.id).where(done)
    conn.execute(delete(newsletter_delivery).where(sent.issue_id.in_(ids)))
    return conn.execute(delete(newsletter_issue).where(done)).rowcount


def last_arrived(conn: Connection, mark: str, before: int) -> tuple[str, int] | None:
    """The message before this one that reached the same receiver: uuid of its issue, and id."""
    wanted = (
        select(held.uuid, sent.id)
        .join_from(newsletter_delivery, newsletter_issue)
        .where(sent.receiver_mark == mark, sent.state == DeliveryState.SENT, sent.id < before)
        .where(held.notify_action != TEST)
        .order_by(sent.id.desc())
        .limit(1)
    )
    row = conn.execute(wanted).first()
    return (row[0], row[1]) if row else None


def _sum_up(conn: Connection, issue_id: int) -> IssueState | None:
    counted = select(sent.state, func.count()).where(sent.issue_id == issue_id)
    states = {row[0] for row in conn.execute(counted.group_by(sent.state))}
    if states & set(OPEN):
        return None
    if DeliveryState.FAILED not in states:
        state = IssueState.SENT
    else:
        state = IssueState.PARTLY if DeliveryState.SENT in states else IssueState.FAILED
    _set_state(conn, issue_id, state)
    return state


def _set_state(conn: Connection, issue_id: int, state: IssueState) -> None:
    conn.execute(update(newsletter_issue).where(held.id == issue_id).values(state=state))


def _next_number(conn: Connection, server_id: int) -> int:
    """Above every entry of the log, those that an import brought too."""
    ours = select(func.max(held.number)).where(held.server_id == server_id)
    imported = select(func.max(kept_row.c.row_id)).where(
        kept_row.c.server_id == server_id, kept_row.c.table_name == LOG
    )
    return max(conn.execute(each).scalar() or 0 for each in (ours, imported)) + 1


def _issues() -> Any:  # Any: a select of many columns
    names = [column for column in newsletter_issue.columns if column.name != "content"]
    return select(*names, (held.content != "").label("has_page"))


def _one(conn: Connection, condition: ColumnElement[bool]) -> Issue | None:
    row = conn.execute(_issues().where(condition).order_by(held.id.desc()).limit(1)).first()
    return _issue(row) if row else None


def _issue(row: Row[Any]) -> Issue:  # Any: a whole row
    return Issue(
        id=row.id,
        server_id=ServerId(row.server_id),
        number=row.number,
        newsletter=row.newsletter,
        action=row.notify_action,
        uuid=row.uuid,
        id_name=row.id_name,
        made_at=row.made_at,
        start_at=row.start_at,
        end_at=row.end_at,
        state=IssueState(row.state),
        problem=row.problem,
        subject=row.subject,
        body=row.body,
        message=row.message,
        filename=row.filename,
        has_page=bool(row.has_page),
    )


def _delivery(row: Row[Any]) -> StoredDelivery:  # Any: a whole row
    return StoredDelivery(
        row.id,
        row.issue_id,
        row.receiver,
        row.state,
        row.attempts,
        row.not_before,
        row.sent_at,
        row.last_error,
    )
