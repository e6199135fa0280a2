"""Plays, time and people of a selection, by whatever small code tells plays apart.

Unlike in `series` and `rankings` a viewing counts once for each code that its selected plays
have: the numbers are those of the history filtered by that code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from watchkeeper.columns.figures.boards import Board, Bundle, Space, bundled
from watchkeeper.columns.selection.counted import Block, seconds_less_pauses
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.parts import FEW, Codes, Parts
from watchkeeper.columns.selection.runs import NONE
from watchkeeper.columns.selection.select import Selection
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.values import dataclass

BLOCK = 2**15
DENSE = 2**23
"""Up to so many pairs of code and person are marked in a table; more are sorted."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """Into which of `size` boxes a play goes.

    With `members` a code stands for several boxes (the genres of a film): for each code which.
    """

    size: int
    codes: Codes
    code_count: int
    members: tuple[tuple[int, ...], ...] | None = None

    @classmethod
    def plain(cls, size: int, codes: Codes) -> Sorting:
        """One box a code."""
        return cls(size, codes, size)

    def crossed(self, other: Sorting) -> Sorting:
        """Every box of this one divided by the codes of the other."""
        return Sorting.plain(
            self.size * other.size,
            lambda at: self.codes(at).astype(np.int64) * other.size + other.codes(at),
        )


@dataclass(frozen=True, slots=True)
class Cells:
    """Whole numbers for each box; `people` are zeros unless they were asked for."""

    plays: Array
    seconds: Array
    people: Array


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted, and how."""

    chosen: Selection
    grouped: bool
    with_people: bool = False


def count_cells(
    plays: Plays, groups: Groups, count: Count, sortings: Sequence[Sorting]
) -> list[Cells]:
    """The numbers for each sorting, in one pass over the selection."""
    persons = plays.people.persons if count.with_people else NONE
    counters = {str(at): Counter(one, len(persons)) for at, one in enumerate(sortings)}
    spaces = {
        name: Space(one.sorting.code_count, one.sorting.codes) for name, one in counters.items()
    }
    alone = [Bundle({name: space}) for name, space in spaces.items()]
    bundles = alone if count.with_people else bundled(spaces)
    for where in blocks(count.chosen):
        block = Block(where, seconds_less_pauses(plays, where))
        people = persons.take(plays["user"][where]) if count.with_people else NONE
        for bundle in bundles:
            codes = bundle.add(block)
            if len(people):
                counters[next(iter(bundle.spaces))].add_people(codes - 1, people)
    for name, board in (pair for bundle in bundles for pair in bundle.boards()):
        counters[name].take(board)
    if count.grouped:
        parts = _parts(plays, groups, count.chosen)
        owner = _owners(parts)
        for counter in counters.values():
            counter.merge(parts, owner)
    return [counter.cells() for counter in counters.values()]


