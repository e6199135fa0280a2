"""What rehearsals read of the record."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from sqlalchemy import Connection, select

from watchkeeper.db.tables import play, player, stream
from watchkeeper.domain.facts import Facts, PlayId, ServerId, UserId

PART = 500


def streams_of(conn: Connection, play_ids: Sequence[PlayId]) -> dict[PlayId, Facts]:
    """How plays were streamed, in the words of session_history_media_info."""
    found: dict[PlayId, Facts] = {}
    for start in range(0, len(play_ids), PART):
        wanted = play.c.id.in_(play_ids[start : start + PART])
        rows = conn.execute(select(play.c.id, stream.c.facts).join_from(play, stream).where(wanted))
        found |= {PlayId(row.id): orjson.loads(row.facts) for row in rows}
    return found


def was_known_device(
    conn: Connection, person: tuple[ServerId, UserId], machine_id: str, before: int
) -> bool:
    """Whether a play of somebody on a device began before an instant (UTC seconds)."""
    server_id, user_id = person
    played = (
        select(play.c.id)
        .join(player, play.c.player_id == player.c.id)
        .where(play.c.server_id == server_id, play.c.user_id == user_id)
        .where(player.c.machine_id == machine_id, play.c.started < before)
        .limit(1)
    )
    return conn.execute(played).first() is not None
