"""How many people and titles the plays of a filter are of."""

from __future__ import annotations

import numpy as np

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """Linked accounts count as one person, a show or an artist as one title."""

    people: int
    titles: int


def reach(plays: Plays, _groups: Groups, wanted: HistoryFilter) -> Reach:
    """Count them; the filter's `text` and `watched` are not looked at."""
    where = select(plays, wanted).where
    works, persons = plays.items.works, plays.people.persons
    items = _marked(plays["item"][where], len(plays.items))
    users = _marked(plays["user"][where], len(persons))
    return Reach(
        people=np.unique(persons[users]).size,
        titles=np.unique(works.codes.view[items]).size,
    )


def _marked(codes: Array, size: int) -> Array:
    """Which codes there are, ascending: quicker than sorting them where plays are many."""
    marks = np.zeros(size, bool)
    marks[codes] = True
    return np.flatnonzero(marks)
