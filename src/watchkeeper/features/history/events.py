"""What happens to the record."""

from __future__ import annotations

from watchkeeper.domain.facts import PlayId, ServerId
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class PlayRecorded:
    """A play came into the record."""

    play_id: PlayId
    server_id: ServerId


@dataclass(frozen=True, slots=True)
class RecordChanged:
    """Plays were imported, edited, deleted or grouped anew; `revision` is the record's newest."""

    revision: int
