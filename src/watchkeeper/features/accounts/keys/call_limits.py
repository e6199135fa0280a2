"""How many calls a key may make: a bucket of tokens each, which fills while it is left alone."""

from __future__ import annotations

from watchkeeper.errors import ThrottledError
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

MINUTE = 60.0


@dataclass(slots=True)
class _Bucket:
    calls: float  # that may still be made
    filled_at: float  # monotonic seconds


class CallLimits:
    """Counts the calls of each key in memory: there are as many buckets as keys that are used."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[int, _Bucket] = {}

    def take(self, key_id: int, calls_a_minute: int) -> None:
        """Count a call. A key that was quiet may make the calls of a minute at once.

        Raises:
            ThrottledError: too many calls; this one does not count.
        """
        now = self._clock.monotonic()
        bucket = self._buckets.setdefault(key_id, _Bucket(calls_a_minute, now))
        gained = (now - bucket.filled_at) * calls_a_minute / MINUTE
        bucket.calls = min(bucket.calls + gained, calls_a_minute)
        bucket.filled_at = now
        if bucket.calls < 1:
            wait = (1 - bucket.calls) * MINUTE / calls_a_minute
            raise ThrottledError(retry_after_seconds=int(wait) + 1)
        bucket.calls -= 1
