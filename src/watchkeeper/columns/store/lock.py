"""Many readers or one writer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class SharedLock:
    """Lets any number of threads read together; a change waits for them and they for it.

    A waiting writer goes before later readers, so that steady reading cannot starve it.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._readers = 0
        self._writers_waiting = 0
        self._is_writing = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold it for reading; never ask for it again inside."""
        with self._condition:
            self._condition.wait_for(lambda: not self._is_writing and not self._writers_waiting)
            self._readers += 1
        try:
            yield
        finally:
            with self._condition:
                self._readers -= 1
                self._condition.notify_all()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold it alone."""
        with self._condition:
            self._writers_waiting += 1
            self._condition.wait_for(lambda: not self._is_writing and not self._readers)
            self._writers_waiting -= 1
            self._is_writing = True
        try:
            yield
        finally:
            with self._condition:
                self._is_writing = False
                self._condition.notify_all()
