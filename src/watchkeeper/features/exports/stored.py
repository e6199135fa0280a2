"""An export on record, in the words of Tautulli's table of exports.

The columns of an import come without `folder` and `file_name`: its files are not here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from watchkeeper.features.exports.forms.form import Head
from watchkeeper.features.exports.order import RESOURCES, ExportOrder
from watchkeeper.values import dataclass

TABLE = "exports"
RUNNING, DONE, FAILED = 0, 1, -1
"""The column `complete`."""

Content = Mapping[str, Any]  # Any: columns of several types


@dataclass(frozen=True, slots=True)
class StoredExport:
    """One export: its columns, and its file where that is there."""

    id: int
    content: Content
    file: Path | None

    @property
    def is_running(self) -> bool:
        return self.content.get("complete") == RUNNING and self.job_id is not None

    @property
    def job_id(self) -> int | None:
        found = self.content.get("job_id")
        return found if isinstance(found, int) else None


def new_content(order: ExportOrder, head: Head, now: int) -> dict[str, Any]:
    """The columns of an export that begins; `now` in UTC seconds."""
    return {
        "timestamp": now,
        "section_id": order.section_id if head.section_id is None else head.section_id,
        "user_id": order.user_id,
        "rating_key": order.rating_key,
        "media_type": head.media_type,
        "title": head.title,
        "file_format": order.file_format,
        "metadata_level": order.metadata_level,
        "media_info_level": order.media_info_level,
        **{f"{name}_level": order.level_of(name) for name in RESOURCES},
        "custom_fields": order.custom_fields,
        "individual_files": int(order.individual_files),
        "file_size": 0,
        "complete": RUNNING,
        "exported_items": 0,
        "total_items": 0,
        "export_type": order.export_type,
        "safe_cells": int(order.safe_cells),
    }


def order_of(content: Content) -> ExportOrder:
    """The order behind the columns."""
    return ExportOrder(
        section_id=content["section_id"],
        user_id=content["user_id"],
        rating_key=content["rating_key"],
        file_format=content["file_format"],
        metadata_level=content["metadata_level"],
        media_info_level=content["media_info_level"],
        resource_levels={name: content[f"{name}_level"] for name in RESOURCES},
        custom_fields=content["custom_fields"],
        export_type=content["export_type"],
        individual_files=bool(content["individual_files"]),
        safe_cells=bool(content["safe_cells"]),
    )


CUSTOM = 10
"""The level of pictures that a custom field alone asked for."""


def settled(order: ExportOrder, saved: Collection[str]) -> dict[str, int]:
    """The levels of pictures as they turned out: 0 for kinds of which there were none."""
    return {f"{name}_level": order.level_of(name) or CUSTOM for name in saved} | {
        f"{name}_level": 0 for name in RESOURCES if name not in saved
    }
