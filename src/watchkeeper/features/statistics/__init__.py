"""Counts and sums over the record."""

from __future__ import annotations

from watchkeeper.columns.figures.series import Split
from watchkeeper.columns.figures.sortings import By
from watchkeeper.columns.figures.tallies import TallyBy
from watchkeeper.columns.selection.counted import Measure
from watchkeeper.features.statistics.explorer import (
    Explorer,
    Figures,
    Gap,
    Most,
    Scope,
    Table,
    Wanted,
)
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
from watchkeeper.features.statistics.graphs import Graph, GraphQuery
from watchkeeper.features.statistics.home import (
    Card,
    CardRows,
    Concurrent,
    HomeQuery,
    Ranked,
)
from watchkeeper.features.statistics.people import DeviceFigures, PersonFigures
from watchkeeper.features.statistics.places import PlaceFigures, PlaceStatistics, PlacesWatched
from watchkeeper.features.statistics.recent import RecentTotal
from watchkeeper.features.statistics.service import Statistics
from watchkeeper.features.statistics.windows import Window

__all__ = [
    "AddressFigures",
    "By",
    "Card",
    "CardRows",
    "Concurrent",
    "DeviceFigures",
    "Explorer",
    "Figures",
    "Gap",
    "Graph",
    "GraphQuery",
    "HomeQuery",
    "ItemFigures",
    "LibraryFigures",
    "Measure",
    "Most",
    "PersonFigures",
    "PlaceFigures",
    "PlaceStatistics",
    "PlacesWatched",
    "PlayerShare",
    "Ranked",
    "RecentTotal",
    "Scope",
    "Split",
    "Statistics",
    "Table",
    "TallyBy",
    "Today",
    "UserFigures",
    "UserShare",
    "Wanted",
    "WatchTime",
    "Window",
]
