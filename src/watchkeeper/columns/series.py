"""Plays or play time by two things at once: rows of a graph, and its series."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from watchkeeper.columns.counted import Counted, Measure, counted
from watchkeeper.columns.filter import HistoryFilter
from watchkeeper.columns.groups import Groups
from watchkeeper.columns.growing import Array
from watchkeeper.columns.plays import Plays
from watchkeeper.columns.select import Selection, select
from watchkeeper.columns.texts import Interned
from watchkeeper.domain.watched import LIVE

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
    keys, codes, found = _rows(plays, groups, chosen, question)
    splits, of_split = _splits(plays, question.split, found)
    cells, size = codes * len(splits) + of_split, len(keys) * len(splits)
    counts = np.bincount(cells, minlength=size)
    weighed = counts
    if question.measure is Measure.SECONDS:
        weighed = np.bincount(cells, found.seconds, minlength=size).astype(np.int64)
    present = np.flatnonzero(counts.reshape(len(keys), len(splits)).any(axis=1))
    values = weighed.reshape(len(keys), len(splits))[present]
    return CrossTable([keys[row] for row in present.tolist()], splits, values)


def _rows(
    plays: Plays, groups: Groups, chosen: Selection, question: Question
) -> tuple[list[Key], Array, Counted]:
    """The keys, for what counts the code of its key, and what counts."""
    if question.rows not in IN_TIME:
        found = counted(plays, groups, chosen, grouped=question.grouped)
        keys, codes = _things(plays, question.rows, found)
        return keys, codes, found
    keys, codes = _times(plays, question.rows, chosen)
    if question.grouped:
        found = Counted.grouped(plays, groups, chosen, codes)
    else:
        found = Counted.each(plays, chosen)
    return keys, codes[found.within], found


def _times(plays: Plays, rows: Rows, chosen: Selection) -> tuple[list[Key], Array]:
    """The keys, and for each play from the selection's first to its last the code of its key."""
    part = slice(chosen.first, chosen.last)
    if rows is Rows.HOUR:
        return [*range(24)], plays["hour"][part].astype(np.int64)
    days = plays["day"][part]
    if not len(days):
        return [], days.astype(np.int64)
    first = int(days.min())
    codes = np.subtract(days, first, dtype=np.int64)
    numbers = np.arange(first, int(days.max()) + 1)
    if rows is Rows.DAY:
        return [*numbers.tolist()], codes
    if rows is Rows.WEEKDAY:
        return [*range(7)], ((numbers + EPOCH_WEEKDAY) % 7)[codes]
    months = numbers.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return [*range(int(months[0]), int(months[-1]) + 1)], (months - months[0])[codes]


def _things(plays: Plays, rows: Rows, found: Counted) -> tuple[list[Key], Array]:
    match rows:
        case Rows.USER:
            return [*plays.people.pairs.all()], plays["user"][found.where].astype(np.int64)
        case Rows.PLATFORM:
            names, of_player = platforms(plays)
            return [*names], of_player[plays["player"][found.where]]
        case _:
            words = plays.words[rows.value].all()
            return [*words], plays[rows.value][found.where].astype(np.int64)


def platforms(plays: Plays) -> tuple[list[str | None], Array]:
    """The names of all platforms, and for each player the place of its own among them."""
    names = Interned()
    codes = names.codes(player.platform for player in plays.players.names)
    return names.all(), np.array(codes, np.int64)


def _splits(plays: Plays, split: Split, found: Counted) -> tuple[list[str | None], Array]:
    if split is Split.DECISION:
        return plays.words["decision"].all(), plays["decision"][found.where]
    items = plays.items
    types = items.media_types.all()
    of_item = np.where(items.is_live.view, len(types), items.media_type.view)
    return [*types, LIVE], of_item[plays["item"][found.where]]
