"""Notifiers, what happened and has to be told, what they have to send and have sent."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from watchkeeper.db.tables.metadata import metadata

notifier = Table(
    "notifier",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("number", Integer, nullable=False),  # by which callers of the API name it
    Column("content", Text, nullable=False),  # JSON, sealed: settings, triggers, conditions, texts
    Column("failing_since", BigInteger),  # UTC seconds; NULL while sending works
    Column("last_error", Text, nullable=False),
    Column("deleted_at", BigInteger),  # UTC seconds; the number is never given again
    UniqueConstraint("server_id", "number"),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("number", Integer, nullable=False),  # of the log entry, as callers of the API know it
    Column("notifier", Integer, nullable=False),  # its number
    Column("agent_id", Integer, nullable=False),
    Column("agent_name", Text, nullable=False),
    Column("notify_action", Text, nullable=False),  # play, watched, created ...
    Column("occurred_at", BigInteger, nullable=False),  # UTC seconds
    Column("state", Text, nullable=False),  # waiting, sending, sent, failed, dropped
    Column("attempts", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),  # UTC seconds
    Column("sent_at", BigInteger),  # UTC seconds
    Column("last_error", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("extras", Text, nullable=False),  # JSON: what some channels send besides the texts
    Column("tag", Text, nullable=False),  # what is told only once, "" for anything else
    Column("session_key", Integer),
    Column("rating_key", Integer),
    Column("user_id", BigInteger),
    Column("user", Text, nullable=False),
    Index("ix_notice_state", "state", "server_id", "notifier", "id"),
    Index("ix_notice_server_id", "server_id", "id"),
    Index("ix_notice_server_id_notifier", "server_id", "notifier", "id"),
    Index("ix_notice_tag", "server_id", "notifier", "tag"),
    Index("ix_notice_server_id_number", "server_id", "number"),
    Index("ix_notice_server_id_user_id", "server_id", "user_id"),
)
"""Messages: those that have to be sent yet, and the log of those that were, or could not be."""

occasion = Table(
    "occasion",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("trigger", Text, nullable=False),  # on_play, on_created ...
    Column("user_id", BigInteger),  # NULL: it is about nobody
    Column("not_before", BigInteger, nullable=False),  # UTC milliseconds
    Column("attempts", Integer, nullable=False),
    Column("content", Text, nullable=False),  # JSON: what is known of it
)
"""What happened and notifiers have to be asked about; gone once their messages are written down."""

trouble = Table(
    "trouble",
    metadata,
    Column("server_id", Integer, nullable=False),  # 0: not that of a server
    Column("name", Text, nullable=False),
    Column("since", BigInteger, nullable=False),  # UTC seconds
    PrimaryKeyConstraint("server_id", "name"),
)
"""What is wrong for a while, such as a server that is down: its end is told after its start."""

untold_arrival = Table(
    "untold_arrival",
    metadata,
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("rating_key", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("parent_rating_key", Integer),
    Column("grandparent_rating_key", Integer),
    Column("arrived_at", BigInteger, nullable=False),  # UTC seconds
    PrimaryKeyConstraint("server_id", "rating_key"),
)
"""Items that came to a library and wait a while: those that belong together are told as one."""
