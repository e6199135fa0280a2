"""What must be written in the same transaction as its cause, so that no crash comes between them.

The bus tells of what has happened; this is told while it is being written. Whoever writes a cause
hands every event to `write` inside the transaction, and calls `written` once it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import Connection

Event = TypeVar("Event")
Writing = Callable[[Connection, Event], None]


class Consequences:
    """Those who write something because of an event. Listen before anything runs."""

    def __init__(self) -> None:
        self._writings: list[tuple[type, Writing[object]]] = []
        self._after: list[Callable[[], None]] = []

    def listen(self, kind: type[Event], write: Writing[Event], after: Callable[[], None]) -> None:
        """Call `write` in the transaction of each event of a type, and `after` when it is kept.

        `write` runs in a thread; `after` runs in the event loop, and is quick.
        """
        self._writings.append((kind, write))  # type: ignore[arg-type]  # matched by isinstance
        self._after.append(after)

    def write(self, conn: Connection, events: Iterable[object]) -> None:
        """Write what follows from events, in the transaction that writes them."""
        for event in events:
            for kind, write in self._writings:
                if isinstance(event, kind):
                    write(conn, event)

    def written(self) -> None:
        """The transaction is kept: what was written can be acted upon."""
        for after in self._after:
            after()
