"""The changes of plays, as the audit trail names them."""

from __future__ import annotations

from enum import StrEnum

EDITED = "play_edited"
DELETED = "play_deleted"  # one or many


class Changed(StrEnum):
    """What was done to many plays at once; `History.undo` takes each of them back."""

    SPLIT = "plays_split"
    MERGED = "plays_merged"
    REGROUPED = "plays_regrouped"
    COUNTED = "plays_counted"
    LEFT_OUT = "plays_left_out"
    MOVED = "plays_moved"
    REPAIRED = "plays_repaired"
    REASSIGNED = "plays_reassigned"
