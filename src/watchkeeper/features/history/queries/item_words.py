"""What was stated of items when they were played."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from sqlalchemy import Connection, select

from watchkeeper.db.tables import item
from watchkeeper.domain.facts import Facts

LOOKUP_SIZE = 500


def item_words(conn: Connection, numbers: Iterable[int]) -> dict[int, Facts]:
    """The words of descriptions of items, by number; numbers without one are left out."""
    wanted = list(dict.fromkeys(numbers))
    columns = (item.c.id, item.c.facts, item.c.media_type, item.c.title, item.c.guid)
    found: dict[int, Facts] = {}
    for start in range(0, len(wanted), LOOKUP_SIZE):
        part = wanted[start : start + LOOKUP_SIZE]
        for row in conn.execute(select(*columns).where(item.c.id.in_(part))):
            own = {"media_type": row.media_type, "title": row.title, "guid": row.guid}
            found[row.id] = {**orjson.loads(row.facts), **own}
    return found
