"""Plays that cannot be as they are written: found in one pass over the columns."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import numpy as np

from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.store.dictionaries import UNKNOWN
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import NO_STOP, Plays
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.values import dataclass

EARLIEST = 1_000_000_000
"""UTC seconds (September 2001): no play is older, so an earlier start is a lost clock."""
AHEAD_SECONDS = 86_400
"""So far ahead of our clock another machine's may be."""
LENGTHS = 3
SPARE_SECONDS = 3600
"""Watched longer than three times its length, and an hour more than its length: too long."""
LONGEST_SECONDS = 86_400
"""The same where no length is known: a day."""
TOGETHER_SECONDS = 10
OVERLAP_SECONDS = 60


class TimeFault(StrEnum):
    """What is wrong with the times of a play; the first that fits."""

    EARLY = "early"  # it started before there was any media server
    FUTURE = "future"  # it started or ended after now
    REVERSED = "reversed"  # it ended before it started
    PAUSED = "paused"  # it was paused longer than it lasted, or for a negative time
    LONG = "long"  # it was watched far longer than the item lasts


@dataclass(frozen=True, slots=True)
class BadTimes:
    """A play whose times cannot be."""

    play_id: int
    fault: TimeFault


def bad_times(plays: Plays, now: int) -> list[BadTimes]:
    """Plays whose times cannot be, by their numbers; what is in no figure may be as it is."""
    started, span, paused = plays["started"], plays["span"], plays["paused"]
    has_end = span != NO_STOP
    lasted = np.where(has_end, span, 0)
    latest = now + AHEAD_SECONDS
    faults = {
        TimeFault.EARLY: started < EARLIEST,
        TimeFault.FUTURE: (started > latest) | (started + lasted > latest),
        TimeFault.REVERSED: lasted < 0,
        TimeFault.PAUSED: (paused < 0) | (has_end & (paused > lasted)),
        TimeFault.LONG: has_end & (lasted - paused > _most_seconds(plays)),
    }
    found: dict[int, TimeFault] = {}
    counted = plays["counted"] != 0
    for fault, marks in faults.items():
        for number in plays["id"][np.flatnonzero(marks & counted)].tolist():
            found.setdefault(number, fault)
    return [BadTimes(number, fault) for number, fault in sorted(found.items())]


def split_viewings(plays: Plays, rule: WatchedRule) -> list[tuple[int, int]]:
    """Pairs (earlier, later) on one player that the rule would join, but that are apart.

    The rule is that of `domain.grouping`: the newest earlier play of the same person and item was
    not watched to its end and did not get further.
    """
    by_number = np.argsort(plays["id"], kind="stable")  # which ascend already, but for a few
    before, after = _neighbours(plays, by_number)
    item, offset = plays["item"], np.maximum(plays["view_offset"], 0)
    apart = plays["reference"].take(before) != plays["reference"].take(after)
    before, after = before[apart], after[apart]
    goes_on = offset[before] <= offset[after]
    unfinished = offset[before] < plays.items.least_offsets(rule)[item[after]]
    joins = goes_on & unfinished
    before, after = before[joins], after[joins]
    same = _same_player(plays, before, after) & ~_differs(plays, before, after)
    ids = plays["id"]
    return list(zip(ids[before[same]].tolist(), ids[after[same]].tolist(), strict=True))


def mixed_viewings(plays: Plays, groups: Groups) -> list[int]:
    """Reference ids of groups whose plays show different titles."""
    runs = groups.runs
    if not len(runs):
        return []
    sizes = np.diff(runs.starts, append=len(runs.members))
    firsts = np.repeat(runs.furthest, sizes)
    differs = _differs(plays, firsts, runs.members) | _is_other(plays, firsts, runs.members)
    found: list[int] = np.unique(plays["reference"][runs.members[differs]]).tolist()
    return found


