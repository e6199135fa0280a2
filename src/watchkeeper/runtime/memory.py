"""Keeping the process small: many threads must not mean many half-empty pools of memory."""

from __future__ import annotations

import ctypes
import sys

M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3  # glibc's malloc.h
ARENAS = 2
OWN_PAGES_FROM_BYTES = 128 * 1024


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
