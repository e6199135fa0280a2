"""Events inside the process."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from watchkeeper.runtime.bus import Bus


@dataclass(frozen=True)
class Rang:
    """Something that happened."""

    number: int


async def test_a_listener_hears_its_kind_alone() -> None:
    bus, heard = Bus(), list[Rang]()
    bus.listen(Rang, heard.append)
    bus.publish("something else")
    bus.publish(Rang(1))
    assert heard == [Rang(1)]


async def test_a_feed_gives_all_later_events_in_order() -> None:
    bus = Bus()
    bus.publish(Rang(0))
    with bus.feed() as feed:
        bus.publish(Rang(1))
        bus.publish(Rang(2))
        bus.end_feeds()
        assert [event async for event in feed] == [Rang(1), Rang(2)]


async def test_a_feed_that_fell_behind_ends_after_what_it_has() -> None:
    bus = Bus()
    with bus.feed(size=2) as feed:
        for number in range(5):
            bus.publish(Rang(number))
        assert [event async for event in feed] == [Rang(0), Rang(1)]


async def test_a_feed_begun_while_the_program_ends_is_over_at_once() -> None:
    bus = Bus()
    bus.end_feeds()
    with bus.feed() as feed:
        bus.publish(Rang(1))
        assert [event async for event in feed] == []


@pytest.mark.parametrize("count", [0, 1, 3])
async def test_feeds_do_not_take_events_from_each_other(count: int) -> None:
    bus = Bus()
    with bus.feed() as one, bus.feed() as other:
        for number in range(count):
            bus.publish(Rang(number))
        bus.end_feeds()
        assert [event async for event in one] == [event async for event in other]
