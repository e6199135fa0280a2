"""A page of entries in any order, for the price of looking at each entry once.

Nothing is sorted but the entries around the page: a count of how many entries fall into which
stretch of the key tells where the page lies, at any depth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from watchkeeper.columns.growing import Array

FEW = 4096
STRETCHES = 1 << 15

Key = Callable[[], Array]
"""Whole numbers, one for each entry; made only when needed."""


def page_of(keys: Sequence[tuple[Key, bool]], count: int, start: int, stop: int) -> Array:
    """The entries from place `start` up to `stop` in the order of the keys.

    Each key comes with whether it falls; `count` is the number of entries.
    """
    stop = min(stop, count)
    if start >= stop:
        return np.empty(0, np.int64)
    return _page([(cache(make), falls) for make, falls in keys], None, start, stop)


def _page(keys: Sequence[tuple[Key, bool]], entries: Array | None, start: int, stop: int) -> Array:
    make, falls = keys[0]
    key = make() if entries is None else make()[entries]
    if len(key) <= FEW or stop - start > len(key) // 4:
        return _sorted(keys, entries)[start:stop]
    low, high = int(key.min()), int(key.max())
    if low == high and len(keys) > 1:
        return _page(keys[1:], entries, start, stop)
    stretch, one_value = _stretches(key, low, high, falls=falls)
    ends = np.cumsum(np.bincount(stretch))
    first, last = np.searchsorted(ends, [start, stop - 1], side="right")
    near = np.flatnonzero((stretch >= first) & (stretch <= last))
    before = int(ends[first - 1]) if first else 0
    found = near if entries is None else entries[near]
    if first == last and one_value and len(keys) > 1:
        return _page(keys[1:], found, start - before, stop - before)
    if one_value and len(found) > FEW:
        return _piecewise(keys, found, stretch[near], (start - before, stop - before))
    return _page(keys, found, start - before, stop - before)


def _stretches(key: Array, low: int, high: int, *, falls: bool) -> tuple[Array, bool]:
    """The stretch of the key's range each entry falls into, and whether each is one value."""
    shift = max((high - low).bit_length() - STRETCHES.bit_length() + 1, 0)
    away = high - key if falls else key - low
    return away >> shift, shift == 0


def _piecewise(
    keys: Sequence[tuple[Key, bool]], entries: Array, values: Array, wanted: tuple[int, int]
) -> Array:
    """A page that spans several values of the first key, each looked at by the next keys."""
    start, stop = wanted
    pages = []
    for value in np.unique(values):
        same = entries[values == value]
        if start < len(same) and stop > 0:
            pages.append(_next(keys, same, max(start, 0), min(stop, len(same))))
        start, stop = start - len(same), stop - len(same)
    return np.concatenate(pages)


def _next(keys: Sequence[tuple[Key, bool]], entries: Array, start: int, stop: int) -> Array:
    return _page(keys[1:], entries, start, stop) if len(keys) > 1 else entries[start:stop]


def _sorted(keys: Sequence[tuple[Key, bool]], entries: Array | None) -> Array:
    columns = []
    for make, falls in reversed(keys):
        column = make() if entries is None else make()[entries]
        columns.append(-column.astype(np.int64) if falls else column)
    order = np.lexsort(columns)
    return order if entries is None else entries[order]
