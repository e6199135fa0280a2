"""Which devices somebody is known to have."""

from __future__ import annotations

from sqlalchemy import Connection, select

from watchkeeper.db.tables import last_stop, play, player
from watchkeeper.domain.facts import ServerId, UserId


def is_known_device(
    conn: Connection, person: tuple[ServerId, UserId], machine_id: str, *, by_stops: bool
) -> bool:
    """Whether a device is in somebody's history, or `by_stops`: a stream of theirs ended on it."""
    server_id, user_id = person
    played = (
        select(play.c.id)
        .join(player, play.c.player_id == player.c.id)
        .where(play.c.server_id == server_id, play.c.user_id == user_id)
        .where(player.c.machine_id == machine_id)
        .limit(1)
    )
    if conn.execute(played).first() is not None:
        return True
    if not by_stops:
        return False
    stopped = (
        select(last_stop.c.id)
        .where(last_stop.c.server_id == server_id, last_stop.c.user_id == user_id)
        .where(last_stop.c.machine_id == machine_id)
        .limit(1)
    )
    return conn.execute(stopped).first() is not None
