"""Who may use Watchkeeper: accounts, web sessions, keys, sign-ins."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from watchkeeper.db.tables.metadata import metadata

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),  # "": has no password, signs in with Plex
    Column("role", Text, nullable=False),  # owner, guest
    Column("created_at", BigInteger, nullable=False),
    Column("user_id", BigInteger),  # of a guest: the plex.tv account number; NULL: the owner
    Index("ix_account_user_id", "user_id", unique=True),
)

web_session = Table(
    "web_session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("sign_in_id", ForeignKey("sign_in.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ip_address", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # tautulli (32 hex digits, can be shown) or token
    Column("scopes", Text, nullable=False),  # words joined by blanks
    Column("server_id", ForeignKey("server.id")),  # NULL: the first server
    Column("secret_hash", Text, nullable=False, unique=True),
    Column("secret_sealed", Text),  # tautulli kind only: it must be shown
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("last_used_at", BigInteger),
    Column("is_revoked", Boolean, nullable=False),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("timestamp", BigInteger, nullable=False),
    Column("user_id", BigInteger),
    Column("username", Text),
    Column("user_group", Text),  # admin, guest
    Column("ip_address", Text),
    Column("host", Text),
    Column("user_agent", Text),
    Column("success", Boolean, nullable=False),
    Column("expiry", Text),  # ISO time, as Tautulli keeps it
    Column("is_current", Boolean, nullable=False),  # whether its session may still live
    Index("ix_sign_in_user_id", "user_id"),
)
"""Every attempt to sign in, ours and imported ones (`get_user_logins` of the Tautulli face)."""
