"""How much bandwidth was reserved at the same moment."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from watchkeeper.columns.selection.select import Selection
from watchkeeper.columns.store.dictionaries import UNKNOWN
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import NO_STOP, Plays

PIECE = 2**15
"""So many streams are looked at together: what is computed of them fits into the cache."""


def daily_bandwidth(plays: Plays, chosen: Selection) -> dict[int, int]:
    """By day number, the most kbps that the selected streams had reserved when one started."""
    highest: dict[int, int] = {}
    running = Running()
    for where in _pieces(plays, chosen):
        columns = [plays[name][where] for name in ("bandwidth", "span", "started", "day")]
        known = (columns[0] != UNKNOWN) & (columns[1] != NO_STOP)
        bandwidth, span, starts, days = (values[known] for values in columns)
        if not len(days):
            continue
        stops = starts + np.maximum(span, 0)
        reserved = running.reserved(starts, stops, bandwidth.astype(np.int64))
        changes = np.flatnonzero(np.append(True, days[1:] != days[:-1]))
        most = np.maximum.reduceat(reserved, changes)
        for day, kbps in zip(days[changes].tolist(), most.tolist(), strict=True):
            highest[day] = max(kbps, highest.get(day, 0))
    return {day: highest[day] for day in sorted(highest) if highest[day]}


def _pieces(plays: Plays, chosen: Selection) -> Iterator[Array | slice]:
    """The selected plays piece by piece; those that start in one second are in one piece."""
    started, start = plays["started"], chosen.first
    while start < chosen.last:
        last = min(start + PIECE, chosen.last) - 1
        stop = min(int(np.searchsorted(started, started[last], side="right")), chosen.last)
        if chosen.mask is None:
            yield slice(start, stop)
        else:
            yield np.flatnonzero(chosen.mask[start - chosen.first : stop - chosen.first]) + start
        start = stop


class Running:
    """The streams that go on from one piece of the record to the next."""

    def __init__(self) -> None:
        self._stops = np.empty(0, np.int64)
        self._kbps = np.empty(0, np.int64)

    def reserved(self, starts: Array, stops: Array, kbps: Array) -> Array:
        """What was reserved at each of the next starts; what stops in the same second is free."""
        before = int(self._kbps.sum())
        stops = np.concatenate((self._stops, stops))
        held = np.concatenate((self._kbps, kbps))
        bits = len(stops).bit_length()
        packed = np.sort((stops - starts[0] << bits) | np.arange(len(stops)))
        order = packed & ((1 << bits) - 1)
        freed = np.append(0, np.cumsum(held.take(order)))
        until = np.searchsorted(stops.take(order), starts, side="right")
        going_on = order[until[-1] :]
        self._stops, self._kbps = stops.take(going_on), held.take(going_on)
        found: Array = before + np.cumsum(kbps) - freed.take(until)
        return found
