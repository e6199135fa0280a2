"""Changing many plays in one change that can be taken back to the last bit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select, update

from watchkeeper.db.tables import play
from watchkeeper.features.history.queries.record import raise_revision
from watchkeeper.features.system.audit_entry import AuditNote
from watchkeeper.features.system.queries import write_audit

PART = 500

Values = Mapping[str, Any]  # Any: values of some columns of a play
Share = dict[str, Any]  # Any: {"ids": numbers of plays, "values": what they share}


def change_plays(conn: Connection, wanted: Mapping[int, Values], note: AuditNote) -> int | None:
    """Set columns of plays; returns the number of the audit entry, None when nothing changes.

    The entry keeps what each play had before, plays that share it together.
    """
    before = _present(conn, wanted)
    changed = {
        play_id: values
        for play_id, values in wanted.items()
        if play_id in before and before[play_id] != values
    }
    if not changed:
        return None
    shares = list(_shares(before, changed))
    _set(conn, ((ids, after) for ids, _, after in shares))
    return write_audit(
        conn,
        replace(
            note,
            before={"plays": [{"ids": ids, "values": old} for ids, old, _ in shares]},
            after={"plays": [{"ids": ids, "values": new} for ids, _, new in shares]},
        ),
    )


def take_back(conn: Connection, before: Values, after: Values) -> int:
    """Give plays what they had, but for those that were changed otherwise since; how many did."""
    returned: list[tuple[list[int], Values]] = []
    for old, new in zip(before["plays"], after["plays"], strict=True):
        now = _present(conn, dict.fromkeys(old["ids"], new["values"]))
        ids = [play_id for play_id, values in now.items() if values == new["values"]]
        if ids:
            returned.append((ids, old["values"]))
    if returned:
        _set(conn, returned)
    return sum(len(ids) for ids, _ in returned)


def _present(conn: Connection, wanted: Mapping[int, Values]) -> dict[int, Values]:
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
