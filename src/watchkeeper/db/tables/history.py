"""Plays, and the descriptions they share.

What a play says about its item, its player and its stream repeats from play to play, so each
distinct description is one row, found by the digest of its content: nothing is lost, the
database stays small, and the columns get small codes for free.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from watchkeeper.db.tables.metadata import metadata

item = Table(
    "item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("media_type", Text, nullable=False),
    Column("rating_key", Integer),
    Column("parent_rating_key", Integer),
    Column("grandparent_rating_key", Integer),
    Column("title", Text, nullable=False),
    Column("parent_title", Text, nullable=False),
    Column("grandparent_title", Text, nullable=False),
    Column("original_title", Text, nullable=False),
    Column("full_title", Text, nullable=False),
    Column("year", Integer),
    Column("guid", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("duration", BigInteger),  # milliseconds
    Column("marker_credits_first", BigInteger),  # milliseconds
    Column("marker_credits_final", BigInteger),  # milliseconds
    Column("facts", Text, nullable=False),  # JSON: every word of session_history_metadata as stated
    Column("genres", Text),  # as stated, ";" between; NULL: not yet taken from the facts
)
"""What was known of an item when it was played; `facts` has all of it, the columns the hot part."""

player = Table(
    "player",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("player", Text),
    Column("product", Text),
    Column("product_version", Text),
    Column("platform", Text),
    Column("platform_version", Text),
    Column("profile", Text),
    Column("machine_id", Text),
)

stream = Table(
    "stream",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("transcode_decision", Text, nullable=False),
    Column("video_full_resolution", Text),
    Column("stream_video_full_resolution", Text),  # as delivered: domain.resolution
    Column("facts", Text, nullable=False),  # JSON: every word of session_history_media_info
    Column("reasons", Integer),  # domain.reasons.Reason; NULL: not yet taken from the facts
)

play = Table(
    "play",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", ForeignKey("server.id"), nullable=False),
    Column("reference_id", Integer, nullable=False),
    Column("started", BigInteger, nullable=False),  # UTC seconds
    Column("stopped", BigInteger),  # UTC seconds
    Column("paused_seconds", Integer, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("username", Text),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("player_id", ForeignKey("player.id"), nullable=False),
    Column("stream_id", ForeignKey("stream.id"), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("rating_key", Integer),
    Column("parent_rating_key", Integer),
    Column("grandparent_rating_key", Integer),
    Column("section_id", Integer),
    Column("view_offset", BigInteger),  # milliseconds
    Column("ip_address", Text),
    Column("bandwidth", Integer),  # kbps
    Column("location", Text),
    Column("quality_profile", Text),
    Column("secure", Boolean),
    Column("relayed", Boolean),
    Column("source", Text, nullable=False),  # domain.play.PlaySource
    Column("raw", Text),  # JSON of values whose exact form the columns cannot hold
    Column("is_counted", Boolean, nullable=False, server_default="1"),  # else in no figure
    Column("revision", BigInteger, nullable=False),
    Index("ix_play_revision", "revision"),
    Index("ix_play_server_id_rating_key", "server_id", "rating_key"),
    Index("ix_play_server_id_user_id", "server_id", "user_id"),
    sqlite_autoincrement=True,  # a number is never given twice: other programs store it
)

play_deleted = Table(
    "play_deleted",
    metadata,
    Column("play_id", Integer, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
    Column("content", Text, nullable=False),  # JSON of the row, so that a deletion can be undone
    Index("ix_play_deleted_revision", "revision"),
)

record_state = Table(
    "record_state",
    metadata,
    Column("id", Integer, primary_key=True),  # always 1
    Column("revision", BigInteger, nullable=False),  # rises with every change of a play
)
"""Read and raised in the transaction that changes plays; the columns follow it."""

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),  # of the address: filters, order, grouping
    Column("saved_at", BigInteger, nullable=False),  # UTC seconds
    Column("deleted_at", BigInteger),  # UTC seconds; it can be brought back
)
"""Filters of the history that its owner gave names."""
