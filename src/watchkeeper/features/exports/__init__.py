"""Exports: what a server tells of libraries, items and playlists, written into files."""

from __future__ import annotations

from watchkeeper.features.exports.catalogue import export_fields, fields_of
from watchkeeper.features.exports.order import (
    EXPORT_TYPES,
    FILE_FORMATS,
    LEVELS,
    RESOURCE_LEVELS,
    RESOURCES,
    ExportOrder,
    checked,
)
from watchkeeper.features.exports.service import Download, ExportParts, Exports
from watchkeeper.features.exports.stored import StoredExport

__all__ = [
    "EXPORT_TYPES",
    "FILE_FORMATS",
    "LEVELS",
    "RESOURCES",
    "RESOURCE_LEVELS",
    "Download",
    "ExportOrder",
    "ExportParts",
    "Exports",
    "StoredExport",
    "checked",
    "export_fields",
    "fields_of",
]
