"""Rows of what libraries hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, or_, select, update

from watchkeeper.db.bulk import insert_many
from watchkeeper.db.tables import library, library_item, library_reading
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.features.libraries.inventory.copies import copies
from watchkeeper.features.libraries.inventory.items import (
    STOCKED_TYPES,
    Arrival,
    LibraryItem,
    is_believable,
    still_there,
)
from watchkeeper.values import dataclass

PART = 400
CHUNK = 5000
PLAYED_TYPES = ("movie", "episode", "track")
MOST_FOUND = 30
SURE_AFTER_SECONDS = 1800
"""A library that shrank a lot must look the same again, so much later, to be believed."""

held = library_item.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """When a library was last read in full, and how many items it had; UTC seconds."""

    section_id: SectionId
    read_at: int
    item_count: int
    doubted_items: int | None = None
    doubted_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalQuery:
    """Which new items; None means any."""

    server_id: ServerId | None = None
    section_id: SectionId | None = None
    media_types: tuple[str, ...] = ()
    since: int | None = None  # UTC seconds
    offset: int = 0
    limit: int = 50


def readings(conn: Connection, server_id: ServerId) -> dict[SectionId, Reading]:
    """The last readings of a server's libraries."""
    r = library_reading.c
    rows = conn.execute(
        select(r.section_id, r.read_at, r.item_count, r.doubted_items, r.doubted_at).where(
            r.server_id == server_id
        )
    ).mappings()
    return {SectionId(row["section_id"]): Reading(**row) for row in rows}


def is_whole(conn: Connection, server_id: ServerId) -> bool:
    """Whether all libraries that a server has were read in full; False where it has none."""
    kinds = library.c.section_type.in_(STOCKED_TYPES)
    there = (library.c.server_id == server_id) & library.c.is_active & kinds
    wanted = set(conn.execute(select(library.c.section_id).where(there)).scalars())
    return bool(wanted) and wanted <= readings(conn, server_id).keys()


def take_in(
    conn: Connection, items: Sequence[LibraryItem], now: int, *, is_first: bool
) -> list[LibraryItem]:
    """Keep items that a server lists; returns those that are new on it, or are there again.

    `is_first`: the library is looked at for the first time, so that nothing in it is new.
    """
    if not items:
        return []
    server_id = items[0].server_id
    listed = {item.rating_key: item for item in items}
    known = {row.rating_key: row for row in _by_keys(conn, server_id, listed)}
    fresh = [item for key, item in listed.items() if key not in known]
    added = _with_arrivals(conn, server_id, fresh, is_first=is_first)
    insert_many(conn, library_item, [_values(item) for item in added])
    for key, before in known.items():
        after = still_there(before, listed[key], now)
        if after != before:
            same = (held.server_id == server_id) & (held.rating_key == key)
            conn.execute(update(library_item).where(same).values(**_values(after)))
    back = [
        replace(listed[key], arrival=Arrival.KNOWN)
        for key, before in known.items()
        if not before.is_there
    ]
    return [] if is_first else [*added, *back]


def end_reading(
    conn: Connection, server_id: ServerId, section_id: SectionId, seen: Collection[int], now: int
) -> int | None:
    """Mark what a library, read in full, no longer lists; returns how many items that are.

    None when so much is missing that it is not believed before it looks the same again (F16).
    """
    last = readings(conn, server_id).get(section_id)
    if last is not None and not _is_sure(last, len(seen), now):
        doubt = {"doubted_items": len(seen)}
        if last.doubted_items != len(seen):
            doubt["doubted_at"] = now
        conn.execute(update(library_reading).where(_reading(server_id, section_id)).values(**doubt))
        return None
    in_section = (
        (held.server_id == server_id) & (held.section_id == section_id) & held.gone_at.is_(None)
    )
    present = set(conn.execute(select(held.rating_key).where(in_section)).scalars())
    gone = present.difference(seen)
    mark_gone(conn, server_id, gone, now)
    _note_reading(
        conn, server_id, Reading(section_id=section_id, read_at=now, item_count=len(seen))
    )
    return len(gone)


def mark_gone(conn: Connection, server_id: ServerId, rating_keys: Iterable[int], now: int) -> int:
    """Mark items, and what is in them, that a server does not have any more; how many."""
    marked = 0
    for part in _parts(rating_keys):
        inside = or_(
            held.rating_key.in_(part),
            held.parent_rating_key.in_(part),
            held.grandparent_rating_key.in_(part),
        )
        there = (held.server_id == server_id) & inside & held.gone_at.is_(None)
        marked += conn.execute(update(library_item).where(there).values(gone_at=now)).rowcount
    return marked


def mark_section_gone(
    conn: Connection, server_id: ServerId, section_id: SectionId, now: int
) -> int:
    """Mark all items of a library that the server does not have any more; how many."""
    there = (held.server_id == server_id) & (held.section_id == section_id) & held.gone_at.is_(None)
    return conn.execute(update(library_item).where(there).values(gone_at=now)).rowcount


def item_of(conn: Connection, server_id: ServerId, rating_key: int) -> LibraryItem | None:
    """One item, also one that is gone."""
    return next(iter(_by_keys(conn, server_id, [rating_key])), None)


def arrivals(conn: Connection, wanted: ArrivalQuery) -> tuple[list[LibraryItem], int]:
    """Items by when the server got them, the newest first, and how many there are."""
    conditions = [held.gone_at.is_(None), held.added_at.is_not(None), *_conditions(wanted)]
    total = conn.execute(select(func.count()).select_from(library_item).where(*conditions))
    rows = (
        select(library_item)
        .where(*conditions)
        .order_by(held.added_at.desc(), held.rating_key.desc())
        .offset(wanted.offset)
        .limit(wanted.limit)
    )
    return _items(conn, rows), int(total.scalar_one())


