"""Letting plays stand for other items, also of another library or server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, select

from watchkeeper.db.tables import item, play
from watchkeeper.domain.facts import Fact, whole_number
from watchkeeper.features.history.links import KEYS, Link
from watchkeeper.features.history.queries.changing import change_plays, parts
from watchkeeper.features.history.queries.descriptions import item_row, keep_rows
from watchkeeper.features.system.audit.audit_entry import AuditNote

Row = dict[str, Any]  # Any: values of one table row


def move_plays(
    conn: Connection, links: Mapping[int, Link], note: AuditNote, onto: int | None = None
) -> int | None:
    """Link plays, by their numbers, to other items in one change that can be taken back.

    Facts that the link does not state stay as they were when it was played. Returns the number
    of the audit entry, None when nothing changes; `onto` as in `change_plays`.
    """
    described: dict[tuple[int, Link], Row] = {}
    of_play: dict[int, tuple[int, Link]] = {}
    wanted: dict[int, Row] = {}
    for part in parts(links):
        rows = conn.execute(
            select(play.c.id, play.c.item_id, play.c.media_type).where(play.c.id.in_(part))
        ).all()
        facts = _facts(conn, {row.item_id for row in rows if links[row.id].words})
        for number, item_id, media_type in rows:
            link = links[number]
            if not link.words:
                wanted[number] = {"server_id": link.server_id, "section_id": link.section_id}
                continue
            of_play[number] = (item_id, link)
            if (item_id, link) not in described:
                described[item_id, link] = _described(media_type, facts[item_id], link)
    ids = keep_rows(conn, item, described.values())
    for number, pair in of_play.items():
        wanted[number] = _values(pair[1], ids[described[pair]["digest"]])
    return change_plays(conn, wanted, note, onto)


def _facts(conn: Connection, item_ids: set[int]) -> dict[int, dict[str, Fact]]:
    found = {}
    for part in parts(item_ids):
        rows = conn.execute(select(item.c.id, item.c.facts).where(item.c.id.in_(part)))
        found.update({number: orjson.loads(text) for number, text in rows})
    return found


def _described(media_type: str, facts: Mapping[str, Fact], link: Link) -> Row:
    words = dict(link.words)
    own, parent, grandparent = (whole_number(words.get(name)) for name in KEYS)
    return item_row(media_type, (own, parent, grandparent), {**facts, **words})


def _values(link: Link, item_id: int) -> Row:
    words = dict(link.words)
    return {
        "server_id": link.server_id,
        "section_id": link.section_id,
        **{name: whole_number(words.get(name)) for name in KEYS},
        "item_id": item_id,
    }
