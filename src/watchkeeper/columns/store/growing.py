"""Arrays that grow at their end without copying everything each time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]  # Any: one class serves every number type

FIRST_CAPACITY = 1024
PIECE = 2**15
"""Arrays of so many numbers stay in the processor's cache."""


class Growing:
    """A one-dimensional array with room to grow; `view` is its filled part.

    The room is claimed by doubling, but the system gives memory only to what was written.
    A number too large or too small for the type widens the type.
    """

    def __init__(self, dtype: DTypeLike) -> None:
        self._size = 0
        self._store: Array = np.empty(FIRST_CAPACITY, dtype)

    @classmethod
    def sized(cls, dtype: DTypeLike, size: int) -> Growing:
        """So many values that are not set yet, with room for more."""
        made = cls(dtype)
        made._claim(0, size, np.dtype(dtype))
        made._size = size
        return made

    def __len__(self) -> int:
        return self._size

    @property
    def view(self) -> Array:
        """The filled part; valid until the next change."""
        return self._store[: self._size]

    def extend(self, values: Array) -> None:
        """Add values at the end."""
        self.replace_from(self._size, values)

    def replace_from(self, start: int, values: Array) -> None:
        """Let the array go on with `values` from position `start` on, and end there."""
        size = start + len(values)
        dtype = self._fitting(values)
        if size > len(self._store) or dtype != self._store.dtype:
            self._claim(start, size, dtype)
        self._store[start:size] = values
        self._size = size

    def _claim(self, kept: int, size: int, dtype: np.dtype[Any]) -> None:  # Any: as above
        """Get room for so many values and more, keeping the first ones."""
        grown: Array = np.empty(max(size + size // 8, 2 * len(self._store)), dtype)
        grown[:kept] = self._store[:kept]
        self._store = grown

    def _fitting(self, values: Array) -> np.dtype[Any]:  # Any: as above
        dtype = self._store.dtype
        if dtype.kind not in "iu" or values.dtype.itemsize <= dtype.itemsize or not len(values):
            return dtype
        limits = np.iinfo(dtype)
        fits = limits.min <= values.min() and values.max() <= limits.max
        return dtype if fits else np.dtype(np.int64)


def looked_up(table: Array, codes: Array) -> Array:
    """For each code what the table has for it.

    Piece by piece: NumPy makes indices of the codes first, and those of many do not fit into the
    processor's cache.
    """
    if len(codes) <= PIECE:
        return table.take(codes)
    found = np.empty(len(codes), table.dtype)
    for start in range(0, len(codes), PIECE):
        found[start : start + PIECE] = table.take(codes[start : start + PIECE])
    return found
