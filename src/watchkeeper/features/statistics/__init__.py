"""Counts and sums over the record."""

from __future__ import annotations

from watchkeeper.columns.tallies import TallyBy
from watchkeeper.features.statistics.figures import (
    AddressFigures,
    ItemFigures,
    LibraryFigures,
    PlayerShare,
    Today,
    UserFigures,
    UserShare,
    WatchTime,
)
from watchkeeper.features.statistics.service import Statistics

__all__ = [
    "AddressFigures",
    "ItemFigures",
    "LibraryFigures",
    "PlayerShare",
    "Statistics",
    "TallyBy",
    "Today",
    "UserFigures",
    "UserShare",
    "WatchTime",
]
