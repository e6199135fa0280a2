"""Linking plays to items that got other numbers on the server; see `Relink`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, or_, select, update

from watchkeeper.db.tables import item, play
from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.features.history.queries.descriptions import item_row, keep_rows
from watchkeeper.features.history.queries.record import raise_revision
from watchkeeper.features.history.relinking.relink import RELINKED, Relink
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.queries import write_audit

PART = 300
KEYS = ("rating_key", "parent_rating_key", "grandparent_rating_key")
LINK = (*KEYS, "section_id", "item_id")

Values = dict[str, Any]  # Any: values of some columns


def relink(conn: Connection, server_id: ServerId, wanted: Relink, note: AuditNote) -> int:
    """Link plays anew in one change that can be taken back; returns how many changed."""
    before: dict[str, Values] = {}
    after: dict[str, Values] = {}
    for row in _plays(conn, server_id, wanted):
        values = _new_link(conn, row, wanted)
        old = {name: row[name] for name in LINK}
        if values != old:
            before[str(row["id"])], after[str(row["id"])] = old, values
    _write(conn, after)
    if after:
        write_audit(conn, replace(note, action=RELINKED, before=before, after=after))
    return len(after)


def take_back(conn: Connection, before: Mapping[str, Values], after: Mapping[str, Values]) -> int:
    """Give plays their former links, but for those that were linked otherwise since.

    Returns how many got them back.
    """
    columns = [play.c[name] for name in ("id", *LINK)]
    unchanged = {}
    for part in _parts(map(int, before)):
        for row in conn.execute(select(*columns).where(play.c.id.in_(part))).mappings():
            if all(row[name] == after[str(row["id"])][name] for name in LINK):
                unchanged[str(row["id"])] = before[str(row["id"])]
    _write(conn, unchanged)
    return len(unchanged)


def _plays(conn: Connection, server_id: ServerId, wanted: Relink) -> Iterator[Values]:
    seen: set[int] = set()
    columns = [play.c[name] for name in ("id", "media_type", *LINK)]
    for part in _parts(wanted.old_keys):
        meant = (play.c.server_id == server_id) & _has_key(part)
        for row in conn.execute(select(*columns).where(meant)).mappings().all():
            if row["id"] not in seen:
                seen.add(row["id"])
                yield dict(row)


def _has_key(part: list[int]) -> ColumnElement[bool]:
    return or_(*(play.c[name].in_(part) for name in KEYS))


def _new_link(conn: Connection, row: Values, wanted: Relink) -> Values:
    """The link of a play: its item's new words where they are known, else its parents' numbers."""
    words = dict(wanted.items.get(row["rating_key"], {}))
    levels = (wanted.leaves, wanted.parents, wanted.grandparents)
    old: dict[str, Any] = {name: row[name] for name in KEYS}  # Any: a number or None
    pairs = zip(old.items(), levels, strict=True)
    keys: dict[str, Any] = {name: level.get(key, key) for (name, key), level in pairs}
    if words:
        keys = {name: whole_number(words.get(name)) for name in KEYS}
    if not words and keys == old:
        return {name: row[name] for name in LINK}
    facts = orjson.loads(
        conn.execute(select(item.c.facts).where(item.c.id == row["item_id"])).scalar_one()
    )
    own, parent, grandparent = keys.values()
    facts = {**facts, **keys, **words}
    described = item_row(row["media_type"], (own, parent, grandparent), facts)
    item_id = keep_rows(conn, item, [described])[described["digest"]]
    section_id = (wanted.section_id if words else None) or row["section_id"]
    return {**keys, "section_id": section_id, "item_id": item_id}


def _write(conn: Connection, links: Mapping[str, Values]) -> None:
    if not links:
        return
    revision = raise_revision(conn)
    for play_id, values in links.items():
        changed = update(play).where(play.c.id == int(play_id))
        conn.execute(changed.values(**values, revision=revision))


def _parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(numbers)
    while part := list(islice(remaining, PART)):
        yield part
