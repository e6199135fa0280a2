"""Whether there is room on the disk of the data folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import anyio.to_thread
import structlog

from watchkeeper.features.system.events import DiskFreed, DiskLow
from watchkeeper.runtime.bus import Bus

log = structlog.get_logger(__name__)

MARGIN_PERCENT = 1
"""So much more must be free before it counts as freed: else a full disk would flutter."""


class DiskWatch:
    """Looks now and then, and says when room becomes scarce and when there is some again."""

    def __init__(
        self,
        folder: Path,
        bus: Bus,
        least_percent: Callable[[], int],
        usage: Callable[[Path], tuple[int, int, int]] = shutil.disk_usage,
    ) -> None:
        self._folder = folder
        self._bus = bus
        self._least_percent = least_percent  # 0: never
        self._usage = usage  # total, used and free bytes
        self._is_low: bool | None = None  # None: not looked at since the start

    async def look(self) -> None:
        """Look once: the body of a supervised loop."""
        total, _used, free = await anyio.to_thread.run_sync(self._usage, self._folder)
        percent, least = free * 100 // max(1, total), self._least_percent()
        if percent < least and self._is_low is not True:
            self._is_low = True
            log.warning("the disk is almost full", free_percent=percent)
            self._bus.publish(DiskLow(free, percent))
        elif percent >= least + MARGIN_PERCENT and self._is_low is not False:
            self._is_low = False
            self._bus.publish(DiskFreed())
