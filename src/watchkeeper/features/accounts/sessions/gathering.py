"""Small facts gathered in memory and written down together."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def without(gathered: dict[K, V], written: dict[K, V]) -> dict[K, V]:
    """What has come or changed since the rest was written.

    Examples:
        >>> without({1: "a", 2: "b", 3: "c"}, {1: "a", 2: "old"})
        {2: 'b', 3: 'c'}
    """
    return {key: value for key, value in gathered.items() if written.get(key) != value}
