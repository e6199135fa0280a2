"""Rows of Tautulli's people, libraries and sign-ins as rows of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from watchkeeper.domain.facts import Fact, ServerId, whole_number
from watchkeeper.runtime.sealing import Sealer

Row = Mapping[str, Fact]
Values = dict[str, Any]  # Any: values of one table row

TOKENS = ("user_token", "server_token")
USER_TEXTS = ("thumb", "custom_avatar_url", "title", "email", "shared_libraries")
USER_FILTERS = ("filter_all", "filter_movies", "filter_tv", "filter_music", "filter_photos")
LIBRARY_TEXTS = ("section_name", "section_type", "agent", "thumb", "custom_thumb_url", "art")
LIBRARY_COUNTS = ("count", "parent_count", "child_count")


def user_values(row_id: int, row: Row, server_id: ServerId, sealer: Sealer) -> Values | None:
    """A row of `users`; None without a plex.tv number. Tokens are sealed."""
    user_id = whole_number(row.get("user_id"))
    username = row.get("username")
    if user_id is None or username is None:
        return None
    friendly = row.get("friendly_name")
    return {
        "id": row_id,
        "server_id": server_id,
        "user_id": user_id,
        "username": str(username),
        "friendly_name": None if friendly == username else friendly,
        **{name: row.get(name) for name in (*USER_TEXTS, *USER_FILTERS)},
        "is_active": _flag(row.get("is_active"), unknown=True),
        "is_admin": _flag(row.get("is_admin"), unknown=False),
        **{
            name: _known_flag(row.get(name))
            for name in ("is_home_user", "is_allow_sync", "is_restricted")
        },
        "do_notify": _flag(row.get("do_notify"), unknown=True),
        "keep_history": _flag(row.get("keep_history"), unknown=True),
        "is_deleted": _flag(row.get("deleted_user"), unknown=False),
        "allow_guest": _flag(row.get("allow_guest"), unknown=False),
        "tokens_sealed": _sealed_tokens(row, sealer),
    }


def library_values(row_id: int, row: Row, server_id: ServerId) -> Values | None:
    """A row of `library_sections`; None without a section id."""
    section_id = whole_number(row.get("section_id"))
    if section_id is None:
        return None
    return {
        "id": row_id,
        "server_id": server_id,
        "section_id": section_id,
        **{name: row.get(name) for name in (*LIBRARY_TEXTS, "custom_art_url")},
        **{name: whole_number(row.get(name)) for name in LIBRARY_COUNTS},
        **{
            name: _flag(row.get(name), unknown=True)
            for name in ("is_active", "do_notify", "do_notify_created", "keep_history")
        },
        "is_deleted": _flag(row.get("deleted_section"), unknown=False),
    }


def login_values(row_id: int, row: Row) -> Values:
    """A row of `user_login`. Its session token is not taken over: it opens nothing here."""
    return {
        "id": row_id,
        "timestamp": whole_number(row.get("timestamp")) or 0,
        "user_id": whole_number(row.get("user_id")),
        "username": row.get("user"),
        "user_group": row.get("user_group"),
        "ip_address": row.get("ip_address"),
        "host": row.get("host"),
        "user_agent": row.get("user_agent"),
        "success": _flag(row.get("success"), unknown=True),
        "expiry": row.get("expiry"),
        "is_current": bool(row.get("jwt_token")),
    }


def last_stop_values(row: Row, server_id: ServerId) -> Values | None:
    """A row of `sessions_continued`; None when it is incomplete."""
    user_id, stopped = whole_number(row.get("user_id")), whole_number(row.get("stopped"))
    if user_id is None or stopped is None:
        return None
    return {
        "server_id": server_id,
        "user_id": user_id,
        "machine_id": str(row.get("machine_id") or ""),
        "media_type": str(row.get("media_type") or ""),
        "stopped": stopped,
    }


def _flag(value: Fact, *, unknown: bool) -> bool:
    number = whole_number(value)
    return unknown if number is None else number != 0


def _known_flag(value: Fact) -> bool | None:
    number = whole_number(value)
    return None if number is None else number != 0


def _sealed_tokens(row: Row, sealer: Sealer) -> str | None:
    tokens = {name: str(row[name]) for name in TOKENS if row.get(name)}
    return sealer.seal(orjson.dumps(tokens).decode()) if tokens else None
