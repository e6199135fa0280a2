"""Metadata of what plays: read once an item, many items in one request, bounded in number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from watchkeeper.domain.media import MediaItem
from watchkeeper.features.monitoring.ports import MediaServer
from watchkeeper.values import dataclass

MOST_ITEMS = 1000
FRESH_SECONDS = 1800.0
GONE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Entry:
    item: MediaItem | None  # None: the server does not have it
    read_at: float  # monotonic seconds

    def is_fresh(self, now: float) -> bool:
        return now - self.read_at < (FRESH_SECONDS if self.item else GONE_SECONDS)


class Items:
    """A bounded memory of one server's items."""

    def __init__(self) -> None:
        self._entries: OrderedDict[int, _Entry] = OrderedDict()

    def get(self, rating_key: int | None) -> MediaItem | None:
        """The item as it was last read, None when it is not known."""
        entry = self._entries.get(rating_key) if rating_key is not None else None
        return entry.item if entry else None

    def unread(self, rating_keys: Iterable[int], now: float) -> list[int]:
        """Those not read shortly before `now` (monotonic seconds)."""
        return [
            key
            for key in dict.fromkeys(rating_keys)
            if key not in self._entries or not self._entries[key].is_fresh(now)
        ]

    async def read(self, server: MediaServer, rating_keys: Iterable[int], now: float) -> None:
        """Read items from the server; one that is missing in a complete answer is gone.

        Raises:
            OutsideError: there is no answer; what is known stays.
        """
        wanted = list(rating_keys)
        found = await server.metadata_many(wanted)
        for key in wanted:
            known = self.get(key)
            self._entries[key] = _Entry(found.get(key, known), now)
            self._entries.move_to_end(key)
        while len(self._entries) > MOST_ITEMS:
            self._entries.popitem(last=False)
