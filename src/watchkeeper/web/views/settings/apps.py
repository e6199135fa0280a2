"""Companion apps as their page lists them."""

from __future__ import annotations

from datetime import tzinfo

from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.features.system.kept import KeptRow
from watchkeeper.values import dataclass
from watchkeeper.web.words import Moment, joined, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class AppLine:
    """One app; nothing of its key."""

    server_id: int
    id: int
    name: str
    friendly_name: str
    device: str
    last_seen: Moment | None


def app_line(server_id: ServerId, row: KeptRow, zone: tzinfo) -> AppLine:
    """How an app is listed."""
    told = {name: str(value or "") for name, value in row.content.items()}
    seen = whole_number(row.content.get("last_seen"))
    device = told.get("device_name", "")
    return AppLine(
        server_id=server_id,
        id=row.row_id,
        name=told.get("friendly_name") or device or f"{row.row_id}",
        friendly_name=told.get("friendly_name", ""),
        device=joined(device, told.get("platform", ""), told.get("version", "")),
        last_seen=moment(seen, zone) if seen else None,
    )
