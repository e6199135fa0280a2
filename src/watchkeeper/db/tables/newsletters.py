"""Newsletters, the issues that were made of them, on their way to whom, and who wants no more."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from watchkeeper.db.tables.metadata import metadata

newsletter = Table(
    "newsletter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("number", Integer, nullable=False),  # by which callers of the API name it
    Column("content", Text, nullable=False),  # JSON, sealed: settings, texts, schedule, people
    Column("next_at", BigInteger),  # UTC seconds; when it is due; NULL: never by itself
    Column("deleted_at", BigInteger),  # UTC seconds; the number is never given again
    UniqueConstraint("server_id", "number"),
)

newsletter_issue = Table(
    "newsletter_issue",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("number", Integer, nullable=False),  # of the log entry, as callers of the API know it
    Column("newsletter", Integer, nullable=False),  # its number
    Column("notify_action", Text, nullable=False),  # on_cron, test, api
    Column("uuid", Text, nullable=False, unique=True),  # 8 hex digits: its address
    Column("id_name", Text, nullable=False),  # the lasting name in addresses, "" for none
    Column("made_at", BigInteger, nullable=False),  # UTC seconds
    Column("start_at", BigInteger, nullable=False),  # UTC seconds; what it tells of begins here
    Column("end_at", BigInteger, nullable=False),  # UTC seconds; and ends here
    Column("state", Text, nullable=False),  # sending, sent, partly, failed, saved, empty, skipped
    Column("problem", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("filename", Text, nullable=False),  # "" where no file was written
    Column("content", Text, nullable=False),  # JSON, sealed: all that it shows; "" for nothing
    Index("ix_newsletter_issue_server_id_newsletter", "server_id", "newsletter", "id"),
    Index("ix_newsletter_issue_id_name", "id_name"),
)
"""Issues that were made: what went out, and what did not and why."""

newsletter_delivery = Table(
    "newsletter_delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issue_id", ForeignKey("newsletter_issue.id"), nullable=False),
    Column("receiver", Text, nullable=False),  # JSON, sealed: the addresses, or the notifier
    Column("receiver_mark", Text, nullable=False),  # keyed hash: the same receiver has the same
    Column("state", Text, nullable=False),  # waiting, sending, sent, failed, unsubscribed
    Column("attempts", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),  # UTC seconds
    Column("sent_at", BigInteger),  # UTC seconds
    Column("last_error", Text, nullable=False),
    Index("ix_newsletter_delivery_state", "state", "not_before", "id"),
    Index("ix_newsletter_delivery_issue_id", "issue_id"),
    Index("ix_newsletter_delivery_receiver_mark", "receiver_mark", "id"),
)
"""One message of an issue each, on its way or arrived."""

newsletter_unsubscribed = Table(
    "newsletter_unsubscribed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("newsletter", Integer, nullable=False),  # its number
    Column("receiver_mark", Text, nullable=False),  # keyed hash of the address
    Column("address", Text, nullable=False),  # sealed, for the owner's list
    Column("at", BigInteger, nullable=False),  # UTC seconds
    UniqueConstraint("server_id", "newsletter", "receiver_mark"),
)
"""Who said that they want a newsletter no more."""
