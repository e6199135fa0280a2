"""Where in an order by a text a page lies, for the price of counting the codes of the text."""

from __future__ import annotations

import numpy as np

from watchkeeper.columns.entries.viewings import TEXTS, Viewings
from watchkeeper.columns.selection.counted import BLOCK
from watchkeeper.columns.selection.filter import Order
from watchkeeper.columns.store.growing import Array, looked_up
from watchkeeper.columns.store.plays import Plays


def near_in_alphabet(
    plays: Plays, found: Viewings, order: Order, bounds: tuple[int, int]
) -> tuple[Viewings, int]:
    """The entries with texts that stand between the bounds, and how many entries come before.

    `order` is by one of `TEXTS`. There are far fewer texts than plays: how many entries each has
    tells where the page lies, and no other entries need to be sorted.
    """
    column, texts = TEXTS[order.field]
    ranks = texts(plays).ranks().astype(np.intp)
    if order.descending:
        ranks = ranks.max(initial=0) - ranks
    marks = found.marks(found.runs.furthest)
    codes = plays[column][found.single.first : found.single.last]
    sizes = np.bincount(ranks, _entries_of(codes, marks, len(ranks))).astype(np.int64)
    ends = np.cumsum(sizes)
    low, high = np.searchsorted(ends, [bounds[0], bounds[1] - 1], side="right")
    is_near = (ranks >= low) & (ranks <= high)
    return found.only_of(looked_up(is_near, codes) & marks), int(ends[low] - sizes[low])


def _entries_of(codes: Array, marks: Array, size: int) -> Array:
    """How many of the marked plays have each code."""
    counts = np.zeros(size + 1, np.int64)
    for start in range(0, len(codes), BLOCK):
        raised = codes[start : start + BLOCK].astype(np.intp)
        raised += 1
        raised *= marks[start : start + BLOCK]
        counts += np.bincount(raised, minlength=size + 1)
    return counts[1:]
