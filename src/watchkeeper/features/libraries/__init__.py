"""Libraries, their items, and pictures of both."""

from __future__ import annotations

from watchkeeper.features.libraries.fallbacks import fallback_picture
from watchkeeper.features.libraries.images import Images
from watchkeeper.features.libraries.inventory import Arrivals, Inventory
from watchkeeper.features.libraries.inventory_queries import ArrivalQuery
from watchkeeper.features.libraries.libraries import Libraries
from watchkeeper.features.libraries.library import LibrariesChanged, Library
from watchkeeper.features.libraries.media_info import MediaInfoPage, MediaInfoQuery, MediaInfoRow
from watchkeeper.features.libraries.metadata import Metadata, RecentQuery
from watchkeeper.features.libraries.ports import PlayTotal
from watchkeeper.features.libraries.stock import Arrival, ItemsArrived, LibraryItem, StockTaken
from watchkeeper.features.libraries.stocktaking import Stocktaking
from watchkeeper.features.libraries.summaries import LibrarySummary

__all__ = [
    "Arrival",
    "ArrivalQuery",
    "Arrivals",
    "Images",
    "Inventory",
    "ItemsArrived",
    "Libraries",
    "LibrariesChanged",
    "Library",
    "LibraryItem",
    "LibrarySummary",
    "MediaInfoPage",
    "MediaInfoQuery",
    "MediaInfoRow",
    "Metadata",
    "PlayTotal",
    "RecentQuery",
    "StockTaken",
    "Stocktaking",
    "fallback_picture",
]
