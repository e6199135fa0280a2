"""What rehearsals read of the record."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from sqlalchemy import Connection, select

from watchkeeper.db.tables import play, stream
from watchkeeper.domain.facts import Facts, PlayId

PART = 500


def streams_of(conn: Connection, play_ids: Sequence[PlayId]) -> dict[PlayId, Facts]:
    """How plays were streamed, in the words of session_history_media_info."""
    found: dict[PlayId, Facts] = {}
    for start in range(0, len(play_ids), PART):
        wanted = play.c.id.in_(play_ids[start : start + PART])
        rows = conn.execute(select(play.c.id, stream.c.facts).join_from(play, stream).where(wanted))
        found |= {PlayId(row.id): orjson.loads(row.facts) for row in rows}
    return found
