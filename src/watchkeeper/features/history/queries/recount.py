"""Counting the record in plain SQL, to hold against the columns."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, func, select

from watchkeeper.columns.store.changes import PlayFacts
from watchkeeper.db.tables import play, stream
from watchkeeper.features.history.queries.follow import PLAY_FACTS

QUARTER = 900
"""Seconds; local midnight always falls on a full quarter of an hour."""

Count = tuple[int, int]
"""Plays, and their play time in seconds."""


def by_user(conn: Connection) -> dict[tuple[int, int | None], Count]:
    """Counts of everybody, by server and user."""
    return _counts(conn, play.c.server_id, play.c.user_id)


def by_section(conn: Connection) -> dict[tuple[int, int | None], Count]:
    """Counts of every library, by server and section."""
    return _counts(conn, play.c.server_id, play.c.section_id)


def by_quarter(conn: Connection) -> dict[int, int]:
    """Plays by the quarter of an hour (its first second) in which they started."""
    past = (play.c.started % QUARTER + QUARTER) % QUARTER  # SQL's remainder keeps the sign
    quarter = play.c.started - past
    rows = conn.execute(select(quarter, func.count()).group_by(quarter))
    return {int(at): int(count) for at, count in rows}


def groups(conn: Connection) -> int:
    """How many groups there are."""
    return int(conn.execute(select(func.count(play.c.reference_id.distinct()))).scalar_one())


def highest_id(conn: Connection) -> int:
    """The highest number of a play."""
    return conn.execute(select(func.max(play.c.id))).scalar() or 0


def facts(conn: Connection, play_ids: Sequence[int]) -> list[PlayFacts]:
    """What the columns should know of these plays, by start."""
    wanted = select(*PLAY_FACTS).join_from(play, stream).where(play.c.id.in_(play_ids))
    rows = conn.execute(wanted.order_by(play.c.started, play.c.id))
    return [PlayFacts(*tuple(row)) for row in rows]


def _counts(
    conn: Connection, server: ColumnElement[int], number: ColumnElement[int | None]
) -> dict[tuple[int, int | None], Count]:
    span = func.coalesce(play.c.stopped - play.c.started, 0)
    seconds = func.sum(span - play.c.paused_seconds)
    rows = conn.execute(select(server, number, func.count(), seconds).group_by(server, number))
    return {(one, other): (int(plays), int(time)) for one, other, plays, time in rows}
