"""How many people and titles the plays of a filter are of, and how much data they were."""

from __future__ import annotations

import numpy as np

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
    where = select(plays, wanted).where
    works, persons = plays.items.works, plays.people.persons
    items = _marked(plays["item"][where], len(plays.items))
    users = _marked(plays["user"][where], len(persons))
    reserved, unknown = _data(plays, where)
    return Reach(
        people=np.unique(persons[users]).size,
        titles=np.unique(works.codes.view[items]).size,
        reserved_bytes=reserved,
        unknown=unknown,
    )


def _data(plays: Plays, where: Array | slice) -> tuple[int, int]:
    """Bytes that were reserved, and of how many plays that is not known."""
    bandwidth, span = plays["bandwidth"][where], plays["span"][where]
    known = (bandwidth != UNKNOWN) & (span != NO_STOP)
    seconds = np.maximum(plays.seconds(where), 0)[known]
    kilobits = int(np.dot(bandwidth[known].astype(np.int64), seconds.astype(np.int64)))
    return kilobits * BYTES_OF_KILOBIT, len(known) - int(np.count_nonzero(known))


def _marked(codes: Array, size: int) -> Array:
    """Which codes there are, ascending: quicker than sorting them where plays are many."""
    marks = np.zeros(size, bool)
    marks[codes] = True
    return np.flatnonzero(marks)
