"""What came to libraries within a time: the newest titles, and what came of each show or artist.

Nothing is read whole: titles are ranked and counted in the database, and only of those that are
shown is read what came of them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from watchkeeper.db.tables import library_item
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.values import dataclass

MOST_PARTS = 4000
"""Episodes or tracks that are read of all titles of an issue."""

held = library_item.c
FACTS = (
    held.rating_key, held.parent_rating_key, held.grandparent_rating_key, held.title,
    held.parent_title, held.grandparent_title, held.year, held.media_index,
    held.parent_media_index, held.thumb, held.parent_thumb, held.grandparent_thumb,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What is asked for; from `start` (included) to `end`, UTC seconds."""

    server_id: ServerId
    section_ids: tuple[SectionId, ...]
    media_type: str  # movie, episode, track
    start: int
    end: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A film, episode or track that came."""

    rating_key: int
    parent_rating_key: int | None
    grandparent_rating_key: int | None
    title: str
    parent_title: str
    grandparent_title: str
    year: int | None
    media_index: int | None
    parent_media_index: int | None
    thumb: str
    parent_thumb: str
    grandparent_thumb: str


@dataclass(frozen=True, slots=True)
class NewItems:
    """The newest of what came, how many titles these are of, and how many came in all."""

    items: tuple[NewItem, ...]
    shown: int
    titles: int


def newest(conn: Connection, wanted: Added) -> NewItems:
    """The items that came last."""
    condition = _came(wanted)
    total = conn.execute(select(func.count()).select_from(library_item).where(condition)).scalar()
    chosen = select(*FACTS).where(condition).order_by(held.added_at.desc(), held.rating_key.desc())
    items = _items(conn, chosen.limit(wanted.most))
    return NewItems(items, len(items), total or 0)


def of_newest_families(conn: Connection, wanted: Added) -> NewItems:
    """What came of the shows or artists of which something came last, by family and number."""
    condition = _came(wanted) & held.grandparent_rating_key.is_not(None)
    family = held.grandparent_rating_key
    total = conn.execute(select(func.count(func.distinct(family))).where(condition)).scalar()
    ranked = (
        select(family)
        .where(condition)
        .group_by(family)
        .order_by(func.max(held.added_at).desc(), family.desc())
        .limit(wanted.most)
    )
    keys = list(conn.execute(ranked).scalars())
    order = {key: place for place, key in enumerate(keys)}
    chosen = (
        select(*FACTS)
        .where(condition, family.in_(keys))
        .order_by(held.added_at.desc(), held.rating_key)
        .limit(MOST_PARTS)
    )
    items = sorted(_items(conn, chosen), key=lambda item: _place(item, order))
    return NewItems(tuple(items), len(keys), total or 0)


def _place(item: NewItem, order: dict[int, int]) -> tuple[int, int, int, int]:
    return (
        order[item.grandparent_rating_key or 0],
        item.parent_media_index or 0,
        item.parent_rating_key or 0,
        item.media_index or 0,
    )


def _came(wanted: Added) -> ColumnElement[bool]:
    sections: Collection[int] = wanted.section_ids
    return (
        (held.server_id == wanted.server_id)
        & held.section_id.in_(sections)
        & (held.media_type == wanted.media_type)
        & (held.added_at >= wanted.start)
        & (held.added_at < wanted.end)
        & held.gone_at.is_(None)
    )


def _items(conn: Connection, chosen: Select[Any]) -> tuple[NewItem, ...]:  # Any: the columns above
    return tuple(_item(row) for row in conn.execute(chosen))


def _item(row: Row[Any]) -> NewItem:  # Any: the columns above
    return NewItem(**row._mapping)  # noqa: SLF001  # SQLAlchemy's public name of it
