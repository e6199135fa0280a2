"""Keeping the process small: many threads must not mean many half-empty pools of memory."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3  # glibc's malloc.h
ARENAS = 2
OWN_PAGES_FROM_BYTES = 128 * 1024
RARELY = (50_000, 20, 20)


def allocate_sparingly() -> bool:
    """Let threads share two arenas, and large blocks go back when freed; glibc only.

    Each thread would else get an arena of its own and keep what it once needed, and the allocator
    would keep ever larger blocks: six megabytes at fifty thousand plays. Call it before threads
    start. Returns whether it took effect.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(M_ARENA_MAX, ARENAS) and mallopt(M_MMAP_THRESHOLD, OWN_PAGES_FROM_BYTES))


def give_back_memory() -> None:
    """Return freed memory to the system where the C library can do so, else do nothing.

    Reading a million rows leaves over 100 MB behind that glibc keeps otherwise.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


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
