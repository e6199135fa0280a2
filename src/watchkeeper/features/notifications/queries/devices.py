"""Which devices and addresses somebody is known to have."""

from __future__ import annotations

from sqlalchemy import Connection, select

from watchkeeper.db.tables import last_stop, play, player
from watchkeeper.domain.facts import ServerId, UserId


def is_known_device(
    conn: Connection,
    person: tuple[ServerId, UserId],
    machine_id: str,
    *,
    before: int,
    by_stops: bool,
) -> bool:
    """Whether a device was in somebody's history before an instant (UTC seconds).

    `by_stops`: it is known too when a stream of theirs had ended on it.
    """
    server_id, user_id = person
    played = (
        select(play.c.id)
        .join(player, play.c.player_id == player.c.id)
        .where(play.c.server_id == server_id, play.c.user_id == user_id)
        .where(player.c.machine_id == machine_id, play.c.started < before)
        .limit(1)
    )
    if conn.execute(played).first() is not None:
        return True
    if not by_stops:
        return False
    stopped = (
        select(last_stop.c.id)
        .where(last_stop.c.server_id == server_id, last_stop.c.user_id == user_id)
        .where(last_stop.c.machine_id == machine_id, last_stop.c.stopped <= before)
        .limit(1)
    )
    return conn.execute(stopped).first() is not None


def known_addresses(
    conn: Connection, person: tuple[ServerId, UserId], *, before: int
) -> frozenset[str]:
    """The addresses from which somebody played before an instant (UTC seconds)."""
    server_id, user_id = person
    wanted = (
        select(play.c.ip_address)
        .where(play.c.server_id == server_id, play.c.user_id == user_id)
        .where(play.c.started < before, play.c.ip_address.is_not(None))
        .distinct()
    )
    return frozenset(conn.execute(wanted).scalars())
