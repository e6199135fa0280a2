"""Plays or play time by two things at once: rows of a graph, and its series."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from watchkeeper.columns.selection.counted import Counted, Measure
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.parts import Codes
from watchkeeper.columns.selection.select import Selection, select
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.values import dataclass

EPOCH_WEEKDAY = 4
"""1970-01-01 was a Thursday; Sunday is 0."""

Key = int | str | None | tuple[int, int | None]


class Rows(StrEnum):
    """What the rows are, and how each is told."""

    DAY = "day"  # days since 1970, in the owner's zone; so the next three
    WEEKDAY = "weekday"  # 0 to 6 from Sunday on
    MONTH = "month"  # months since January 1970
    HOUR = "hour"  # 0 to 23
    USER = "user"  # (server id, user id)
    PLATFORM = "platform"  # as the player calls it
    RESOLUTION = "resolution"  # of the source
    STREAM_RESOLUTION = "stream_resolution"  # as delivered


IN_TIME = frozenset({Rows.DAY, Rows.WEEKDAY, Rows.MONTH, Rows.HOUR})
"""A viewing with plays in several of these counts once in each."""


class Split(StrEnum):
    """What the series are, and how each is told."""

    MEDIA_TYPE = "media_type"  # movie, episode, track; live for Live TV of any kind
    DECISION = "decision"  # direct play, copy, transcode


@dataclass(frozen=True, slots=True)
class Question:
    """Which table."""

    filter: HistoryFilter
    rows: Rows
    split: Split
    measure: Measure
    grouped: bool


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Whole numbers by row and by what the series are told by; only rows that have plays."""

    keys: list[Key]
    splits: list[str | None]
    values: Array  # a line for each key, a column for each of the splits


def cross(plays: Plays, groups: Groups, question: Question) -> CrossTable:
    """The table that answers the question.

    What counts belongs to the row and the series of its first play (with rows in time: of its
    first play there); its time is that of all its selected plays (there).
    """
    chosen = select(plays, question.filter)
    keys, row_of = _rows(plays, question.rows, chosen)
    splits, split_of = _splits(plays, question.split)
    size = len(keys) * len(splits)
    counts, weighed = np.zeros(size + 1, np.int64), np.zeros(size + 1)
    with_seconds = question.measure is Measure.SECONDS
    found = _counted(plays, groups, chosen, question, row_of)
    for block in found.blocks(with_seconds=with_seconds):
        cells = row_of(block.where) * len(splits)
        cells += split_of(block.where)
        block.raised(cells)
        if not block.is_more_time:
            counts += np.bincount(cells, minlength=size + 1)
        if with_seconds:
            weighed += np.bincount(cells, block.seconds, minlength=size + 1)
    present = np.flatnonzero(counts[1:].reshape(len(keys), len(splits)).any(axis=1))
    table = weighed[1:].astype(np.int64) if with_seconds else counts[1:]
    values = table.reshape(len(keys), len(splits))[present]
    return CrossTable([keys[row] for row in present.tolist()], splits, values)


def _counted(
    plays: Plays, groups: Groups, chosen: Selection, question: Question, row_of: Codes
) -> Counted:
    if not question.grouped:
        return Counted.each(plays, chosen)
    bucket_of = row_of if question.rows in IN_TIME else None
    return Counted.grouped(plays, groups, chosen, bucket_of)


def _rows(plays: Plays, rows: Rows, chosen: Selection) -> tuple[list[Key], Codes]:
    """The keys, and for each play the place of its own."""
    match rows:
        case Rows.HOUR:
            return [*range(24)], lambda at: plays["hour"][at].astype(np.int64)
        case Rows.DAY | Rows.WEEKDAY | Rows.MONTH:
            return _days(plays, rows, chosen)
        case Rows.USER:
            return [*plays.people.pairs.all()], lambda at: plays["user"][at].astype(np.int64)
        case Rows.PLATFORM:
            players = plays.players
            of_player = players.platform_code.view
            return [*players.platforms.all()], lambda at: of_player.take(plays["player"][at])
        case _:
            words = plays.words[rows.value].all()
            return [*words], lambda at: plays[rows.value][at].astype(np.int64)


def _days(plays: Plays, rows: Rows, chosen: Selection) -> tuple[list[Key], Codes]:
    days = plays["day"][chosen.first : chosen.last]
    if not len(days):
        return [], lambda at: plays["day"][at].astype(np.int64)
    first = int(days.min())
    numbers = np.arange(first, int(days.max()) + 1)
    if rows is Rows.DAY:
        return [*numbers.tolist()], lambda at: np.subtract(plays["day"][at], first, dtype=np.int64)
    if rows is Rows.WEEKDAY:
        weekdays = (numbers + EPOCH_WEEKDAY) % 7
        return [*range(7)], lambda at: weekdays.take(plays["day"][at] - first)
    months = numbers.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    known = [*range(int(months[0]), int(months[-1]) + 1)]
    months -= months[0]
    return [*known], lambda at: months.take(plays["day"][at] - first)


def _splits(plays: Plays, split: Split) -> tuple[list[str | None], Codes]:
    """What the series are told by, and for each play the place of its own."""
    if split is Split.DECISION:
        return plays.words["decision"].all(), lambda at: plays["decision"][at]
    items = plays.items
    of_item = items.kind.view
    return [*items.kinds.all()], lambda at: of_item.take(plays["item"][at])