def doubles(plays: Plays) -> list[tuple[int, int]]:
    """Pairs of plays of one person and item that are one viewing, written twice.

    They started within seconds of each other, or overlap on one player.
    """
    before, after = _neighbours(plays, np.arange(len(plays)))  # the plays come by their start
    started, span = plays["started"], plays["span"].take(before)
    apart = started.take(after) - started.take(before)
    together = apart <= TOGETHER_SECONDS
    overlaps = (span != NO_STOP) & (span - apart >= OVERLAP_SECONDS)
    count = (plays["counted"].take(before) & plays["counted"].take(after)) != 0
    near = (together | overlaps) & count
    before, after, together = before[near], after[near], together[near]
    twice = together | _same_player(plays, before, after)
    ids = plays["id"]
    return list(zip(ids[before[twice]].tolist(), ids[after[twice]].tolist(), strict=True))


def strangers(
    plays: Plays, column: str, known: Iterable[tuple[int, int | None]]
) -> dict[tuple[int, int | None], int]:
    """How many plays each (server, number) of a column has that is not among the known ones."""
    pairs = plays.people.pairs if column == "user" else plays.sections
    counts = np.bincount(plays[column], minlength=len(pairs)).tolist()
    known = frozenset(known)
    return {
        pair: count
        for pair, count in zip(pairs.all(), counts, strict=True)
        if count and pair not in known
    }


def _most_seconds(plays: Plays) -> Array:
    """How long each item can be watched at most."""
    items = plays.items
    length = items.numbers["duration"].view // 1000
    known = (length > 0) & ~items.is_live.view
    most = np.maximum(length * LENGTHS, length + SPARE_SECONDS)
    longest: Array = np.where(known, most, LONGEST_SECONDS)[plays["item"]]
    return longest


def _neighbours(plays: Plays, order: Array) -> tuple[Array, Array]:
    """Pairs of plays of one person and item that follow each other in the order of positions.

    An item that has no key of its own has no pairs.
    """
    pairs = _person_and_item(plays).take(order)
    known = np.flatnonzero(pairs >= 0)
    bits = len(order).bit_length()
    packed = np.sort((pairs.take(known) << bits) | known)  # several times faster than an argsort
    same = np.flatnonzero(packed[1:] >> bits == packed[:-1] >> bits)
    places = order.take(packed & ((1 << bits) - 1))
    return places.take(same), places.take(same + 1)


def _person_and_item(plays: Plays) -> Array:
    """A number for each pair of person and item; negative where the item has no key of its own."""
    items = plays.items
    keys, things = np.unique(items.numbers["rating_key"].view, return_inverse=True)
    things[items.is_live.view | (items.numbers["rating_key"].view == UNKNOWN)] = UNKNOWN
    thing = things.take(plays["item"])
    return np.where(thing == UNKNOWN, UNKNOWN, plays["user"].astype(np.int64) * len(keys) + thing)


def _same_player(plays: Plays, one: Array, other: Array) -> Array:
    """Whether both were on one player, as far as is known."""
    names = plays.players.player.ranks()
    unknown = np.array([not player.player for player in plays.players.names], np.bool_)
    first, second = plays["player"][one], plays["player"][other]
    same: Array = (names[first] == names[second]) | unknown[first] | unknown[second]
    return same


def _is_other(plays: Plays, one: Array, other: Array) -> Array:
    """Whether both show different titles while nothing else tells of either what it is."""
    titles, guids = plays.items.full_title.ranks(), plays.items.guid.ranks()
    first, second = plays["item"][one], plays["item"][other]
    nameless = guids == plays.items.guid.place("")
    found: Array = (titles[first] != titles[second]) & (nameless[first] | nameless[second])
    return found


def _differs(plays: Plays, one: Array, other: Array) -> Array:
    """Whether both show different titles: neither the guid nor the full title agrees."""
    titles, guids = plays.items.full_title.ranks(), plays.items.guid.ranks()
    first, second = plays["item"][one], plays["item"][other]
    differs: Array = (titles[first] != titles[second]) & (guids[first] != guids[second])
    return differs
