"""Live sessions, the memory of last stops, and gaps in collection."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from watchkeeper.db.tables.metadata import metadata

session = Table(
    "session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("number", Integer, nullable=False),  # of the server's sessions, as they open
    Column("rating_key", Text, nullable=False),
    Column("machine_id", Text, nullable=False),
    Column("started", BigInteger, nullable=False),  # UTC seconds
    Column("description", Text, nullable=False),  # JSON: what the server says of it
    Column("state", Text, nullable=False),  # JSON: what we counted, and the position
    UniqueConstraint("server_id", "number"),
)
"""Streams that run now; survives a kill at any moment, each row becomes at most one play."""

collection = Table(
    "collection",
    metadata,
    Column("server_id", ForeignKey("server.id"), primary_key=True),
    Column("covered_at", BigInteger, nullable=False),  # UTC milliseconds
)
"""Until when a server's sessions were collected without a gap."""

last_stop = Table(
    "last_stop",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("machine_id", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("stopped", BigInteger, nullable=False),
    UniqueConstraint("server_id", "user_id", "machine_id", "media_type"),
)
"""The last stop per person, player and kind: tells a continued stream from an initial one."""

collection_gap = Table(
    "collection_gap",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("from_at", BigInteger, nullable=False),
    Column("to_at", BigInteger),  # NULL while it lasts
    Column("cause", Text, nullable=False),
    Column("backfilled", Integer, nullable=False),  # plays filled in from Plex's own history
    Column("is_checked", Integer, nullable=False),  # 1 once Plex's history was read for it
)
