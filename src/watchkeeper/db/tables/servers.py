"""Plex servers, their libraries and the people on them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from watchkeeper.db.tables.metadata import metadata

server = Table(
    "server",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identifier", Text, unique=True),  # machineIdentifier; NULL until first reached
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),  # "" for a server known only from an import
    Column("token_sealed", Text),
    Column("verify_tls", Boolean, nullable=False),
    Column("is_watched", Boolean, nullable=False),  # whether sessions are collected
    Column("version", Text),
    Column("platform", Text),
    Column("has_plex_pass", Boolean),
    Column("added_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger),
)

library = Table(
    "library",
    metadata,
    Column("id", Integer, primary_key=True),  # row id of the Tautulli face
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("section_id", Integer, nullable=False),
    Column("section_name", Text),
    Column("section_type", Text),
    Column("agent", Text),
    Column("thumb", Text),
    Column("custom_thumb_url", Text),
    Column("art", Text),
    Column("custom_art_url", Text),
    Column("count", Integer),
    Column("parent_count", Integer),
    Column("child_count", Integer),
    Column("is_active", Boolean, nullable=False),
    Column("do_notify", Boolean, nullable=False),
    Column("do_notify_created", Boolean, nullable=False),
    Column("keep_history", Boolean, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
    UniqueConstraint("server_id", "section_id"),
)

user = Table(
    "user",
    metadata,
    Column("id", Integer, primary_key=True),  # row id of the Tautulli face
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("user_id", BigInteger, nullable=False),  # plex.tv account number
    Column("username", Text, nullable=False),
    Column("friendly_name", Text),
    Column("title", Text),
    Column("email", Text),
    Column("thumb", Text),
    Column("custom_avatar_url", Text),
    Column("is_active", Boolean, nullable=False),
    Column("is_admin", Boolean, nullable=False),
    Column("is_home_user", Boolean),
    Column("is_allow_sync", Boolean),
    Column("is_restricted", Boolean),
    Column("do_notify", Boolean, nullable=False),
    Column("keep_history", Boolean, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
    Column("allow_guest", Boolean, nullable=False),
    Column("tokens_sealed", Text),  # JSON of user_token, server_token from an import
    Column("shared_libraries", Text),  # section ids joined by ";"; NULL: not known
    Column("filter_all", Text),
    Column("filter_movies", Text),
    Column("filter_tv", Text),
    Column("filter_music", Text),
    Column("filter_photos", Text),
    UniqueConstraint("server_id", "user_id"),
)
