"""Finding titles, people and libraries of the record by parts of their words."""

from __future__ import annotations

from watchkeeper.features.history.search.found import Found, FoundKind
from watchkeeper.features.history.search.service import Search

__all__ = ["Found", "FoundKind", "Search"]
