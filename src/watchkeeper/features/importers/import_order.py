"""What an import needs besides the file."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.users.ports import IsErased
from watchkeeper.features.users.rules import nobody_is_erased
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """For which server, and how."""

    server_id: ServerId
    server_name: str
    zone: ZoneInfo
    is_erased: IsErased = nobody_is_erased
    notifiers_tell: bool = False  # else they are silent until their owner turns them on
