"""Local days and hours of many instants at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

import numpy as np

from watchkeeper.columns.store.growing import Array

DAY = 86_400
HOUR = 3_600
STEP = 7 * DAY
"""Two changes of the clock never lie closer together than this in any zone since 1970."""

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


class LocalTime:
    """The offsets of a zone from UTC as a table that is searched for whole arrays."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._from = 0
        self._to = 0
        self._changes: Array = np.empty(0, np.int64)
        self._offsets: Array = np.zeros(1, np.int64)

    def days_and_hours(self, instants: Array) -> tuple[Array, Array]:
        """Local day numbers and local hours (0 to 23) of UTC seconds."""
        local = instants + self.offsets(instants)
        days, seconds = np.divmod(local, DAY)
        return days.astype(np.int32), (seconds // HOUR).astype(np.uint8)

    def offsets(self, instants: Array) -> Array:
        """Seconds that local time is ahead of UTC at each instant."""
        if not len(instants):
            return np.zeros(0, np.int64)
        first, last = int(instants.min()), int(instants.max())
        if first < self._from or last >= self._to:
            self._cover(first, last)
        return self._offsets[np.searchsorted(self._changes, instants, side="right")]

    def _cover(self, first: int, last: int) -> None:
        start = min(first, self._from or first) - STEP
        end = max(last, self._to) + 52 * STEP
        marks = range(start, end + STEP, STEP)
        offsets = [self._offset(mark) for mark in marks]
        pairs = zip(marks, offsets, offsets[1:], strict=False)
        changes = [
            (self._change(mark, before), after) for mark, before, after in pairs if before != after
        ]
        self._changes = np.array([at for at, _ in changes], np.int64)
        self._offsets = np.array([offsets[0], *(after for _, after in changes)], np.int64)
        self._from, self._to = start, end

    def _change(self, mark: int, before: int) -> int:
        """The first second after `mark` with another offset than `before`."""
        low, high = mark, mark + STEP
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        return high

    def _offset(self, instant: int) -> int:
        offset = datetime.fromtimestamp(instant, UTC).astimezone(self._zone).utcoffset()
        return int((offset or timedelta()).total_seconds())
