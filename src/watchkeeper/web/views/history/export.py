"""Plays for other programs: one flat row each, words as they are stored."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from watchkeeper.features.history import HistoryEntry

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def exported(entry: HistoryEntry) -> dict[str, object]:
    """One play; instants are UTC seconds, spans seconds."""
    row = entry.row
    if row is None:
        message = "A stream that runs is not in the record yet."
        raise ValueError(message)
    return {
        "id": row.id,
        "reference_id": row.reference_id,
        "server_id": row.server_id,
        "started": entry.started,
        "stopped": entry.stopped,
        "play_seconds": entry.play_seconds,
        "paused_seconds": entry.paused_seconds,
        "percent_complete": round(entry.percent),
        "watched_status": entry.watched_status,
        "sessions": entry.group_count or 1,
        "user_id": row.user_id,
        "username": row.username,
        "friendly_name": row.friendly_name,
        "media_type": row.media_type,
        "rating_key": row.rating_key,
        "full_title": row.full_title,
        "library_name": row.library_name,
        "player": row.player.player,
        "product": row.player.product,
        "platform": row.player.platform,
        "transcode_decision": row.transcode_decision,
        "location": row.location,
        "ip_address": row.ip_address,
        "source": str(row.source),
    }


def csv_text(rows: Sequence[Mapping[str, object]]) -> str:
    r"""A CSV file with a head; no cell can begin a formula in a spreadsheet (OWASP CSV injection).

    Examples:
        >>> csv_text([{"title": "=1+1", "id": 3}])
        "title,id\r\n'=1+1,3\r\n"
    """
    return csv_lines(rows, has_head=True)


def csv_lines(rows: Sequence[Mapping[str, object]], *, has_head: bool) -> str:
    """Part of such a file: its head where wanted, and these rows."""
    if not rows:
        return ""
    target = StringIO()
    writer = csv.DictWriter(target, list(rows[0]))
    if has_head:
        writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)
    return target.getvalue()


def _safe(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return "" if value is None else value
