"""Preferences, jobs, plans, the audit trail, and what imports keep for features to come."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from watchkeeper.db.tables.metadata import metadata

preference = Table(
    "preference",
    metadata,
    Column("name", Text, primary_key=True),  # group.field, e.g. recording.tv_watched_percent
    Column("value", Text, nullable=False),  # JSON
    Column("changed_at", BigInteger, nullable=False),
)

job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # import_tautulli, mirror_tautulli, backfill ...
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting, running, done, failed, stopped
    Column("inputs", Text, nullable=False),  # JSON, without secrets
    Column("progress", Integer, nullable=False),
    Column("total", Integer),
    Column("message", Text, nullable=False),
    Column("result", Text),  # JSON
    Column("checkpoint", Text),  # JSON: where a restarted run goes on
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
)

plan = Table(
    "plan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # stop_stream ...
    Column("state", Text, nullable=False),  # proposed, confirmed, applied, failed, rejected, undone
    Column("reason", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("confirmed_by", Text),
    Column("undoes", ForeignKey("plan.id")),  # the plan whose changes this one takes back
    Column("created_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),
    Column("ended_at", BigInteger),
)

change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("before", Text, nullable=False),  # JSON
    Column("after", Text, nullable=False),  # JSON
    Column("why", Text, nullable=False),
    Column("risk", Text, nullable=False),  # reversible, hard, irreversible
    Column(
        "state", Text, nullable=False
    ),  # waiting, applying, verified, unverified, skipped, failed
    Column("outcome", Text, nullable=False),
    UniqueConstraint("plan_id", "position"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),  # e.g. play_edited, play_deleted, user_edited
    Column("subject", Text, nullable=False),  # e.g. play:12
    Column("before", Text),  # JSON
    Column("after", Text),  # JSON
    Column("undone_at", BigInteger),
    Index("ix_audit_at", "at"),
)

kept_row = Table(
    "kept_row",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("table_name", Text, nullable=False),  # Tautulli's name of the table
    Column("row_id", Integer, nullable=False),
    Column("content", Text, nullable=False),  # JSON, sealed when is_sealed
    Column("is_sealed", Integer, nullable=False),
    UniqueConstraint("server_id", "table_name", "row_id"),
)
"""Rows of a Tautulli database whose feature comes later: kept whole, row by row."""

taken_row = Table(
    "taken_row",
    metadata,
    Column("server_id", ForeignKey("server.id"), primary_key=True),
    Column("table_name", Text, primary_key=True),  # Tautulli's name of the table
    Column("row_id", Integer, primary_key=True, autoincrement=False),  # its number there
    Column("our_id", Integer),  # number of our row; NULL when it is none of its own
    Column("reason", Text, nullable=False),
    Index("ix_taken_row_our_id", "our_id"),
)
"""Rows of a Tautulli that an import took over, where the row alone does not tell.

A play that kept its number needs no row here. It makes a repeated import change nothing. Reasons:
taken, renumbered, regrouped, recorded_here, erased; up_to, once a table, says how far imports came.
"""

mirror = Table(
    "mirror",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("key_sealed", Text, nullable=False),
    Column("verify_tls", Boolean, nullable=False),
    Column("added_at", BigInteger, nullable=False),  # UTC seconds
    Column("rows_read", Integer, nullable=False),  # of its history, in the present whole pass
    Column("is_whole", Boolean, nullable=False),  # whether that pass came to its end
    Column("people_at", BigInteger),  # UTC seconds; when people and libraries were last read
    Column("last_ok_at", BigInteger),  # UTC seconds
)
"""Tautullis beside us whose history is read through their API."""
