"""The changes of many plays at once, as the audit trail names them."""

from __future__ import annotations

from enum import StrEnum


class Changed(StrEnum):
    """What was done; `History.undo` takes each of them back."""

    SPLIT = "plays_split"
    MERGED = "plays_merged"
    REGROUPED = "plays_regrouped"
    COUNTED = "plays_counted"
    LEFT_OUT = "plays_left_out"
    MOVED = "plays_moved"
    REPAIRED = "plays_repaired"
    REASSIGNED = "plays_reassigned"
