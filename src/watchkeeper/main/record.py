"""Wiring of what is made of the record, and of what puts it right."""

from __future__ import annotations

from functools import partial

from watchkeeper.application import RecordServices
from watchkeeper.features.history import (
    LargeChanges,
    LinkPreviews,
    Repairs,
    SavedViews,
    SmallChanges,
)
from watchkeeper.features.history.search import Search
from watchkeeper.features.libraries import Readings
from watchkeeper.features.statistics import Explorer, PlaceStatistics, Statistics
from watchkeeper.features.statistics.year import Years
from watchkeeper.main.core import Core


def record_services(core: Core) -> RecordServices:
    """Wire them."""
    record, jobs, db, clock = core.record, core.jobs, core.ground.db, core.ground.clock
    history, columns = record.history, record.columns
    explorer = Explorer(history, columns, db, clock)
    return RecordServices(
        columns=columns,
        history=history,
        corrections=record.corrections,
        repairs=Repairs(db, columns, clock, history, record.corrections),
        relinks=record.relinks,
        link_previews=LinkPreviews(record.relinks, jobs, clock, core.ground.bus),
        large_changes=_large_changes(core),
        saved_views=SavedViews(db, clock),
        libraries=record.libraries,
        inventory=record.inventory,
        readings=Readings(record.inventory, record.libraries, jobs),
        places=record.places,
        search=Search(db, columns, core.media.servers, core.folk.users, record.libraries),
        statistics=Statistics(history, columns, clock),
        explorer=explorer,
        place_statistics=PlaceStatistics(explorer, record.places),
        years=Years(history, columns),
    )


def _large_changes(core: Core) -> LargeChanges:
    record = core.record
    small = SmallChanges(record.columns, record.history, record.corrections, record.relinks)
    large = LargeChanges(core.ground.db, core.ground.clock, small, core.jobs)
    core.folk.users.hand_over_by(partial(large.reassign, who="plex.tv"))
    return large
