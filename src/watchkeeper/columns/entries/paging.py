"""A page of entries in any order, for the price of looking at each entry once.

Nothing is sorted but the entries around the page: a count of how many entries fall into which
stretch of the key tells where the page lies, at any depth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from watchkeeper.columns.store.growing import Array

FEW = 4096
STRETCHES = 1 << 12
BLOCK = 1 << 15
"""Arrays of so many numbers stay in the processor's cache."""

Key = Callable[[Array | None], Array]
"""Gives whole numbers, one for each of the entries it is given (None: for all)."""


def page_of(keys: Sequence[tuple[Key, bool]], count: int, start: int, stop: int) -> Array:
    """The entries from place `start` up to `stop` in the order of the keys.

    Each key comes with whether it falls; `count` is the number of entries.
    """
    stop = min(stop, count)
    if start >= stop:
        return np.empty(0, np.int64)
    return _page(keys, None, start, stop)


def _page(keys: Sequence[tuple[Key, bool]], entries: Array | None, start: int, stop: int) -> Array:
    make, falls = keys[0]
    key = make(entries)
    if len(key) <= FEW or stop - start > len(key) // 4:
        return _sorted(keys, entries)[start:stop]
    stretch, sizes, is_one_value = _stretches(key, falls=falls)
    ends = np.cumsum(sizes)
    first, last = np.searchsorted(ends, [start, stop - 1], side="right").tolist()
    near = np.flatnonzero((stretch >= first) & (stretch <= last))
    found = near if entries is None else entries[near]
    skipped = int(ends[last]) - len(near)
    if len(near) <= FEW:
        return _sorted(keys, found)[start - skipped : stop - skipped]
    later = keys[1:] if is_one_value and len(keys) > 1 else keys
    pages = []
    for number in first + np.flatnonzero(sizes[first : last + 1]):
        before = int(ends[number] - sizes[number])
        part = (max(start - before, 0), min(stop - before, int(sizes[number])))
        pages.append(_page(later, found[stretch[near] == number], *part))
    return np.concatenate(pages)


def _stretches(key: Array, *, falls: bool) -> tuple[Array, Array, bool]:
    """Into which stretch of the key's range each entry falls, and how many fall into each.

    The third is whether each stretch is one value.
    """
    low, high = int(key.min()), int(key.max())
    shift = max((high - low).bit_length() - STRETCHES.bit_length() + 1, 0)
    stretch, sizes = np.empty(len(key), np.uint16), np.zeros(STRETCHES, np.int64)
    for start in range(0, len(key), BLOCK):
        part = key[start : start + BLOCK].astype(np.int64)
        away = (high - part if falls else part - low) >> shift
        stretch[start : start + BLOCK] = away
        sizes += np.bincount(away, minlength=STRETCHES)
    return stretch, sizes, shift == 0


def _sorted(keys: Sequence[tuple[Key, bool]], entries: Array | None) -> Array:
    columns = []
    for make, falls in reversed(keys):
        column = make(entries)
        columns.append(-column.astype(np.int64) if falls else column)
    order = np.lexsort(columns)
    return order if entries is None else entries[order]
