"""The SQL of browsers that are told of notifications."""

from __future__ import annotations

from sqlalchemy import Connection, Row, delete, func, insert, select

from watchkeeper.db.tables import push_subscription
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class StoredBrowser:
    """A row; its content is sealed."""

    id: int
    account_id: int
    endpoint_hash: str
    content: str
    user_agent: str
    created_at: int


@dataclass(frozen=True, slots=True)
class NewBrowser:
    """A row to be."""

    account_id: int
    endpoint_hash: str
    content: str
    user_agent: str
    created_at: int


def browsers(conn: Connection, account_id: int | None) -> list[StoredBrowser]:
    """Those of an account, or all, in the order in which they came."""
    found = select(push_subscription).order_by(push_subscription.c.id)
    if account_id is not None:
        found = found.where(push_subscription.c.account_id == account_id)
    return [_stored(row) for row in conn.execute(found)]


def put(conn: Connection, new: NewBrowser, most: int) -> bool:
    """Keep a browser, in place of what is known of the same one; False if there are too many."""
    same = push_subscription.c.endpoint_hash == new.endpoint_hash
    conn.execute(delete(push_subscription).where(same))
    of_account = push_subscription.c.account_id == new.account_id
    count = conn.execute(select(func.count()).where(of_account)).scalar_one()
    if count >= most:
        return False
    values = {
        "account_id": new.account_id,
        "endpoint_hash": new.endpoint_hash,
        "content": new.content,
        "user_agent": new.user_agent,
        "created_at": new.created_at,
    }
    conn.execute(insert(push_subscription).values(values))
    return True


def remove(conn: Connection, browser_id: int, account_id: int | None) -> bool:
    """Forget a browser, of an account or of any; False if there is none of that number."""
    gone = delete(push_subscription).where(push_subscription.c.id == browser_id)
    if account_id is not None:
        gone = gone.where(push_subscription.c.account_id == account_id)
    return bool(conn.execute(gone).rowcount)


def _stored(row: Row[tuple[object, ...]]) -> StoredBrowser:
    return StoredBrowser(
        row.id, row.account_id, row.endpoint_hash, row.content, row.user_agent, row.created_at
    )
