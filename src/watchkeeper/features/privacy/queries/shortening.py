"""Shortening stored network addresses of accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, select, update

from watchkeeper.db.tables import metadata, play, sign_in
from watchkeeper.domain.networks import shortened
from watchkeeper.features.privacy.queries.erasing import raise_revision
from watchkeeper.features.privacy.queries.finding import condition, rows_of
from watchkeeper.features.privacy.traces import Traces

JSON_TABLES = {"play_deleted": ("content",), "audit": ("before", "after")}


def shorten_plays(conn: Connection, traces: Traces) -> int:
    """Shorten the addresses of all plays, address by address; how many plays were changed."""
    mine = condition(play, traces)
    known = conn.execute(select(play.c.ip_address).where(mine).distinct()).scalars().all()
    changing = {text: shortened(text) for text in known if text and shortened(text) != text}
    if not changing:
        return 0
    revision, changed = raise_revision(conn), 0
    for text, short in changing.items():
        same = mine & (play.c.ip_address == text)
        values = {"ip_address": short, "revision": revision}
        changed += conn.execute(update(play).where(same).values(values)).rowcount
    return changed


def shorten_sign_ins(conn: Connection, traces: Traces) -> int:
    """The same for their sign-ins."""
    mine, changed = condition(sign_in, traces), 0
    for text in conn.execute(select(sign_in.c.ip_address).where(mine).distinct()).scalars().all():
        short = shortened(text)
        if short != text:
            same = update(sign_in).where(mine & (sign_in.c.ip_address == text))
            changed += conn.execute(same.values(ip_address=short)).rowcount
    return changed


def shorten_json(conn: Connection, traces: Traces) -> int:
    """The same for rows that keep a play as JSON: deleted plays and the audit trail."""
    changed = 0
    for name, columns in JSON_TABLES.items():
        table = metadata.tables[name]
        [key] = table.primary_key.columns
        for part in rows_of(conn, table, traces, 500):
            for row in part:
                texts = {column: row[column] for column in columns if row[column]}
                clean = {column: _shortened_text(text) for column, text in texts.items()}
                if clean != texts:
                    same = update(table).where(key == row[key.name])
                    changed += conn.execute(same.values(clean)).rowcount
    return changed


def _shortened_text(text: str) -> str:
    content = orjson.loads(text)
    if not isinstance(content, dict) or not content.get("ip_address"):
        return text
    return orjson.dumps(_shortened_row(content)).decode()


def _shortened_row(row: Mapping[str, Any]) -> Mapping[str, Any]:  # Any: values of a play
    return {**row, "ip_address": shortened(row["ip_address"])}
