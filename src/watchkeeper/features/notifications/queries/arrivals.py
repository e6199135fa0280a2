"""Rows of arrivals that wait to be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from watchkeeper.db.tables import untold_arrival
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.notifications.outbox.notice import Draft
from watchkeeper.features.notifications.queries import notices
from watchkeeper.features.notifications.telling.arriving import Arrived

PART = 500


def keep(conn: Connection, arrived: Iterable[Arrived]) -> None:
    """Let arrivals wait; one that waits already is taken anew."""
    for one in arrived:
        _forget(conn, one.server_id, [one.rating_key])
        conn.execute(
            insert(untold_arrival).values(
                server_id=one.server_id,
                rating_key=one.rating_key,
                media_type=one.media_type,
                parent_rating_key=one.parent_rating_key,
                grandparent_rating_key=one.grandparent_rating_key,
                arrived_at=one.arrived_at,
            )
        )


def waiting(conn: Connection) -> list[Arrived]:
    """All that wait, of every server, by number."""
    wanted = select(untold_arrival).order_by(
        untold_arrival.c.server_id, untold_arrival.c.rating_key
    )
    return [
        Arrived(
            server_id=ServerId(row.server_id),
            rating_key=row.rating_key,
            media_type=row.media_type,
            parent_rating_key=row.parent_rating_key,
            grandparent_rating_key=row.grandparent_rating_key,
            arrived_at=row.arrived_at,
        )
        for row in conn.execute(wanted)
    ]


def told(
    conn: Connection, server_id: ServerId, rating_keys: Sequence[int], drafts: Sequence[Draft]
) -> None:
    """Write down what has to be sent of arrivals, which then wait no longer."""
    notices.add(conn, drafts)
    _forget(conn, server_id, rating_keys)


def _forget(conn: Connection, server_id: ServerId, rating_keys: Sequence[int]) -> None:
    for start in range(0, len(rating_keys), PART):
        part = untold_arrival.c.rating_key.in_(rating_keys[start : start + PART])
        conn.execute(delete(untold_arrival).where(untold_arrival.c.server_id == server_id, part))
