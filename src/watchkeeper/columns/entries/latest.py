"""What was watched last."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.parts import Parts
from watchkeeper.columns.selection.select import Selection, select
from watchkeeper.columns.store.dictionaries import UNKNOWN, Items
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.works import EPISODE, MOVIE
from watchkeeper.domain.watched import (
    OFFSET_WHEN_UNKNOWN,
    WatchedRule,
    watched_limit,
)
from watchkeeper.values import dataclass

SHORTEST = 1
"""Milliseconds that stand for a length that is not known."""
FIRST_LOOK = 512
"""So many of the newest plays are looked at first, then eight times as many, and so on."""


@dataclass(frozen=True, slots=True)
class LatestQuery:
    """Which watched films and episodes, Live TV included."""

    filter: HistoryFilter
    rule: WatchedRule
    grouped: bool
    offset: int
    limit: int


def latest_watched(plays: Plays, groups: Groups, query: LatestQuery) -> list[int]:
    """Numbers of plays that count as watched, newest start first.

    With grouping a viewing is judged by its last selected play alone.
    """
    chosen, needed, size = select(plays, query.filter), query.offset + query.limit, FIRST_LOOK
    while True:
        newest = _newest(chosen, size)
        found = _watched(plays, groups, newest, query)
        if len(found) >= needed or newest.first == chosen.first:
            ids: list[int] = plays["id"][found[::-1][query.offset : needed]].tolist()
            return ids
        size *= 8


def _newest(chosen: Selection, size: int) -> Selection:
    first = max(chosen.first, chosen.last - size)
    mask = None if chosen.mask is None else chosen.mask[first - chosen.first :]
    return Selection(first, chosen.last, mask)


def _watched(plays: Plays, groups: Groups, chosen: Selection, query: LatestQuery) -> Array:
    positions = chosen.positions
    types = plays.items.media_types.flags((MOVIE, EPISODE))[plays.items.media_type.view]
    positions = positions[types[plays["item"][positions]]]
    if query.grouped:
        alone = groups.alone[positions]
        lasts = Parts.sorted(plays, positions[~alone]).lasts
        positions = np.sort(np.concatenate((positions[alone], lasts)))
    offset = plays["view_offset"][positions]
    reached = np.where(offset == UNKNOWN, OFFSET_WHEN_UNKNOWN, offset)
    found: Array = positions[reached >= _limits(plays.items, query.rule, plays["item"][positions])]
    return found


def _limits(items: Items, rule: WatchedRule, wanted: Array) -> Array:
    """From which offset (ms) on each of the items counts.

    Unlike elsewhere Live TV must have been seen far enough too, where its length is known; an
    item of unknown length counts as soon as it was played.
    """
    limits: Array = items.least_offsets(rule)[wanted].astype(np.float64)
    is_unknown = items.numbers["duration"].view[wanted] == UNKNOWN
    special = np.flatnonzero(items.is_live.view[wanted] | is_unknown)
    numbers, places = np.unique(wanted[special], return_inverse=True)
    found = np.array([_limit(items, number, rule) for number in numbers.tolist()], np.float64)
    limits[special] = found[places]
    return limits


def _limit(items: Items, number: int, rule: WatchedRule) -> float:
    length = items.length(number)
    if length.duration is None:
        length = replace(length, duration=SHORTEST)
    limit = watched_limit(
        items.media_types.all()[items.media_type.view[number]] or "", length, rule
    )
    return np.inf if limit is None else limit
