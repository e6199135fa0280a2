"""Plays, time and people of a selection, by whatever small code tells plays apart.

Unlike in `series` and `rankings` a viewing counts once for each code that its selected plays
have: the numbers are those of the history filtered by that code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from watchkeeper.columns.counted import Codes
from watchkeeper.columns.groups import NONE, Groups
from watchkeeper.columns.growing import Array
from watchkeeper.columns.plays import Plays
from watchkeeper.columns.select import Selection

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
    counters = [Counter(sorting, len(persons)) for sorting in sortings]
    for where in _blocks(count.chosen):
        seconds = plays.seconds(where).astype(np.float64)
        shared = np.flatnonzero(~groups.alone[where]) if count.grouped else NONE
        references = plays["reference"][where][shared]
        people = persons[plays["user"][where]] if count.with_people else NONE
        for counter in counters:
            codes = counter.sorting.codes(where).astype(np.int64, copy=False)
            counter.add(codes, seconds)
            counter.add_viewings(codes, shared, references)
            counter.add_people(codes, people)
    return [counter.cells() for counter in counters]


class Counter:
    """Gathers the numbers of one sorting."""

    def __init__(self, sorting: Sorting, person_count: int) -> None:
        self.sorting = sorting
        self._persons = person_count
        self._plays = np.zeros(sorting.code_count, np.int64)
        self._seconds = np.zeros(sorting.code_count)
        self._shared: list[tuple[Array, Array]] = []  # codes, and the groups of their plays
        is_dense = sorting.code_count * person_count <= DENSE
        self._present = np.zeros(sorting.code_count * person_count if is_dense else 0, np.bool_)
        self._pairs: list[Array] = []

    def add(self, codes: Array, seconds: Array) -> None:
        """Sum the time of plays."""
        self._seconds += np.bincount(codes, seconds, minlength=len(self._seconds))

    def add_viewings(self, codes: Array, shared: Array, references: Array) -> None:
        """Count plays; those that share their group with others come in once a box at the end."""
        self._plays += np.bincount(codes, minlength=len(self._plays))
        if len(shared):
            together = codes[shared]
            self._shared.append((together, references))
            self._plays -= np.bincount(together, minlength=len(self._plays))

    def add_people(self, codes: Array, people: Array) -> None:
        """Remember who was seen with which code."""
        if not len(people):
            return
        pairs = codes * self._persons + people
        if len(self._present):
            self._present[pairs] = True
        else:
            self._pairs.append(np.unique(pairs))

    def cells(self) -> Cells:
        """The numbers, by box."""
        once = np.bincount(self._shared_boxes(), minlength=self.sorting.size)
        return Cells(
            plays=self._boxed(self._plays) + once,
            seconds=self._boxed(self._seconds).astype(np.int64),
            people=np.bincount(self._people_boxes(), minlength=self.sorting.size),
        )

    def _boxed(self, by_code: Array) -> Array:
        if self.sorting.members is None:
            return by_code
        boxes, codes = self._expanded(np.arange(self.sorting.code_count))
        summed: Array = np.bincount(boxes, by_code[codes], minlength=self.sorting.size)
        return summed.astype(np.int64)

    def _shared_boxes(self) -> Array:
        """The boxes of viewings of several plays, each once a viewing."""
        if not self._shared:
            return NONE
        codes = np.concatenate([codes for codes, _ in self._shared])
        references = np.concatenate([some for _, some in self._shared]).astype(np.int64)
        boxes, at = self._expanded(codes)
        return _once(references[at] * self.sorting.size + boxes) % self.sorting.size

    def _people_boxes(self) -> Array:
        """The boxes of people, each once a person."""
        if not self._persons:
            return NONE
        pairs = (
            np.flatnonzero(self._present)
            if len(self._present)
            else _once(np.concatenate([NONE, *self._pairs]))
        )
        codes, people = np.divmod(pairs, self._persons)
        boxes, at = self._expanded(codes)
        return _once(people[at] * self.sorting.size + boxes) % self.sorting.size

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


def _blocks(chosen: Selection) -> Iterator[Array | slice]:
    for start in range(chosen.first, chosen.last, BLOCK):
        stop = min(start + BLOCK, chosen.last)
        if chosen.mask is None:
            yield slice(start, stop)
        else:
            within = np.flatnonzero(chosen.mask[start - chosen.first : stop - chosen.first])
            if len(within):
                yield within + start


def _once(values: Array) -> Array:
    """The different values, ascending; by sorting, which is faster here than hashing."""
    ascending = np.sort(values)
    if not len(ascending):
        return ascending
    firsts: Array = ascending[np.append(True, ascending[1:] != ascending[:-1])]
    return firsts