class Counter:
    """Gathers the numbers of one sorting."""

    def __init__(self, sorting: Sorting, person_count: int) -> None:
        self.sorting = sorting
        self._persons = person_count
        self._plays = np.zeros(sorting.code_count, np.int64)
        self._seconds = np.zeros(sorting.code_count)
        self._repeated: Array = np.zeros(sorting.size, np.int64)  # by box
        is_dense = sorting.code_count * person_count <= DENSE
        self._present = np.zeros(sorting.code_count * person_count if is_dense else 0, np.bool_)
        self._pairs: list[Array] = []

    def take(self, board: Board) -> None:
        """The plays of each code and their time."""
        self._plays, self._seconds = board.plays, board.seconds

    def merge(self, parts: Parts, owner: Array) -> None:
        """Take back what was counted more than once for the same viewing.

        `owner` has a number of the viewing for each member of the parts.

        Plays of a viewing mostly have one code. Those that have it from the one before them are
        left out at once; only what then is left of viewings with several codes is sorted.
        """
        codes = self.sorting.codes(parts.members).astype(np.int64, copy=False)
        if not len(codes):
            return
        repeats = np.append(False, codes[1:] == codes[:-1])
        repeats[parts.starts] = False
        self._plays -= np.bincount(codes[repeats], minlength=len(self._plays))
        left = np.flatnonzero(~repeats)
        owner = owner[left]
        # two different codes share no box unless a code stands for several
        least = 2 if self.sorting.members is None else 1
        again = owner[least:][owner[least:] == owner[:-least]]
        if len(again):
            several = np.zeros(len(parts.starts), np.bool_)
            several[again] = True
            some = several[owner]
            boxes, at = self._expanded(codes[left[some]])
            self._repeated += _repeats(owner[some][at], boxes, self.sorting.size)

    def add_people(self, codes: Array, people: Array) -> None:
        """Remember who was seen with which code."""
        pairs = codes * self._persons + people
        if len(self._present):
            self._present[pairs] = True
        else:
            self._pairs.append(once(pairs))

    def cells(self) -> Cells:
        """The numbers, by box."""
        return Cells(
            plays=self._boxed(self._plays) - self._repeated,
            seconds=self._boxed(self._seconds).astype(np.int64),
            people=np.bincount(self._people_boxes(), minlength=self.sorting.size),
        )

    def _boxed(self, by_code: Array) -> Array:
        if self.sorting.members is None:
            return by_code
        boxes, codes = self._expanded(np.arange(self.sorting.code_count))
        summed: Array = np.bincount(boxes, by_code[codes], minlength=self.sorting.size)
        return summed.astype(np.int64)

    def _people_boxes(self) -> Array:
        """The boxes of people, each once a person."""
        if not self._persons:
            return NONE
        pairs = (
            np.flatnonzero(self._present)
            if len(self._present)
            else once(np.concatenate([NONE, *self._pairs]))
        )
        codes, people = np.divmod(pairs, self._persons)
        if self.sorting.members is None:
            return codes
        boxes, at = self._expanded(codes)
        return once(people[at] * self.sorting.size + boxes) % self.sorting.size

    def _expanded(self, codes: Array) -> tuple[Array, Array]:
        """The boxes of codes, and for each box the place of its code."""
        if self.sorting.members is None:
            return codes, np.arange(len(codes))
        sizes = np.array([len(boxes) for boxes in self.sorting.members], np.int64)
        flat = np.array([box for boxes in self.sorting.members for box in boxes], np.int64)
        starts = np.cumsum(sizes) - sizes
        lengths = sizes[codes]
        at = np.repeat(np.arange(len(codes)), lengths)
        within = np.arange(len(at)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return flat[np.repeat(starts[codes], lengths) + within], at


def _parts(plays: Plays, groups: Groups, chosen: Selection) -> Parts:
    """The plays of a selection that may share their viewing with another of it."""
    if len(chosen) * FEW > len(plays):
        return Parts.picked(plays, groups, chosen)
    shared = chosen.both(~groups.alone[chosen.first : chosen.last])
    return Parts.sorted(plays, np.flatnonzero(shared) + chosen.first)


def _owners(parts: Parts) -> Array:
    """For each member the place of its group."""
    sizes = np.diff(parts.starts, append=len(parts.members))
    return np.repeat(np.arange(len(parts.starts)), sizes)


def _repeats(owner: Array, boxes: Array, size: int) -> Array:
    """For each box, how often an owner has it once more."""
    ascending = np.sort(owner * size + boxes)
    is_repeat = ascending[1:] == ascending[:-1]
    return np.bincount(ascending[1:][is_repeat] % size, minlength=size)


def blocks(chosen: Selection) -> Iterator[Array | slice]:
    """The selected plays piece by piece, as a column is indexed."""
    for start in range(chosen.first, chosen.last, BLOCK):
        stop = min(start + BLOCK, chosen.last)
        if chosen.mask is None:
            yield slice(start, stop)
        else:
            within = np.flatnonzero(chosen.mask[start - chosen.first : stop - chosen.first])
            if len(within):
                yield within + start


def once(values: Array) -> Array:
    """The different values, ascending; by sorting, which is faster here than hashing."""
    ascending = np.sort(values)
    if not len(ascending):
        return ascending
    firsts: Array = ascending[np.append(True, ascending[1:] != ascending[:-1])]
    return firsts
