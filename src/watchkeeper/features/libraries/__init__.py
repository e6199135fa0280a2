"""Libraries, their items, and pictures of both."""

from __future__ import annotations

from watchkeeper.features.libraries.fallbacks import fallback_picture
from watchkeeper.features.libraries.images import Images
from watchkeeper.features.libraries.libraries import Libraries
from watchkeeper.features.libraries.library import LibrariesChanged, Library
from watchkeeper.features.libraries.media_info import MediaInfoPage, MediaInfoQuery, MediaInfoRow
from watchkeeper.features.libraries.metadata import Metadata, RecentQuery
from watchkeeper.features.libraries.ports import PlayTotal

__all__ = [
    "Images",
    "Libraries",
    "LibrariesChanged",
    "Library",
    "MediaInfoPage",
    "MediaInfoQuery",
    "MediaInfoRow",
    "Metadata",
    "PlayTotal",
    "RecentQuery",
    "fallback_picture",
]
