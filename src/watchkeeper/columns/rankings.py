"""Who and what was played most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from watchkeeper.columns.counted import Block, Codes, Counted, Measure, counted
from watchkeeper.columns.filter import HistoryFilter
from watchkeeper.columns.groups import Groups
from watchkeeper.columns.growing import Array
from watchkeeper.columns.plays import Plays
from watchkeeper.columns.select import select
from watchkeeper.columns.series import platforms
from watchkeeper.columns.works import EPISODE, MOVIE, TRACK


class RankBy(StrEnum):
    """What is ranked."""

    MOVIE = "movie"
    SHOW = "show"
    ARTIST = "artist"
    LIBRARY = "library"
    USER = "user"
    PLATFORM = "platform"


TITLE = "title"
TITLES = {RankBy.MOVIE: MOVIE, RankBy.SHOW: EPISODE, RankBy.ARTIST: TRACK}
"""What is ranked by title, and the media type of its plays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Which part of which ranking: highest first, then the one played last.

    With `by_people` the number of different people goes before the measure.
    """

    by: RankBy
    measure: Measure = Measure.PLAYS
    by_people: bool = False
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Numbers of one that is ranked."""

    plays: int
    seconds: int
    people: int | None  # different ones; None when the ranking is not by people
    last_started: int  # UTC seconds; the newest start of what counts
    newest_id: int  # number of the play that stands for what started last


def rank(
    plays: Plays,
    groups: Groups,
    wanted: HistoryFilter,
    rankings: Sequence[Ranking],
    *,
    grouped: bool,
) -> list[list[Standing]]:
    """The rankings of the plays that the filter means, in the order of the questions."""
    found = counted(plays, groups, select(plays, wanted), grouped=grouped)
    boards = {space: Board(plays, found, space) for space in {*map(_space, rankings)}}
    with_people = {_space(ranking) for ranking in rankings if ranking.by_people}
    for block in found.blocks():
        for space, board in boards.items():
            board.add(block, with_people=space in with_people)
    answers = []
    for ranking in rankings:
        kind = TITLES.get(ranking.by)
        among = None if kind is None else plays.items.works.of_kind(kind)
        answers.append(list(boards[_space(ranking)].standings(ranking, among)))
    return answers


def _space(ranking: Ranking) -> str:
    """What a board can tell apart: titles of all kinds are on one."""
    return TITLE if ranking.by in TITLES else ranking.by.value


class Board:
    """The numbers of everything that a column of codes tells apart."""

    def __init__(self, plays: Plays, found: Counted, space: str) -> None:
        self._plays = plays
        self._found = found
        self._size, self._codes_of = _codes(plays, space)
        self.plays = np.zeros(self._size, np.int64)
        self.seconds = np.zeros(self._size)
        self._newest = np.zeros(self._size, np.int64)
        self._pairs: list[Array] = []  # codes and people that were seen together

    def add(self, block: Block, *, with_people: bool) -> None:
        """Count the next block in time."""
        codes = self._codes_of(block.where).astype(np.intp, copy=False)
        self.plays += np.bincount(codes, minlength=self._size)
        self.seconds += np.bincount(codes, block.seconds, minlength=self._size)
        at = block.where
        self._newest[codes] = np.arange(at.start, at.stop) if isinstance(at, slice) else at
        if with_people:
            pairs = codes * len(self._plays.people.pairs)
            pairs += self._plays["user"][at]
            self._pairs.append(_distinct(pairs))

    @cached_property
    def people(self) -> Array:
        """How many different people each has."""
        pairs = _distinct(np.concatenate([np.empty(0, np.intp), *self._pairs]))
        return np.bincount(pairs // max(len(self._plays.people.pairs), 1), minlength=self._size)

    def standings(self, ranking: Ranking, among: Array | None) -> Iterator[Standing]:
        """That part of the ranking, of those codes that are marked."""
        present = self.plays > 0
        if among is not None:
            present &= among[: len(present)]
        codes = np.flatnonzero(present)
        if not len(codes):
            return
        measured = self.plays if ranking.measure is Measure.PLAYS else self.seconds
        keys = [-self._plays["started"][self._newest[codes]], -measured[codes]]
        if ranking.by_people:
            keys.append(-self.people[codes])
        end = None if ranking.limit is None else ranking.offset + ranking.limit
        for code in codes[np.lexsort(keys)][ranking.offset : end].tolist():
            yield self._standing(code, with_people=ranking.by_people)

    def _standing(self, code: int, *, with_people: bool) -> Standing:
        newest = self._first_of_newest(code)
        return Standing(
            plays=int(self.plays[code]),
            seconds=int(self.seconds[code]),
            people=int(self.people[code]) if with_people else None,
            last_started=int(self._plays["started"][newest]),
            newest_id=int(self._plays["id"][newest]),
        )

    def _first_of_newest(self, code: int) -> int:
        """Of what started last, in the same second, the position with the lowest number."""
        newest, started = self._newest[code], self._plays["started"]
        positions = self._found.positions
        first = np.searchsorted(started, started[newest], side="left")
        within = slice(*np.searchsorted(positions, (first, newest + 1)))
        return int(positions[within][np.argmax(self._codes_of(positions[within]) == code)])


def _codes(plays: Plays, space: str) -> tuple[int, Codes]:
    """How many codes there are, and for each play its own."""
    match space:
        case RankBy.LIBRARY:
            return len(plays.sections), lambda at: plays["section"][at]
        case RankBy.USER:
            return len(plays.people.pairs), lambda at: plays["user"][at]
        case RankBy.PLATFORM:
            names, of_player = platforms(plays)
            return len(names), lambda at: of_player[plays["player"][at]]
        case _:
            works = plays.items.works
            return len(works), lambda at: works.codes.view[plays["item"][at]]


def _distinct(values: Array) -> Array:
    """The different values, ascending; the array given is spent."""
    if not len(values):
        return values
    values.sort()
    firsts: Array = values[np.append(True, values[1:] != values[:-1])]
    return firsts
