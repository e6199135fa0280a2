"""What items and players are called."""

from __future__ import annotations

from sqlalchemy import Connection, select

from watchkeeper.db.tables import item, player
from watchkeeper.features.history.search.titles import ItemWords

NAMED = tuple(item.c[name] for name in ItemWords._fields)


def item_words(conn: Connection, after: int) -> list[ItemWords]:
    """The names of all items with a higher number, by number."""
    rows = conn.execute(select(*NAMED).where(item.c.id > after).order_by(item.c.id))
    return [ItemWords(*row) for row in rows]


def player_names(conn: Connection) -> list[str]:
    """Every name that a player ever had, but for those that are the name of a program or system."""
    rows = [*conn.execute(select(player.c.player, player.c.product, player.c.platform).distinct())]
    common = {name for _player, product, platform in rows for name in (product, platform)}
    return sorted({name for name, _product, _platform in rows if name} - common)
