"""People: accounts that are one person, what is kept of them, and who was erased."""

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

person_account = Table(
    "person_account",
    metadata,
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("user_id", BigInteger, nullable=False),  # plex.tv account number
    Column("person_id", Integer, nullable=False, index=True),
    Column("position", Integer, nullable=False),  # the first one names the person
    PrimaryKeyConstraint("server_id", "user_id"),
)
"""Accounts that the owner linked as one person; an account without a row is a person alone."""

user_privacy = Table(
    "user_privacy",
    metadata,
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("is_hidden", Boolean, nullable=False),  # left out of our own statistics
    Column("shortens_addresses", Boolean, nullable=False),
    PrimaryKeyConstraint("server_id", "user_id"),
)
"""What the owner decided about an account's privacy; without a row nothing is held back."""

erased_account = Table(
    "erased_account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mark", Text, nullable=False, unique=True),  # keyed hash of server and user id
    Column("erased_at", BigInteger, nullable=False),  # UTC seconds
)
"""Accounts whose plays are gone for good: neither recorded nor imported again.

Nothing here tells who they are: only somebody with the key file and the number of the account can
recognise one.
"""
