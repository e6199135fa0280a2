"""How far plays went, what is watched again, and on how many days in a row people watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from watchkeeper.columns.entries.pages import is_begun, is_watched
from watchkeeper.columns.entries.viewings import Viewings
from watchkeeper.columns.figures.cells import Count, blocks, once
from watchkeeper.columns.figures.sortings import KINDS, kinds_of_items
from watchkeeper.columns.selection.counted import Counted as Counting
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import Selection
from watchkeeper.columns.selection.traits import Work
from watchkeeper.columns.store.dictionaries import UNKNOWN
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.values import dataclass

MOST_MARKED = 2**23
"""Up to so many pairs of person and day are marked in a table; more are sorted."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Plays by how far they went."""

    watched: int
    partly: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A title (as `columns.works.work_of` tells it), and two numbers of it."""

    title: Work
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Reached:
    """How far plays went: by kind (None: another one), and the titles that stand out."""

    kinds: dict[str | None, Completion]
    dropped: list[Counted]  # dropped plays of all plays, most dropped ones first
    again: list[Counted]  # watched again of all watched plays, most again first


@dataclass(frozen=True, slots=True)
class Streak:
    """Days on which a person started a play, as day numbers."""

    days: int
    longest: int
    longest_until: int
    current: int  # up to the last day asked for or the one before, else 0


def reached(plays: Plays, groups: Groups, count: Count, rule: WatchedRule, limit: int) -> Reached:
    """How far the plays of a selection went; the one that went furthest stands for its viewing."""
    chosen = count.chosen
    found = (
        Viewings.grouped(plays, groups, chosen) if count.grouped else Viewings.each(plays, chosen)
    )
    at = found.representative
    watched = is_watched(plays, at, rule)
    others = np.flatnonzero(~watched)
    share = np.zeros(len(at), np.int64)
    share[others] = np.where(is_begun(plays, at[others], rule), 1, 2)
    kinds = kinds_of_items(plays)
    size = len(KINDS) + 1
    boxes = kinds.take(plays["item"][at]) * 3 + share
    table = np.bincount(boxes, minlength=size * 3).reshape(size, 3).tolist()
    return Reached(
        kinds={
            name: Completion(*row)
            for name, row in zip((*KINDS, None), table, strict=True)
            if any(row)
        },
        dropped=_dropped(plays, at, share == 2, limit),
        again=_again(plays, at[watched], kinds, limit),
    )


def _dropped(plays: Plays, at: Array, marks: Array, limit: int) -> list[Counted]:
    works = plays.items.works
    codes = works.codes.view.take(plays["item"][at])
    return _most(
        plays,
        np.bincount(codes[marks], minlength=len(works)),
        np.bincount(codes, minlength=len(works)),
        limit,
    )


def _again(plays: Plays, at: Array, kinds: Array, limit: int) -> list[Counted]:
    """A film is one by its title; an episode or track by its rating key."""
    works = plays.items.works
    of_work = np.bincount(works.codes.view.take(plays["item"][at]), minlength=len(works))
    things = _things(plays, kinds)
    thing = things.take(plays["item"][at])
    known = np.flatnonzero(thing >= 0)
    at = at[known]
    pairs = plays["user"][at] * np.int64(len(things) + len(works)) + thing[known]
    bits = len(at).bit_length()
    packed = np.sort((pairs << bits) | np.arange(len(at)))
    later = np.flatnonzero(packed[1:] >> bits == packed[:-1] >> bits) + 1
    repeats = at[packed[later] & ((1 << bits) - 1)]
    codes = works.codes.view.take(plays["item"][repeats])
    return _most(plays, np.bincount(codes, minlength=len(works)), of_work, limit)


def _things(plays: Plays, kinds: Array) -> Array:
    """For each item a number that it shares with those that are the same; -1: nobody knows."""
    works, keys = plays.items.works, plays.items.numbers["rating_key"].view
    things = np.unique(keys, return_inverse=True)[1] + len(works)
    things[keys == UNKNOWN] = -1
    return np.where(kinds == KINDS.index("movie"), works.codes.view, things)


def _most(plays: Plays, numbers: Array, of: Array, limit: int) -> list[Counted]:
    """The titles with the highest numbers; of equal ones those that are so in fewer plays."""
    some = np.flatnonzero(numbers)
    best = some[np.lexsort((some, of[some], -numbers[some]))][:limit]
    keys = plays.items.works.keys()
    return [
        Counted(cast(Work, keys[code]), int(numbers[code]), int(of[code])) for code in best.tolist()
    ]


def newest_of(plays: Plays, chosen: Selection, titles: Sequence[Work]) -> dict[Work, int]:
    """The position of the newest selected play of each title; read from the end on."""
    works = plays.items.works
    missing = {code: title for title in titles if (code := works.code_of(title)) is not None}
    found: dict[Work, int] = {}
    for part in Counting.each(plays, chosen).backwards():
        if not missing:
            break
        codes = works.codes.view.take(plays["item"][part])
        marks = np.zeros(len(works), np.bool_)
        marks[[*missing]] = True
        hits = np.flatnonzero(marks[codes])
        last = dict(zip(codes[hits].tolist(), part[hits].tolist(), strict=True))
        found |= {missing.pop(code): position for code, position in last.items()}
    return found


def streaks(plays: Plays, chosen: Selection, last_day: int) -> dict[tuple[int, int | None], Streak]:
    """The streaks of everybody, by the account that names the person."""
    days = plays["day"][chosen.first : chosen.last]
    if not len(chosen):
        return {}
    first = int(days.min())
    width = int(days.max()) - first + 2  # so that the days of two people never touch
    line = _lived_days(plays, chosen, first, width)
    starts = np.flatnonzero(np.append(True, np.diff(line) > 1))
    lengths = np.diff(starts, append=len(line))
    ends = line[starts] + lengths - 1
    keys = plays.people.pairs.all()
    found = {}
    for person in np.unique(line // width).tolist():
        mine = np.flatnonzero(line[starts] // width == person)
        longest = mine[np.argmax(lengths[mine][::-1]) * -1 - 1]
        last = mine[-1]
        until = int(ends[last] % width) + first
        found[keys[person]] = Streak(
            days=int(lengths[mine].sum()),
            longest=int(lengths[longest]),
            longest_until=int(ends[longest] % width) + first,
            current=int(lengths[last]) if until >= last_day - 1 else 0,
        )
    return found


def _lived_days(plays: Plays, chosen: Selection, first: int, width: int) -> Array:
    """On a line of `width` days for each person, those from day `first` on with plays."""
    persons = plays.people.persons
    marks = np.zeros(len(persons) * width if len(persons) * width <= MOST_MARKED else 0, np.bool_)
    found = []
    for where in blocks(chosen):
        line = persons.take(plays["user"][where]) * width + (plays["day"][where] - first)
        if len(marks):
            marks[line] = True
        else:
            found.append(once(line))
    return np.flatnonzero(marks) if len(marks) else once(np.concatenate(found))
