"""What a Tautulli tells of itself and its record, when we stand beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.values import dataclass

Row = Mapping[str, Any]
"""A row of a Tautulli's answer in its own words. Any: numbers, text, None, and lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TautulliIdentity:
    """Which Tautulli it is, and which Plex server it watches."""

    version: str
    server_identifier: str
    server_name: str = ""
    server_version: str = ""


@dataclass(frozen=True, slots=True)
class RowPage:
    """Part of a table, and how many rows it has in all."""

    rows: tuple[Row, ...]
    total: int
