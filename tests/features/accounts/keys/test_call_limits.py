"""How many calls a key may make (S24)."""

from __future__ import annotations

import pytest

from tests.fakes.clock import FakeClock
from watchkeeper.errors import ThrottledError
from watchkeeper.features.accounts.keys.call_limits import CallLimits


def taken(limits: CallLimits, key_id: int, most: int) -> int:
    """How many calls of many are let through."""
    count = 0
    for _ in range(1000):
        try:
            limits.take(key_id, most)
        except ThrottledError:
            return count
        count += 1
    return count


def test_s24_a_quiet_key_may_make_the_calls_of_a_minute_at_once() -> None:
    limits = CallLimits(FakeClock())
    assert taken(limits, 1, 60) == 60


def test_s24_the_bucket_fills_with_time_up_to_its_rim() -> None:
    clock = FakeClock()
    limits = CallLimits(clock)
    taken(limits, 1, 60)
    clock.advance(10)
    assert taken(limits, 1, 60) == 10
    clock.advance(3600)
    assert taken(limits, 1, 60) == 60


def test_s24_keys_do_not_wait_for_each_other() -> None:
    limits = CallLimits(FakeClock())
    taken(limits, 1, 5)
    assert taken(limits, 2, 5) == 5


def test_s24_a_refusal_says_how_long_to_wait() -> None:
    limits = CallLimits(FakeClock())
    taken(limits, 1, 2)
    with pytest.raises(ThrottledError) as refused:
        limits.take(1, 2)
    assert refused.value.retry_after_seconds == 31


def test_s24_a_lower_limit_holds_at_once() -> None:
    limits = CallLimits(FakeClock())
    limits.take(1, 1000)
    assert taken(limits, 1, 10) == 10
