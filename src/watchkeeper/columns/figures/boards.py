"""Plays, time and people of everything that a few columns tell apart, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod

import numpy as np

from watchkeeper.columns.selection.counted import Block
from watchkeeper.columns.selection.parts import Codes
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.values import dataclass

MOST_TOGETHER = 2**17
"""Spaces are counted together while they make up no more combinations than this."""
MOST_SEEN = 2**24
"""So many pairs of a code and a value are marked one by one; of more a list is kept."""


@dataclass(frozen=True, slots=True)
class Space:
    """What is told apart: how many codes there are, and for each play its own."""

    size: int
    codes: Codes


class Board:
    """The numbers of each code of a space."""

    def __init__(self, plays: Array, seconds: Array) -> None:
        self.plays = plays
        self.seconds = seconds


class Bundle:
    """Spaces that are counted together: one count of their combinations serves them all."""

    def __init__(self, spaces: Mapping[str, Space]) -> None:
        self.spaces = spaces
        self._sizes = [space.size for space in spaces.values()]
        size = prod(self._sizes) + 1
        self._plays, self._seconds = np.zeros(size, np.int64), np.zeros(size)

    def add(self, block: Block) -> Array:
        """Count the next block in time; returns the code of the combination of each play.

        They count from 1 on; plays that do not count have 0.
        """
        first, *others = self.spaces.values()
        codes = first.codes(block.where).astype(np.intp)
        for space in others:
            codes *= space.size
            codes += space.codes(block.where)
        block.raised(codes)
        if not block.is_more_time:
            self._plays += np.bincount(codes, minlength=len(self._plays))
        self._seconds += np.bincount(codes, block.seconds, minlength=len(self._plays))
        return codes

    def boards(self) -> Iterator[tuple[str, Board]]:
        """What was counted, for each space alone."""
        axes = range(len(self._sizes))
        for axis, name in enumerate(self.spaces):
            others = tuple(other for other in axes if other != axis)
            plays, seconds = (
                numbers[1:].reshape(self._sizes).sum(axis=others)
                for numbers in (self._plays, self._seconds)
            )
            yield name, Board(plays, seconds)


class Seen:
    """How many different values (people, addresses) each code was seen with."""

    def __init__(self, size: int, width: int) -> None:
        """`size` codes, and values below `width`."""
        self._width = max(width, 1)
        is_small = (size + 1) * self._width <= MOST_SEEN
        self._size = size + 1
        self._marks = np.zeros(self._size * self._width, np.bool_) if is_small else None
        self._pairs: list[Array] = []

    def add(self, codes: Array, values: Array) -> None:
        """Remember codes, counted from 1 on, with their values; the array of codes is spent."""
        codes *= self._width
        codes += values
        if self._marks is None:
            self._pairs.append(_distinct(codes))
        else:
            self._marks[codes] = True

    def counts(self) -> Array:
        """For each code, how many."""
        if self._marks is not None:
            marks = self._marks.reshape(self._size, self._width)
            counts: Array = marks.sum(axis=1, dtype=np.int64)
        else:
            pairs = _distinct(np.concatenate([np.empty(0, np.intp), *self._pairs]))
            counts = np.bincount(pairs // self._width, minlength=self._size)
        return counts[1:]


def bundled(spaces: Mapping[str, Space]) -> list[Bundle]:
    """The spaces in as few bundles as there is room for."""
    bundles: list[dict[str, Space]] = []
    for name, space in sorted(spaces.items(), key=lambda pair: pair[1].size):
        last = bundles[-1] if bundles else {}
        if last and prod(_sizes(last.values())) * space.size <= MOST_TOGETHER:
            last[name] = space
        else:
            bundles.append({name: space})
    return [Bundle(one) for one in bundles]


def count(
    plays: Plays, blocks: Iterable[Block], spaces: Mapping[str, Space], with_people: Sequence[str]
) -> tuple[dict[str, Board], dict[str, Array]]:
    """The board of each space, and of those named the number of people of each code."""
    bundles = bundled({name: one for name, one in spaces.items() if name not in with_people})
    bundles += [Bundle({name: spaces[name]}) for name in with_people]
    users = len(plays.people.pairs)
    people = {name: Seen(spaces[name].size, users) for name in with_people}
    for block in blocks:
        for bundle in bundles:
            codes = bundle.add(block)
            for name in bundle.spaces:
                if name in people:
                    people[name].add(codes, plays["user"][block.where])
    boards = dict(pair for bundle in bundles for pair in bundle.boards())
    return boards, {name: one.counts() for name, one in people.items()}


def _sizes(spaces: Iterable[Space]) -> list[int]:
    return [space.size for space in spaces]


def _distinct(values: Array) -> Array:
    """The different values, ascending; the array given is spent."""
    if not len(values):
        return values
    values.sort()
    firsts: Array = values[np.append(True, values[1:] != values[:-1])]
    return firsts
