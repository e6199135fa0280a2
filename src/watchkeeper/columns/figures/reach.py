"""How many people and titles the plays of a filter are of, and how much data they were."""

from __future__ import annotations

import numpy as np

from watchkeeper.columns.figures.cells import blocks
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.store.dictionaries import UNKNOWN
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import NO_STOP, Plays
from watchkeeper.values import dataclass

BYTES_OF_KILOBIT = 125


@dataclass(frozen=True, slots=True)
class Reach:
    """Linked accounts count as one person, a show or an artist as one title.

    The data are what was reserved while they were watched: mostly less was sent.
    """

    people: int
    titles: int
    reserved_bytes: int  # of the plays of which it is known
    unknown: int  # plays without a known bandwidth or end


def reach(plays: Plays, _groups: Groups, wanted: HistoryFilter) -> Reach:
    """Count them; the filter's `text` and `watched` are not looked at."""
    works, persons = plays.items.works, plays.people.persons
    items = np.zeros(len(plays.items), np.bool_)
    users = np.zeros(len(persons), np.bool_)
    kilobits = unknown = 0
    for where in blocks(select(plays, wanted)):
        items[plays["item"][where].astype(np.intp)] = True
        users[plays["user"][where].astype(np.intp)] = True
        known = (plays["bandwidth"][where] != UNKNOWN) & (plays["span"][where] != NO_STOP)
        kilobits += _kilobits(plays, where, known)
        unknown += len(known) - int(np.count_nonzero(known))
    return Reach(
        people=np.unique(persons[users]).size,
        titles=np.unique(works.codes.view[items]).size,
        reserved_bytes=kilobits * BYTES_OF_KILOBIT,
        unknown=unknown,
    )


def _kilobits(plays: Plays, where: Array | slice, known: Array) -> int:
    """What was reserved for those that are known."""
    bandwidth = (plays["bandwidth"][where] * known).astype(np.int64)
    # of floats a library would make the product, in threads that wait for each other
    return int(np.dot(bandwidth, np.maximum(plays.seconds(where), 0)))
