"""Libraries, their items, and pictures of both."""

from __future__ import annotations

from watchkeeper.features.libraries.browse import (
    ORDERS,
    BrowsePage,
    BrowseQuery,
    IndexRow,
    Seen,
    browse,
    row_of,
    seen_of,
)
from watchkeeper.features.libraries.fallbacks import fallback_picture
from watchkeeper.features.libraries.findings import FindingKind, Findings
from watchkeeper.features.libraries.images import Images
from watchkeeper.features.libraries.inventory import Arrivals, Inventory
from watchkeeper.features.libraries.inventory_queries import ArrivalQuery
from watchkeeper.features.libraries.item_index import ItemIndex
from watchkeeper.features.libraries.libraries import Libraries
from watchkeeper.features.libraries.library import LibrariesChanged, Library
from watchkeeper.features.libraries.media_info import MediaInfoPage, MediaInfoQuery, MediaInfoRow
from watchkeeper.features.libraries.metadata import Metadata, RecentQuery
from watchkeeper.features.libraries.ports import PlayTotal
from watchkeeper.features.libraries.shelves import LibraryIndexes
from watchkeeper.features.libraries.stock import Arrival, ItemsArrived, LibraryItem, StockTaken
from watchkeeper.features.libraries.stocktaking import Stocktaking
from watchkeeper.features.libraries.summaries import LibrarySummary

__all__ = [
    "ORDERS",
    "Arrival",
    "ArrivalQuery",
    "Arrivals",
    "BrowsePage",
    "BrowseQuery",
    "FindingKind",
    "Findings",
    "Images",
    "IndexRow",
    "Inventory",
    "ItemIndex",
    "ItemsArrived",
    "Libraries",
    "LibrariesChanged",
    "Library",
    "LibraryIndexes",
    "LibraryItem",
    "LibrarySummary",
    "MediaInfoPage",
    "MediaInfoQuery",
    "MediaInfoRow",
    "Metadata",
    "PlayTotal",
    "RecentQuery",
    "Seen",
    "StockTaken",
    "Stocktaking",
    "browse",
    "fallback_picture",
    "row_of",
    "seen_of",
]
