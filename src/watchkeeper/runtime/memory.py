"""Keeping the process small: many threads must not mean many half-empty pools of memory."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # glibc's malloc.h
MEBI = 1024 * 1024
OPTIONS = ((M_ARENA_MAX, 1), (M_MMAP_THRESHOLD, 2 * MEBI), (M_TRIM_THRESHOLD, 8 * MEBI))
RARELY = (50_000, 20, 20)
WORTH_BYTES = 4 * MEBI
STATUS = Path("/proc/self/statm")  # Linux; proc(5)


def allocate_sparingly() -> bool:
    """Let all threads share one arena, and give large blocks back when they are freed; glibc only.

    Each thread would else get an arena of its own and keep what it once needed. Only blocks of
    two mebibytes and more get pages of their own: smaller ones are made and dropped by the
    thousand while plays are counted, and to ask the system for their pages each time took three
    times as long as the counting. Call it before threads start. Returns whether it took effect.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return all(mallopt(option, value) for option, value in OPTIONS)


def give_back_memory() -> None:
    """Return freed memory to the system where the C library can do so, else do nothing.

    Reading a million rows leaves over 100 MB behind that glibc keeps otherwise.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def resident_bytes() -> int:
    """Bytes of the machine's memory that the process holds; 0 where the system does not tell."""
    try:
        pages = int(STATUS.read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


class Surplus:
    """What long answers leave behind: memory that is free, but not given back by itself."""

    def __init__(self, resident: Callable[[], int] = resident_bytes) -> None:
        self._resident = resident
        self._least = resident()

    def give_back(self) -> bool:
        """Give it back, where the process has grown by `WORTH_BYTES`; returns whether it had.

        Blocks that Python keeps at hand for the next objects hold whole mebibytes in their place;
        a search for garbage lets go of them, and takes some three milliseconds.
        """
        resident = self._resident()
        self._least = min(self._least, resident)
        if resident - self._least < WORTH_BYTES:
            return False
        gc.collect()
        give_back_memory()
        self._least = self._resident()
        return True


def keep_for_good() -> None:
    """Let what exists now out of all later searches for cycles of garbage.

    The program's own classes, routes and templates are a hundred and fifty thousand objects: a
    search through them stops every thread for a tenth of a second and finds nothing.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python search for cycles of garbage rarely, while many objects and few cycles are made.

    Each search walks through what a batch of rows just made, all of which is still needed: a
    third of the time of an import. Memory that is in no cycle is freed at once as ever.
    """
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
