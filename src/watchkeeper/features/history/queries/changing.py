"""Changing many plays in one change that can be taken back to the last bit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select, update

from watchkeeper.db.tables import play
from watchkeeper.errors import ConflictError
from watchkeeper.features.history.queries.record import raise_revision
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.queries import audit_entry, rewrite_audit, write_audit

PART = 500

Values = Mapping[str, Any]  # Any: values of some columns of a play
Share = dict[str, Any]  # Any: {"ids": numbers of plays, "values": what they share}


def change_plays(
    conn: Connection, wanted: Mapping[int, Values], note: AuditNote, onto: int | None = None
) -> int | None:
    """Set columns of plays; returns the number of the audit entry, None when nothing changes.

    The entry keeps what each play had before, plays that share it together. `onto` names the
    entry of a change that is made in parts: this part is added to it.

    Raises:
        ConflictError: the change that this is a part of was taken back meanwhile.
    """
    before = present(conn, wanted)
    changed = {
        play_id: values
        for play_id, values in wanted.items()
        if play_id in before and before[play_id] != values
    }
    if not changed:
        return onto
    shares = list(_shares(before, changed))
    _set(conn, ((ids, after) for ids, _, after in shares))
    olds = [{"ids": ids, "values": old} for ids, old, _ in shares]
    news = [{"ids": ids, "values": new} for ids, _, new in shares]
    if onto is None:
        return write_audit(conn, replace(note, before={"plays": olds}, after={"plays": news}))
    _add(conn, onto, olds, news)
    return onto


def take_back(conn: Connection, before: Values, after: Values) -> int:
    """Give plays what they had, but for those that were changed otherwise since; how many did."""
    returned: list[tuple[list[int], Values]] = []
    for old, new in zip(before["plays"], after["plays"], strict=True):
        now = present(conn, dict.fromkeys(old["ids"], new["values"]))
        ids = [play_id for play_id, values in now.items() if values == new["values"]]
        if ids:
            returned.append((ids, old["values"]))
    if returned:
        _set(conn, returned)
    return sum(len(ids) for ids, _ in returned)


def _add(conn: Connection, audit_id: int, olds: list[Share], news: list[Share]) -> None:
    """Let an entry tell of more plays."""
    entry = audit_entry(conn, audit_id)
    if entry is None or entry.undone_at is not None:
        raise ConflictError("This change was taken back while it was being made.")
    rewrite_audit(
        conn,
        audit_id,
        {"plays": [*entry.note.values_before["plays"], *olds]},
        {"plays": [*entry.note.values_after["plays"], *news]},
    )


def present(conn: Connection, wanted: Mapping[int, Values]) -> dict[int, Values]:
    """Those plays that there are, with their present values of the columns that are named."""
    by_names: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for play_id, values in wanted.items():
        by_names[tuple(values)].append(play_id)
    found: dict[int, Values] = {}
    for names, ids in by_names.items():
        columns = [play.c[name] for name in names]
        for part in parts(ids):
            for row in conn.execute(select(play.c.id, *columns).where(play.c.id.in_(part))):
                found[row[0]] = dict(zip(names, row[1:], strict=True))
    return found


def _shares(
    before: Mapping[int, Values], changed: Mapping[int, Values]
) -> Iterator[tuple[list[int], Values, Values]]:
    """Plays that had the same and get the same."""
    shared: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)  # Any: names and values
    for play_id, values in changed.items():
        names = tuple(values)
        key = (names, *before[play_id].values(), *values.values())
        shared[key].append(play_id)
    for ids in shared.values():
        yield ids, before[ids[0]], changed[ids[0]]


def _set(conn: Connection, shares: Iterable[tuple[Sequence[int], Values]]) -> None:
    revision = raise_revision(conn)
    for ids, values in shares:
        for part in parts(ids):
            changed = update(play).where(play.c.id.in_(part))
            conn.execute(changed.values(**values, revision=revision))


def parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    """The numbers in pieces that fit into one statement."""
    remaining = iter(numbers)
    while part := list(islice(remaining, PART)):
        yield part
