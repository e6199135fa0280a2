"""What items and players are called."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from watchkeeper.db.tables import item, player
from watchkeeper.features.history.search.titles import ItemWords

NAMED = tuple(item.c[name] for name in ItemWords._fields)


def item_words(conn: Connection, after: int, limit: int) -> list[ItemWords]:
    """The names of the next items with higher numbers, by number."""
    wanted = select(*NAMED).where(item.c.id > after).order_by(item.c.id).limit(limit)
    return [ItemWords(*row) for row in conn.execute(wanted)]


def words_of(conn: Connection, numbers: Iterable[int]) -> dict[int, ItemWords]:
    """The names of some items, by number."""
    rows = conn.execute(select(*NAMED).where(item.c.id.in_([*numbers])))
    return {row.id: ItemWords(*row) for row in rows}


def player_names(conn: Connection) -> list[str]:
    """Every name that a player ever had, but for those that are the name of a program or system."""
    rows = [*conn.execute(select(player.c.player, player.c.product, player.c.platform).distinct())]
    common = {name for _player, product, platform in rows for name in (product, platform)}
    return sorted({name for name, _product, _platform in rows if name} - common)
