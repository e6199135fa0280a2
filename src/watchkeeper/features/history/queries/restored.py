"""How many plays are as they were before a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from watchkeeper.db.tables import play
from watchkeeper.features.history.changes import DELETED
from watchkeeper.features.history.extent import plays_in
from watchkeeper.features.history.queries.changing import parts, present
from watchkeeper.features.history.queries.reassign import shares_of
from watchkeeper.features.history.relinking.relink import RELINKED
from watchkeeper.features.system.audit.audit_entry import AuditNote, Restored


def restored(conn: Connection, made: AuditNote) -> Restored:
    """How many plays of a change of many have now what they had before it."""
    if made.action == DELETED:
        there = sum(_there(conn, made.values_before["play_ids"]))
        return Restored(there, plays_in(made))
    had: dict[int, Mapping[str, Any]] = dict(_had(made))  # Any: values of some columns of a play
    now = present(conn, had)
    return Restored(sum(now.get(number) == values for number, values in had.items()), len(had))


def _there(conn: Connection, play_ids: Sequence[int]) -> Iterator[int]:
    for part in parts(play_ids):
        yield conn.execute(select(func.count()).where(play.c.id.in_(part))).scalar_one()


def _had(made: AuditNote) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Numbers of plays, and what each had."""
    if made.action == RELINKED:
        for number, values in made.values_before.items():
            yield int(number), values
        return
    for share in shares_of(made.values_before, made.values_after)[0]:
        for number in share["ids"]:
            yield number, share["values"]
