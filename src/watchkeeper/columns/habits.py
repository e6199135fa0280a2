"""How far plays went, what is watched again, and on how many days in a row people watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from watchkeeper.columns.cells import Count
from watchkeeper.columns.groups import Groups
from watchkeeper.columns.growing import Array
from watchkeeper.columns.pages import is_begun, is_watched
from watchkeeper.columns.plays import Plays
from watchkeeper.columns.select import Selection
from watchkeeper.columns.sortings import KINDS, kinds_of_items
from watchkeeper.columns.traits import Work
from watchkeeper.columns.viewings import Viewings
from watchkeeper.domain.watched import WatchedRule


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
    share = np.where(watched, 0, np.where(is_begun(plays, at, rule), 1, 2))
    kind = kinds_of_items(plays)[plays["item"][at]]
    size = len(KINDS) + 1
    table = np.bincount(kind * 3 + share, minlength=size * 3).reshape(size, 3).tolist()
    return Reached(
        kinds={
            name: Completion(*row)
            for name, row in zip((*KINDS, None), table, strict=True)
            if any(row)
        },
        dropped=_dropped(plays, at, share == 2, limit),
        again=_again(plays, at[watched], kind[watched], limit),
    )


def _dropped(plays: Plays, at: Array, marks: Array, limit: int) -> list[Counted]:
    works = plays.items.works
    codes = works.codes.view[plays["item"][at]]
    return _most(
        plays,
        np.bincount(codes[marks], minlength=len(works)),
        np.bincount(codes, minlength=len(works)),
        limit,
    )


def _again(plays: Plays, at: Array, kind: Array, limit: int) -> list[Counted]:
    """A film is one by its title; an episode or track by its rating key."""
    works = plays.items.works
    item = plays["item"][at]
    codes = works.codes.view[item].astype(np.int64)
    is_film = kind == KINDS.index("movie")
    key = np.where(is_film, -2 - codes, plays.items.numbers["rating_key"].view[item])
    order = np.lexsort((key, plays["user"][at]))
    user, key, codes = plays["user"][at][order], key[order], codes[order]
    is_repeat = np.zeros(len(at), np.bool_)
    is_repeat[1:] = (user[1:] == user[:-1]) & (key[1:] == key[:-1]) & (key[1:] != -1)
    return _most(
        plays,
        np.bincount(codes[is_repeat], minlength=len(works)),
        np.bincount(codes, minlength=len(works)),
        limit,
    )


def _most(plays: Plays, numbers: Array, of: Array, limit: int) -> list[Counted]:
    """The titles with the highest numbers; of equal ones those that are so in fewer plays."""
    some = np.flatnonzero(numbers)
    best = some[np.lexsort((some, of[some], -numbers[some]))][:limit]
    keys = plays.items.works.keys()
    return [
        Counted(cast(Work, keys[code]), int(numbers[code]), int(of[code])) for code in best.tolist()
    ]


def streaks(plays: Plays, chosen: Selection, last_day: int) -> dict[tuple[int, int | None], Streak]:
    """The streaks of everybody, by the account that names the person."""
    persons = plays.people.persons[plays["user"][chosen.where]].astype(np.int64)
    days = plays["day"][chosen.where].astype(np.int64)
    if not len(days):
        return {}
    first = int(days.min())
    width = int(days.max()) - first + 2  # so that the days of two people never touch
    line = np.unique(persons * width + days - first)
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
