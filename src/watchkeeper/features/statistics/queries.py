"""What statistics need of the database beside the plays: when collection stood still."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from watchkeeper.db.tables import collection_gap


def gaps_between(
    conn: Connection, first: int, last: int, server_ids: Collection[int]
) -> list[tuple[int, int | None]]:
    """From and to (UTC seconds, None while it lasts) of gaps that touch a stretch of time.

    `server_ids` none means those of any server.
    """
    gap = collection_gap.c
    wanted = select(gap.from_at, gap.to_at).where(gap.from_at < last)
    wanted = wanted.where(gap.to_at.is_(None) | (gap.to_at > first))
    if server_ids:
        wanted = wanted.where(gap.server_id.in_(server_ids))
    return [(from_at, to_at) for from_at, to_at in conn.execute(wanted.order_by(gap.from_at))]
