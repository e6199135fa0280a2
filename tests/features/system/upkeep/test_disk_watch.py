"""Room on the disk: told when it becomes scarce, and when there is some again."""

from __future__ import annotations

from pathlib import Path

from watchkeeper.features.system.events import DiskFreed, DiskLow
from watchkeeper.features.system.upkeep.disk_watch import DiskWatch
from watchkeeper.runtime.bus import Bus


async def told(free: list[int], least_percent: int = 5) -> list[object]:
    bus, left = Bus(), iter(free)
    events: list[object] = []
    bus.listen(object, events.append)
    watch = DiskWatch(
        Path(), bus, lambda: least_percent, lambda _folder: (1000, 0, next(left) * 10)
    )
    for _look in free:
        await watch.look()
    return events


async def test_scarce_room_is_told_once_and_so_is_its_end() -> None:
    assert await told([50, 4, 3, 5, 4, 6, 50, 2]) == [
        DiskFreed(),
        DiskLow(40, 4),
        DiskFreed(),
        DiskLow(20, 2),
    ]


async def test_a_limit_of_nothing_never_tells() -> None:
    assert await told([0, 0], least_percent=0) == []
