"""Libraries, their items, and pictures of both."""

from __future__ import annotations

from watchkeeper.features.libraries.index.browse import (
    ORDERS,
    BrowsePage,
    BrowseQuery,
    IndexRow,
    Seen,
    browse,
    row_of,
    seen_of,
)
from watchkeeper.features.libraries.index.findings import FindingKind, Findings
from watchkeeper.features.libraries.index.indexes import LibraryIndexes
from watchkeeper.features.libraries.index.item_index import ItemIndex
from watchkeeper.features.libraries.index.summaries import LibrarySummary
from watchkeeper.features.libraries.inventory.inventory import Arrivals, Inventory
from watchkeeper.features.libraries.inventory.items import (
    STOCKED_TYPES,
    Arrival,
    ItemsArrived,
    LibraryItem,
    StockTaken,
)
from watchkeeper.features.libraries.inventory.queries import ArrivalQuery
from watchkeeper.features.libraries.inventory.stocktaking import Stocktaking
from watchkeeper.features.libraries.libraries import Libraries
from watchkeeper.features.libraries.library import LibrariesChanged, Library
from watchkeeper.features.libraries.listing.media_info import (
    MediaInfoPage,
    MediaInfoQuery,
    MediaInfoRow,
)
from watchkeeper.features.libraries.metadata import Metadata, RecentQuery
from watchkeeper.features.libraries.pictures.fallbacks import fallback_picture
from watchkeeper.features.libraries.pictures.images import Images
from watchkeeper.features.libraries.ports import PlayTotal
from watchkeeper.features.libraries.reading import Readings

__all__ = [
    "ORDERS",
    "STOCKED_TYPES",
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
    "Readings",
    "RecentQuery",
    "Seen",
    "StockTaken",
    "Stocktaking",
    "browse",
    "fallback_picture",
    "row_of",
    "seen_of",
]
