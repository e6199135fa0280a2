"""What is let out of the house: invitations of guests, links to a year, and who wants none."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from watchkeeper.db.tables.metadata import metadata

guest_invitation = Table(
    "guest_invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("user_id", BigInteger, nullable=False),  # plex.tv account number
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
"""Links by which somebody chooses a password of their own; a used one is deleted."""

shared_year = Table(
    "shared_year",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("accounts", Text),  # 1-7001,2-7001: server and user; NULL: everybody's year
    Column("shown_name", Text, nullable=False),
    Column("shows_people", Boolean, nullable=False),  # whether it names the most active people
    Column("shared_by", BigInteger),  # plex.tv account number of a guest; NULL: the owner
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
"""Links to a year in review that open without signing in; a revoked one is deleted."""

year_opt_out = Table(
    "year_opt_out",
    metadata,
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("user_id", BigInteger, nullable=False),  # plex.tv account number
    Column("chosen_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("server_id", "user_id"),
)
"""Accounts whose year in review nobody but themselves may see."""
