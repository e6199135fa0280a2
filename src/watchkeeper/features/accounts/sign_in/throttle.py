"""How fast passwords may be tried, without a way to lock the owner out.

A failure makes the next try of the same *bucket* wait, longer with each one. The buckets of a try:
the device, when it carries our mark for this account; otherwise the place it comes from and, unless
that place has signed in to this account before, the account's name. So guesses from everywhere slow
down everybody who is new, and never a device or a place that the owner has used.
"""

from __future__ import annotations

from collections import OrderedDict

from watchkeeper.errors import ThrottledError
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

FORGET_SECONDS = 900.0
LONGEST_WAIT_SECONDS = 300.0
MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is counted together; the first `free` failures cost no waiting."""

    key: str
    free: int


@dataclass(slots=True)
class _Count:
    failures: int
    last: float  # monotonic seconds


def device_bucket(device: str) -> Bucket:
    """Tries from a device that has signed in to this account before."""
    return Bucket(f"device:{device}", free=10)


def place_bucket(place: str) -> Bucket:
    """Tries from one address or IPv6 network."""
    return Bucket(f"place:{place}", free=5)


def name_bucket(name: str) -> Bucket:
    """Tries for one account name, whether it exists or not, from places that are new to it."""
    return Bucket(f"name:{name.casefold()}", free=20)


class Throttle:
    """Counts failures per bucket in memory; the oldest buckets are forgotten first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: OrderedDict[str, _Count] = OrderedDict()

    def take(self, *buckets: Bucket) -> None:
        """Count a try as failed before it is made, so that many at once gain nothing.

        Raises:
            ThrottledError: too soon; the try does not count.
        """
        wait = max(self._wait(bucket) for bucket in buckets)
        if wait > 0:
            raise ThrottledError(retry_after_seconds=int(wait) + 1)
        now = self._clock.monotonic()
        for bucket in buckets:
            count = self._current(bucket.key)
            self._counts[bucket.key] = _Count(count.failures + 1 if count else 1, now)
            self._counts.move_to_end(bucket.key)
        while len(self._counts) > MOST_BUCKETS:
            self._counts.popitem(last=False)

    def give_back(self, *buckets: Bucket) -> None:
        """The try was right after all: only this one is forgotten.

        Earlier failures stay, or somebody with an account could guess at another one for ever by
        signing in to their own in between.
        """
        for bucket in buckets:
            count = self._counts.get(bucket.key)
            if count is not None:
                count.failures -= 1

    def has_just_filled(self, *buckets: Bucket) -> bool:
        """Whether the last failure was the first after which the next try has to wait."""
        counts = ((self._current(bucket.key), bucket.free) for bucket in buckets)
        return any(count is not None and count.failures == free for count, free in counts)

    def _wait(self, bucket: Bucket) -> float:
        count = self._current(bucket.key)
        if count is None or count.failures < bucket.free:
            return 0.0
        pause = min(LONGEST_WAIT_SECONDS, 2.0 ** min(count.failures - bucket.free, 16))
        return count.last + pause - self._clock.monotonic()

    def _current(self, key: str) -> _Count | None:
        count = self._counts.get(key)
        if count is None or self._clock.monotonic() - count.last > FORGET_SECONDS:
            return None
        return count
