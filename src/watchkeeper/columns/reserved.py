"""How much bandwidth was reserved at the same moment."""

from __future__ import annotations

import numpy as np

from watchkeeper.columns.dictionaries import UNKNOWN
from watchkeeper.columns.plays import NO_STOP, Plays
from watchkeeper.columns.select import Selection


def daily_bandwidth(plays: Plays, chosen: Selection) -> dict[int, int]:
    """By day number, the most kbps that the selected streams had reserved when one started."""
    at = chosen.positions
    known = (plays["bandwidth"][at] != UNKNOWN) & (plays["span"][at] != NO_STOP)
    at = at[known]
    if not len(at):
        return {}
    starts = plays["started"][at]
    stops = starts + np.maximum(plays["span"][at], 0)
    events = np.concatenate((starts * 2 + 1, stops * 2))  # a stop comes before a start
    kbps = plays["bandwidth"][at].astype(np.int64)
    order = np.argsort(events, kind="stable")
    reserved = np.cumsum(np.concatenate((kbps, -kbps))[order])
    is_start = order < len(at)
    days = plays["day"][at][order[is_start]]
    first = int(days.min())
    highest = np.zeros(int(days.max()) - first + 1, np.int64)
    np.maximum.at(highest, days - first, reserved[is_start])
    present = np.flatnonzero(highest)
    return dict(zip((present + first).tolist(), highest[present].tolist(), strict=True))
