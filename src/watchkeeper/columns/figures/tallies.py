"""Counting plays and summing their time, by whatever they have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import accumulate
from types import MappingProxyType

import numpy as np

from watchkeeper.columns.selection.counted import (
    Block,
    Counted,
    seconds_less_pauses,
    sum_of_seconds,
)
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.parts import Codes, Repeats
from watchkeeper.columns.selection.select import Selection
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.texts import Interned
from watchkeeper.values import dataclass

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


NOTHING = -1
LARGEST = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True)
class Told:
    """How plays are told apart: how many codes there are, and for each play its own.

    A play with `NOTHING` for its code is left out.
    """

    size: int
    codes: Codes

    def raised(self, at: Array | slice) -> Array:
        """The codes, counted from 1 on: 0 for plays that are left out."""
        codes: Array = self.codes(at).astype(np.intp)
        codes += 1
        return codes


STORED: Mapping[TallyBy, tuple[str, Callable[[Plays], Iterable[TallyKey]]]] = MappingProxyType(
    {
        TallyBy.USER: ("user", lambda plays: plays.people.pairs.all()),
        TallyBy.SECTION: ("section", lambda plays: plays.sections.all()),
        TallyBy.IP_ADDRESS: ("ip_address", lambda plays: plays.words["ip_address"].all()),
        TallyBy.HOUR: ("hour", lambda _plays: range(24)),
    }
)
"""What is told by the codes of a column, and what these stand for."""


def told_by(plays: Plays, by: TallyBy) -> tuple[list[TallyKey], Told]:
    """The values by their codes, and how a play finds its own."""
    if by in STORED:
        column, keys_of = STORED[by]
        keys = [*keys_of(plays)]
        return keys, Told(len(keys), lambda at: plays[column][at])
    if by is TallyBy.DAY:
        return _days(plays)
    if by is TallyBy.PLAYER:
        names = Interned()
        codes = names.codes(one.player for one in plays.players.names)
        return _looked_up(plays, "player", names.all(), np.array(codes, np.int64))
    values, of_item = np.unique(plays.items.numbers[by.value].view, return_inverse=True)
    return _looked_up(plays, "item", values.tolist(), of_item)


def _looked_up(
    plays: Plays, column: str, keys: Sequence[TallyKey], table: Array
) -> tuple[list[TallyKey], Told]:
    return [*keys], Told(len(keys), lambda at: table.take(plays[column][at]))


def _days(plays: Plays) -> tuple[list[TallyKey], Told]:
    days = plays["day"]
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    keys: list[TallyKey] = [*range(first, last + 1)]
    return keys, Told(len(keys), lambda at: plays["day"][at] - first)


def told_in_order(chosen: Selection, codes: Array) -> Told:
    """By codes that lie side by side with the plays of a selection."""
    positions = chosen.positions
    size = int(codes.max(initial=NOTHING)) + 1

    def code_of(at: Array | slice) -> Array:
        places = np.arange(at.start, at.stop) if isinstance(at, slice) else at
        spots = np.minimum(np.searchsorted(positions, places), len(positions) - 1)
        found: Array = codes.take(spots)
        return found

    return Told(size, code_of)


def count_and_sum(
    plays: Plays, groups: Groups, chosen: Selection, *, grouped: bool
) -> tuple[int, int]:
    """Plays (with grouping: viewings) of a selection, and their time in seconds."""
    seconds = sum_of_seconds(plays, chosen)
    if not grouped:
        return len(chosen), seconds
    return len(chosen) - len(Repeats.among(plays, groups, chosen).later), seconds


def tally(
    plays: Plays, groups: Groups, chosen: Selection, told: Told, *, grouped: bool
) -> dict[int, Tally]:
    """Numbers for each code that plays of the selection have.

    A viewing with plays of several codes counts once for each code.
    """
    if not len(chosen):
        return {}
    tallying = Tallying(plays, chosen, told)
    numbers = tallying.rows
    if grouped:
        later = Repeats.among(plays, groups, chosen, told.codes).later
        numbers = numbers - np.bincount(
            told.codes(later).astype(np.intp) + 1, minlength=told.size + 1
        )
    present = np.flatnonzero(tallying.rows[1:]) + 1
    columns = (numbers, tallying.seconds, *tallying.firsts(present), *tallying.lasts(present))
    values = (column[present].astype(np.int64).tolist() for column in columns)
    return {
        code - 1: Tally(plays_, seconds, first, last, newest, highest, lowest)
        for code, plays_, seconds, first, lowest, last, newest, highest in zip(
            present.tolist(), *values, strict=True
        )
    }


class Tallying:
    """Numbers by code, counted from 1 on: 0 is for plays that are left out."""

    def __init__(self, plays: Plays, chosen: Selection, told: Told) -> None:
        self._plays = plays
        self._told = told
        self._size = told.size + 1
        self._blocks: Sequence[Block] = list(Counted.each(plays, chosen).blocks(with_seconds=False))
        self.rows, self.seconds = np.zeros(self._size, np.int64), np.zeros(self._size)
        for block in self._blocks:
            codes = self._codes(block)
            self.rows += np.bincount(codes, minlength=self._size)
            self.seconds += np.bincount(
                codes, seconds_less_pauses(plays, block.where), minlength=self._size
            )

    def firsts(self, present: Array) -> tuple[Array, Array]:
        """For each code the first start, and the lowest number of a play.

        Plays lie in the order of their start, and their numbers mostly rise with it: so for most
        codes only the first blocks are read, and of later ones only what is missing still.
        """
        place = np.full(self._size, NOTHING)
        lowest = np.full(self._size, LARGEST)
        missing = self._marked(present)
        later = [*accumulate(map(self._least, self._blocks[:0:-1]), min)][::-1]
        for block, least in zip(self._blocks, [*later, LARGEST], strict=True):
            codes, positions = self._missing(block, missing)
            new = np.flatnonzero(place.take(codes) == NOTHING)[::-1]
            place[codes[new]] = positions[new]
            np.minimum.at(lowest, codes, self._plays["id"][positions].astype(np.int64))
            missing &= (place == NOTHING) | (lowest > least)
            if not missing.any():
                break
        return self._plays["started"][place], lowest

    def lasts(self, present: Array) -> tuple[Array, Array, Array]:
        """For each code the last start, the number of that play, and the highest number."""
        place = np.full(self._size, NOTHING)
        highest = np.full(self._size, NOTHING)
        missing = self._marked(present)
        earlier = [*accumulate(map(self._most, self._blocks[:-1]), max)]
        for block, most in zip(self._blocks[::-1], [*earlier[::-1], NOTHING], strict=True):
            codes, positions = self._missing(block, missing)
            new = np.flatnonzero(place.take(codes) == NOTHING)
            place[codes[new]] = positions[new]
            np.maximum.at(highest, codes, self._plays["id"][positions].astype(np.int64))
            missing &= (place == NOTHING) | (highest < most)
            if not missing.any():
                break
        return self._plays["started"][place], self._plays["id"][place], highest

    def _marked(self, present: Array) -> Array:
        marks = np.zeros(self._size, np.bool_)
        marks[present] = True
        return marks

    def _missing(self, block: Block, missing: Array) -> tuple[Array, Array]:
        """The plays of a block that have codes which are missing: these, and their positions."""
        codes = self._codes(block)
        at = np.flatnonzero(missing.take(codes))
        where = block.where
        return codes[at], at + where.start if isinstance(where, slice) else where[at]

    def _codes(self, block: Block) -> Array:
        return block.raised(self._told.codes(block.where).astype(np.intp))

    def _least(self, block: Block) -> int:
        return int(self._plays["id"][block.where].astype(np.int64).min(initial=LARGEST))

    def _most(self, block: Block) -> int:
        return int(self._plays["id"][block.where].max(initial=NOTHING))
