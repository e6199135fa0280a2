"""What the repair page finds, and how each finding is put right."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from watchkeeper.columns.defects import EARLIEST, TimeFault
from watchkeeper.features.history.rows import PlayRow
from watchkeeper.values import dataclass


class Defect(StrEnum):
    """Kinds of findings, in the order in which they should be put right."""

    TIMES = "times"
    DOUBLE = "double"
    MIXED = "mixed"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Finding:
    """Plays that belong together in what is wrong with them."""

    kind: Defect
    mark: str  # names the finding for good: its plays
    play_ids: tuple[int, ...]
    fault: TimeFault | None = None

    @property
    def dropped(self) -> tuple[int, ...]:
        """Of a double, the plays that go; the first of `play_ids` stays."""
        return self.play_ids[1:] if self.kind is Defect.DOUBLE else ()


Values = dict[str, Any]  # Any: values of some columns of a play


def mended(row: PlayRow, fault: TimeFault, now: int) -> Values:
    """The columns that make the times of a play possible again.

    How far the item was watched tells how long; where nothing tells when or how long, the play
    stays as it is and leaves the figures.
    """
    watched = _watched_seconds(row)
    if not watched:
        return {"is_counted": False}
    match fault:
        case TimeFault.EARLY if row.stopped is not None and EARLIEST <= row.stopped <= now:
            started = row.stopped - watched
            values: Values = {"started": started, "paused_seconds": 0}
        case TimeFault.EARLY:
            return {"is_counted": False}
        case TimeFault.FUTURE if row.started > now:
            return {"is_counted": False}
        case TimeFault.PAUSED:
            lasted = 0 if row.stopped is None else row.stopped - row.started
            values = {"paused_seconds": max(0, lasted - watched)}
        case _:
            paused = min(max(row.paused_seconds, 0), watched)
            values = {"stopped": row.started + watched + paused, "paused_seconds": paused}
    return {**values, "source": "repaired"}


def better(one: PlayRow, other: PlayRow) -> PlayRow:
    """Which of two records of one viewing tells more: the longer, then the seen, then the first."""
    ranks = {"recorded": 3, "repaired": 2, "imported": 1}

    def worth(row: PlayRow) -> tuple[int, int, int]:
        return (row.play_seconds, ranks.get(row.source.value, 0), -row.id)

    return max(one, other, key=worth)


def _watched_seconds(row: PlayRow) -> int:
    """How long it was watched at most, judged by how far it went."""
    length = (row.duration or 0) // 1000
    reached = (row.view_offset or 0) // 1000
    if length:
        return min(reached, length) if reached > 0 else length
    return max(reached, 0)
