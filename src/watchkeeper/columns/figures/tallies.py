"""Counting plays and summing their time, by whatever they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import Selection
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import NO_STOP, Plays
from watchkeeper.columns.store.texts import Interned

TallyKey = int | str | None | tuple[int, int | None]


class TallyBy(StrEnum):
    """What plays have in common, and how that is told in the answer."""

    USER = "user"  # (server id, user id)
    SECTION = "section"  # (server id, section id)
    IP_ADDRESS = "ip_address"  # text
    PLAYER = "player"  # name of the player
    RATING_KEY = "rating_key"  # number; also the next two
    PARENT_RATING_KEY = "parent_rating_key"
    GRANDPARENT_RATING_KEY = "grandparent_rating_key"
    DAY = "day"  # days since 1970, in the owner's zone
    HOUR = "hour"  # 0 to 23, in the owner's zone


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of one thing that plays have in common."""

    plays: int  # with grouping: viewings
    seconds: int  # play time
    first_started: int  # UTC seconds
    last_started: int  # UTC seconds
    newest_id: int  # number of the play that started last
    highest_id: int
    lowest_id: int


def codes_of(plays: Plays, chosen: Selection, by: TallyBy) -> tuple[list[TallyKey], Array]:
    """The values, and for each selected play which of them is its own."""
    where = chosen.where
    match by:
        case TallyBy.USER:
            return [*plays.people.pairs.all()], plays["user"][where]
        case TallyBy.SECTION:
            return [*plays.sections.all()], plays["section"][where]
        case TallyBy.IP_ADDRESS:
            return [*plays.words["ip_address"].all()], plays["ip_address"][where]
        case TallyBy.PLAYER:
            names = Interned()
            codes = np.array(names.codes(one.player for one in plays.players.names), np.int64)
            return [*names.all()], codes[plays["player"][where]]
        case TallyBy.DAY | TallyBy.HOUR:
            values, codes = np.unique(plays[by.value][where], return_inverse=True)
            return values.tolist(), codes
        case _:
            keys = plays.items.numbers[by.value].view
            values, codes = np.unique(keys, return_inverse=True)
            return values.tolist(), codes[plays["item"][where]]


def count_and_sum(
    plays: Plays, groups: Groups, chosen: Selection, *, grouped: bool
) -> tuple[int, int]:
    """Plays (with grouping: viewings) of a selection, and their time in seconds."""
    span = plays["span"][chosen.where]
    seconds = int(span.sum(dtype=np.int64))
    seconds -= int(plays["paused"][chosen.where].sum(dtype=np.int64))
    if plays.has_open_ends:
        seconds -= NO_STOP * int(np.count_nonzero(span == NO_STOP))
    if not grouped:
        return len(chosen), seconds
    alone = groups.alone[chosen.where]
    lone = int(np.count_nonzero(alone))
    if lone == len(chosen):
        return lone, seconds
    rest = plays["reference"][chosen.positions[~alone]]
    return lone + len(_distinct(rest)), seconds


def tally(
    plays: Plays, groups: Groups, chosen: Selection, by: Array, *, grouped: bool
) -> dict[int, Tally]:
    """Numbers for each value that `by` (whole numbers from 0, one for each selected play) has.

    A viewing with plays of several values counts once for each value.
    """
    if not len(chosen):
        return {}
    by = by.astype(np.intp)
    size = int(by.max()) + 1
    rows = np.bincount(by, minlength=size)
    counts = _viewings(plays, groups, chosen, by, rows) if grouped else rows
    seconds = np.bincount(by, plays.seconds(chosen.where), minlength=size)
    started, numbers = plays["started"][chosen.where], plays["id"][chosen.where]
    first, last, newest = np.zeros((3, size), np.int64)
    first[by[::-1]] = started[::-1]
    last[by] = started
    newest[by] = numbers
    highest, lowest = np.full(size, -1), np.full(size, np.iinfo(np.int64).max)
    np.maximum.at(highest, by, numbers.astype(np.int64))
    np.minimum.at(lowest, by, numbers.astype(np.int64))
    columns = (counts, seconds, first, last, newest, highest, lowest)
    present = np.flatnonzero(rows)
    values = zip(*(column[present].astype(np.int64).tolist() for column in columns), strict=True)
    return dict(zip(present.tolist(), (Tally(*row) for row in values), strict=True))


def _viewings(plays: Plays, groups: Groups, chosen: Selection, by: Array, rows: Array) -> Array:
    """How many viewings each value has; `rows` is how many plays."""
    shared = np.flatnonzero(~groups.alone[chosen.where])
    if not len(shared):
        return rows
    size, values = len(rows), by[shared]
    references = plays["reference"][chosen.where][shared].astype(np.int64)
    pairs = _distinct(references * size + values)
    once = np.bincount(pairs % size, minlength=size)
    return rows - np.bincount(values, minlength=size) + once


def _distinct(values: Array) -> Array:
    """The different values, ascending; by sorting, which is faster here than NumPy's hashing."""
    ascending = np.sort(values)
    if not len(ascending):
        return ascending
    firsts: Array = ascending[np.append(True, ascending[1:] != ascending[:-1])]
    return firsts
