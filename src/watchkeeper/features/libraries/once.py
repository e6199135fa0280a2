"""Asking outside once for what several want, and remembering it for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

import anyio

from watchkeeper.errors import WatchkeeperError
from watchkeeper.runtime.clock import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Flight(Generic[V]):
    def __init__(self) -> None:
        self.landed = anyio.Event()
        self.values: list[V] = []  # one when it landed well
        self.error: WatchkeeperError | None = None


class Once(Generic[K, V]):
    """Those who ask for the same thing at the same time share one answer, or one error."""

    def __init__(self) -> None:
        self._flights: dict[K, _Flight[V]] = {}

    def __contains__(self, key: K) -> bool:
        """Whether somebody waits for that answer."""
        return key in self._flights

    async def get(self, key: K, make: Callable[[], Awaitable[V]]) -> V:
        """What `make` returns; it is called by the first who asks while nobody else does."""
        while (flight := self._flights.get(key)) is not None:
            await flight.landed.wait()
            if flight.error is not None:
                raise flight.error
            if flight.values:
                return flight.values[0]
        return await self._fly(key, make)

    async def _fly(self, key: K, make: Callable[[], Awaitable[V]]) -> V:
        flight = self._flights[key] = _Flight[V]()
        try:
            value = await make()
        except WatchkeeperError as error:
            flight.error = error
            raise
        else:
            flight.values.append(value)
            return value
        finally:
            del self._flights[key]
            flight.landed.set()


class Remembered(Generic[K, V]):
    """A bounded memory of answers, each good for some seconds; asked for once at a time."""

    def __init__(self, clock: Clock, *, seconds: float, most: int) -> None:
        self._clock = clock
        self._seconds = seconds
        self._most = most
        self._once = Once[K, V]()
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()

    async def get(self, key: K, make: Callable[[], Awaitable[V]]) -> V:
        """The remembered answer while it is good, else what `make` returns. Errors are not kept."""
        kept = self._kept.get(key)
        if kept is not None and self._clock.monotonic() - kept[0] < self._seconds:
            return kept[1]
        value = await self._once.get(key, make)
        self._kept[key] = (self._clock.monotonic(), value)
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value

    def forget(self) -> None:
        """Forget everything."""
        self._kept.clear()
