"""Rehearsals: what a notifier says of events that are on record, without sending anything."""

from __future__ import annotations

from watchkeeper.features.notifications.rehearsal.dryrun import DAYS, DryRuns
from watchkeeper.features.notifications.rehearsal.past import PastEvent, PastEvents, PastParts
from watchkeeper.features.notifications.rehearsal.preview import Preview, Previews
from watchkeeper.features.notifications.rehearsal.rehearsals import KIND, Rehearsals
from watchkeeper.features.notifications.rehearsal.tally import DryRun, Rehearsed

__all__ = [
    "DAYS",
    "KIND",
    "DryRun",
    "DryRuns",
    "PastEvent",
    "PastEvents",
    "PastParts",
    "Preview",
    "Previews",
    "Rehearsals",
    "Rehearsed",
]
