"""How much bandwidth was reserved at the same moment."""

from __future__ import annotations

import numpy as np

from watchkeeper.columns.dictionaries import UNKNOWN
from watchkeeper.columns.growing import Array
from watchkeeper.columns.plays import NO_STOP, Plays
from watchkeeper.columns.select import Selection


def daily_bandwidth(plays: Plays, chosen: Selection) -> dict[int, int]:
    """By day number, the most kbps that the selected streams had reserved when one started."""
    where = chosen.where
    columns = [plays[name][where] for name in ("bandwidth", "span", "started", "day")]
    known = (columns[0] != UNKNOWN) & (columns[1] != NO_STOP)
    if not known.all():
        columns = [values[known] for values in columns]
    bandwidth, span, starts, days = columns
    if not len(days):
        return {}
    kbps = bandwidth.astype(np.int64)
    stops = starts + np.maximum(span, 0)
    reserved = np.cumsum(kbps) - _released(starts, stops, kbps)
    first = int(days.min())
    highest = np.zeros(int(days.max()) - first + 1, np.int64)
    changes = np.flatnonzero(np.append(True, days[1:] != days[:-1]))
    np.maximum.at(highest, days[changes] - first, np.maximum.reduceat(reserved, changes))
    present = np.flatnonzero(highest)
    return dict(zip((present + first).tolist(), highest[present].tolist(), strict=True))


def _released(starts: Array, stops: Array, kbps: Array) -> Array:
    """What was free again at each start; what stops in the same second is."""
    bits = len(stops).bit_length()
    packed = np.sort((stops - starts[0] << bits) | np.arange(len(stops)))
    freed = np.cumsum(kbps.take(packed & ((1 << bits) - 1)))
    until = np.searchsorted(packed, starts - starts[0] + 1 << bits, side="left")
    found: Array = np.append(0, freed).take(until)
    return found
