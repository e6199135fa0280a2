"""Browsers that asked to be told of notifications while their pages are closed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from watchkeeper.db.tables.metadata import metadata

push_subscription = Table(
    "push_subscription",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("endpoint_hash", Text, nullable=False, unique=True),  # SHA-256 of its address
    Column("content", Text, nullable=False),  # JSON, sealed: address and keys of the browser
    Column("user_agent", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),  # UTC seconds
)
"""One a browser: where its maker's push service takes messages for it."""
