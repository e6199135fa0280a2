"""Two questions to the same plays at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

MANY = 100_000
"""Of fewer plays both are answered sooner than a thread has begun."""


def together(size: int, first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
    """Both answers; over `size` plays that are many they are found side by side.

    Most of the work is done outside Python's lock, so that two cores share it.
    """
    if size < MANY:
        return first(), second()
    with ThreadPoolExecutor(1) as other:
        answer = other.submit(second)
        return first(), answer.result()
