"""Plays, watch time and people of the last days, as the owner's calendar has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from watchkeeper.columns.figures.tallies import count_and_sum
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.store.plays import Plays
from watchkeeper.values import dataclass

RECENT_DAYS = (1, 7, 30, 365, 0)
"""The windows that pages show; 0 is all time."""


@dataclass(frozen=True, slots=True)
class RecentTotal:
    """What was watched in the last so many days, today included; 0 days mean all time."""

    days: int
    plays: int  # plays that continue each other count as one
    seconds: int  # watch time
    people: int


def recent_totals(
    plays: Plays, groups: Groups, wanted: HistoryFilter, today: date
) -> tuple[RecentTotal, ...]:
    """The totals of all windows; a play belongs to the day on which it started."""
    found = []
    for days in RECENT_DAYS:
        since = today - timedelta(days=days - 1) if days else None
        chosen = select(plays, replace(wanted, after_day=since or wanted.after_day))
        count, seconds = count_and_sum(plays, groups, chosen, grouped=True)
        people = np.count_nonzero(np.bincount(plays.people.persons[plays["user"][chosen.where]]))
        found.append(RecentTotal(days, count, seconds, int(people)))
    return tuple(found)