def gone_items(conn: Connection, wanted: ArrivalQuery) -> tuple[list[LibraryItem], int]:
    """Items that are gone, the last ones first, and how many there are."""
    conditions = [held.gone_at.is_not(None), *_conditions(wanted)]
    total = conn.execute(select(func.count()).select_from(library_item).where(*conditions))
    rows = select(library_item).where(*conditions).order_by(held.gone_at.desc(), held.rating_key)
    return _items(conn, rows.offset(wanted.offset).limit(wanted.limit)), int(total.scalar_one())


def played_items(conn: Connection, server_id: ServerId) -> Iterator[tuple[int, str, str]]:
    """Rating key, guid and full title of all films, episodes and tracks that a server has."""
    there = (held.server_id == server_id) & held.gone_at.is_(None)
    chosen = select(held.rating_key, held.guid, held.full_title).where(
        there, held.media_type.in_(PLAYED_TYPES)
    )
    for row in conn.execute(chosen.execution_options(yield_per=CHUNK)):
        yield row[0], row[1], row[2]


def there_by(
    conn: Connection, column: str, values: Iterable[str | int], media_types: Sequence[str]
) -> list[LibraryItem]:
    """Items that are there and have one of the values in a column, e.g. guid or title."""
    found = []
    for part in _parts(values):
        rows = select(library_item).where(
            held[column].in_(part), held.media_type.in_(media_types), held.gone_at.is_(None)
        )
        found += _items(conn, rows)
    return found


def search(conn: Connection, words: Sequence[str], media_type: str) -> list[LibraryItem]:
    """At most `MOST_FOUND` items of a kind whose full title has all the words."""
    has_all = [held.full_title.icontains(word, autoescape=True) for word in words]
    chosen = (
        select(library_item)
        .where(held.media_type == media_type, held.gone_at.is_(None), *has_all)
        .order_by(held.full_title, held.server_id, held.rating_key)
        .limit(MOST_FOUND)
    )
    return _items(conn, chosen)


def there_with_ids(
    conn: Connection, ids: Collection[str], media_types: Sequence[str]
) -> list[LibraryItem]:
    """Items that are there and have one of the ids elsewhere (imdb://tt1)."""
    rows = conn.execute(
        select(held.server_id, held.rating_key, held.external_ids).where(
            held.gone_at.is_(None),
            held.external_ids != "",
            held.media_type.in_(media_types),
        )
    )
    wanted = frozenset(ids)
    keys: dict[ServerId, list[int]] = {}
    for server_id, rating_key, stated in rows:
        if not wanted.isdisjoint(stated.split()):
            keys.setdefault(server_id, []).append(rating_key)
    return [item for server_id, some in keys.items() for item in _by_keys(conn, server_id, some)]


def items_by_keys(
    conn: Connection, server_id: ServerId, rating_keys: Iterable[int]
) -> list[LibraryItem]:
    """The items of those numbers, also gone ones."""
    return _by_keys(conn, server_id, rating_keys)


def _is_sure(last: Reading, seen: int, now: int) -> bool:
    if is_believable(seen, last.item_count):
        return True
    since = last.doubted_at if last.doubted_items == seen else None
    return since is not None and now - since >= SURE_AFTER_SECONDS


def _note_reading(conn: Connection, server_id: ServerId, reading: Reading) -> None:
    values = asdict(reading)
    same = _reading(server_id, reading.section_id)
    if conn.execute(update(library_reading).where(same).values(**values)).rowcount == 0:
        conn.execute(insert(library_reading).values(server_id=server_id, **values))


def _reading(server_id: ServerId, section_id: SectionId) -> ColumnElement[bool]:
    return (library_reading.c.server_id == server_id) & (library_reading.c.section_id == section_id)


def _with_arrivals(
    conn: Connection, server_id: ServerId, fresh: Sequence[LibraryItem], *, is_first: bool
) -> list[LibraryItem]:
    if is_first:
        return [replace(item, arrival=Arrival.KNOWN) for item in fresh]
    again = copies(conn, server_id, fresh)
    return [
        replace(item, arrival=Arrival.REPLACEMENT if item.rating_key in again else Arrival.NEW)
        for item in fresh
    ]


def _by_keys(conn: Connection, server_id: ServerId, keys: Iterable[int]) -> list[LibraryItem]:
    found = []
    for part in _parts(keys):
        chosen = select(library_item).where(held.server_id == server_id, held.rating_key.in_(part))
        found += _items(conn, chosen)
    return found


def _conditions(wanted: ArrivalQuery) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.server_id is not None:
        conditions.append(held.server_id == wanted.server_id)
    if wanted.section_id is not None:
        conditions.append(held.section_id == wanted.section_id)
    if wanted.media_types:
        conditions.append(held.media_type.in_(wanted.media_types))
    if wanted.since is not None:
        conditions.append(held.added_at >= wanted.since)
    return conditions


def _items(conn: Connection, chosen: Select[Any]) -> list[LibraryItem]:  # Any: a whole row
    return [_item(row) for row in conn.execute(chosen)]


def _item(row: Row[Any]) -> LibraryItem:  # Any: a row of any shape
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name of it
    return LibraryItem(**{**values, "arrival": Arrival(values["arrival"])})


def _values(item: LibraryItem) -> dict[str, Any]:  # Any: values of any column
    return {**asdict(item), "arrival": item.arrival.value}


def _parts(values: Iterable[Any]) -> Iterable[list[Any]]:  # Any: numbers or texts
    remaining = iter(values)
    while part := list(islice(remaining, PART)):
        yield part
