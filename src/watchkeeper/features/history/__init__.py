"""The record of plays: writing, paging, editing."""

from __future__ import annotations

from watchkeeper.columns.figures.reach import Reach
from watchkeeper.columns.selection.filter import (
    Counting,
    HistoryFilter,
    Order,
    OrderField,
    WatchedShare,
)
from watchkeeper.features.history.changes import Changed
from watchkeeper.features.history.corrections import Corrections
from watchkeeper.features.history.edits import PlayEdit
from watchkeeper.features.history.events import PlayRecorded, RecordChanged
from watchkeeper.features.history.large.changes import LargeChanges, SmallChanges
from watchkeeper.features.history.large.order import Order as RelinkOrder
from watchkeeper.features.history.large.parts import Begun
from watchkeeper.features.history.queries.record import record_many_now, write_play
from watchkeeper.features.history.recorded_items import ItemQuestion, RecordedItem
from watchkeeper.features.history.relinking.preview import Candidate, Preview, Scope
from watchkeeper.features.history.relinking.previews import LinkPreviews
from watchkeeper.features.history.relinking.service import Relinks, Suggestion
from watchkeeper.features.history.repair.findings import Defect, Finding, mended
from watchkeeper.features.history.repair.service import Repairs
from watchkeeper.features.history.rows import (
    HistoryEntry,
    HistoryPage,
    HistoryQuery,
    PlayRow,
    StreamFacts,
)
from watchkeeper.features.history.running import RunningPlay
from watchkeeper.features.history.saved_views import SavedViews
from watchkeeper.features.history.service import History

__all__ = [
    "Begun",
    "Candidate",
    "Changed",
    "Corrections",
    "Counting",
    "Defect",
    "Finding",
    "History",
    "HistoryEntry",
    "HistoryFilter",
    "HistoryPage",
    "HistoryQuery",
    "ItemQuestion",
    "LargeChanges",
    "LinkPreviews",
    "Order",
    "OrderField",
    "PlayEdit",
    "PlayRecorded",
    "PlayRow",
    "Preview",
    "Reach",
    "RecordChanged",
    "RecordedItem",
    "RelinkOrder",
    "Relinks",
    "Repairs",
    "RunningPlay",
    "SavedViews",
    "Scope",
    "SmallChanges",
    "StreamFacts",
    "Suggestion",
    "WatchedShare",
    "mended",
    "record_many_now",
    "write_play",
]
