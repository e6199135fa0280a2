"""Taking a person out of every table, in parts that are whole transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import (
    Connection,
    Table,
    Text,
    delete,
    insert,
    or_,
    select,
    true,
    tuple_,
    update,
)

from watchkeeper.db.tables import (
    job,
    kept_row,
    metadata,
    newsletter,
    newsletter_delivery,
    newsletter_issue,
    newsletter_unsubscribed,
    notifier,
    record_state,
)
from watchkeeper.features.privacy.holdings import HOLDINGS, SWEPT
from watchkeeper.features.privacy.queries.finding import rows_of
from watchkeeper.features.privacy.traces import Traces
from watchkeeper.runtime.sealing import Sealer

PART = 500
MOST_NEEDLES = 40
"""A query looks for so many texts at once: SQLite bounds the depth of an expression."""


def erase_part(conn: Connection, table: Table, traces: Traces) -> int:
    """Delete up to `PART` of the person's rows; how many, 0 when none is left."""
    part = next(rows_of(conn, table, traces, PART), [])
    if part:
        if table.name == "play":
            raise_revision(conn)
        key = list(table.primary_key.columns)
        keys = [tuple(row[column.name] for column in key) for row in part]
        conn.execute(delete(table).where(tuple_(*key).in_(keys)))
    return len(part)


def raise_revision(conn: Connection) -> int:
    """Count one change of the record, so that the columns and what is remembered of rows follow."""
    changed = update(record_state).where(record_state.c.id == 1)
    done = conn.execute(changed.values(revision=record_state.c.revision + 1))
    if done.rowcount == 0:
        conn.execute(insert(record_state).values(id=1, revision=1))
    return int(conn.execute(select(record_state.c.revision)).scalar_one())


def swept_tables() -> list[Table]:
    """Tables whose texts are freed of traces."""
    return [table for table in metadata.sorted_tables if HOLDINGS[table.name] in SWEPT]


def sweep(conn: Connection, table: Table, traces: Traces) -> int:
    """Blot traces out of all texts of a table; how many rows were changed."""
    columns = [column for column in table.columns if isinstance(column.type, Text)]
    key = list(table.primary_key.columns)
    changed = 0
    for needles in _parts(traces.needles):
        found = [
            column.contains(needle, autoescape=True) for column in columns for needle in needles
        ]
        for row in conn.execute(select(table).where(or_(*found))).mappings().all():
            texts = {column.name: row[column.name] for column in columns if row[column.name]}
            clean = {name: traces.blotted(text) for name, text in texts.items()}
            if clean != texts:
                same = tuple_(*key) == tuple(row[column.name] for column in key)
                conn.execute(update(table).where(same).values(clean))
                changed += 1
    return changed


def sweep_sealed(conn: Connection, traces: Traces, sealer: Sealer) -> int:
    """The same for texts that are sealed; how many were changed."""
    sealed = (
        (kept_row.c.content, kept_row.c.is_sealed == 1),
        (notifier.c.content, notifier.c.deleted_at.is_(None)),
        (newsletter.c.content, newsletter.c.deleted_at.is_(None)),
        (newsletter_issue.c.content, newsletter_issue.c.content != ""),
        (newsletter_delivery.c.receiver, true()),
        (newsletter_unsubscribed.c.address, true()),
    )
    changed = 0
    for column, condition in sealed:
        table = column.table
        for row in conn.execute(select(table.c.id, column).where(condition)).all():
            text = sealer.open(row[1])
            clean = traces.blotted(text)
            if clean != text:
                values = {column.name: sealer.seal(clean)}
                conn.execute(update(table).where(table.c.id == row[0]).values(values))
                changed += 1
    return changed


def forget_inputs(conn: Connection, job_id: int, checkpoint: str) -> None:
    """Leave nothing in a job of whom it was about."""
    values = {"inputs": "{}", "checkpoint": checkpoint}
    conn.execute(update(job).where(job.c.id == job_id).values(values))


def _parts(needles: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(needles), MOST_NEEDLES):
        yield needles[start : start + MOST_NEEDLES]
