"""Upkeep of the record: what the libraries hold, and what its owner leaves as it is."""

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

library_item = Table(
    "library_item",
    metadata,
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("rating_key", Integer, nullable=False),
    Column("section_id", Integer, nullable=False),
    Column("media_type", Text, nullable=False),  # movie, show, episode, artist, track
    Column("parent_rating_key", Integer),
    Column("grandparent_rating_key", Integer),
    Column("title", Text, nullable=False),
    Column("parent_title", Text, nullable=False),
    Column("grandparent_title", Text, nullable=False),
    Column("full_title", Text, nullable=False),
    Column("year", Integer),
    Column("media_index", Integer),
    Column("parent_media_index", Integer),
    Column("guid", Text, nullable=False),
    Column("external_ids", Text, nullable=False),  # imdb://tt1 tmdb://2, joined by blanks
    Column("thumb", Text, nullable=False),
    Column("parent_thumb", Text, nullable=False),
    Column("grandparent_thumb", Text, nullable=False),
    Column("media", Text, nullable=False),  # the files in short: tells when they were replaced
    Column("added_at", BigInteger),  # UTC seconds, as the server says
    Column("first_seen_at", BigInteger, nullable=False),  # UTC seconds
    Column("arrival", Text, nullable=False),  # known (there before we looked), new, replacement
    Column("upgraded_at", BigInteger),  # UTC seconds; its files were replaced under the same key
    Column("gone_at", BigInteger),  # UTC seconds; NULL while it is there
    PrimaryKeyConstraint("server_id", "rating_key"),
    Index("ix_library_item_server_id_section_id_added_at", "server_id", "section_id", "added_at"),
    Index("ix_library_item_guid", "guid"),
    Index("ix_library_item_parent_rating_key", "parent_rating_key"),
    Index("ix_library_item_grandparent_rating_key", "grandparent_rating_key"),
)
"""Every item of the libraries as they were last read in full; those that went stay, marked."""

library_reading = Table(
    "library_reading",
    metadata,
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("section_id", Integer, nullable=False),
    Column("read_at", BigInteger, nullable=False),  # UTC seconds; last reading that was believed
    Column("item_count", Integer, nullable=False),
    Column("doubted_items", Integer),  # so few that it is believed only when seen again
    Column("doubted_at", BigInteger),  # UTC seconds
    PrimaryKeyConstraint("server_id", "section_id"),
)
"""When a library was last read in full."""

ignored_finding = Table(
    "ignored_finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("mark", Text, nullable=False),  # the plays or the item that it is about
    Column("ignored_at", BigInteger, nullable=False),  # UTC seconds
    Column("ignored_by", Text, nullable=False),
    UniqueConstraint("kind", "mark"),
)
"""Findings of the repair page that its owner left out for good."""
