"""Who and what was played most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from watchkeeper.columns.counted import Counted, Measure, counted
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


FEW_PAIRS = 2**22
"""Up to so many pairs of a code and a person are counted in a table, more are sorted."""
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
    boards: dict[str, Board] = {}
    answers = []
    for ranking in rankings:
        space = "title" if ranking.by in TITLES else ranking.by.value
        if space not in boards:
            boards[space] = Board(plays, found, _codes(plays, found, ranking.by))
        board, kind = boards[space], TITLES.get(ranking.by)
        among = None if kind is None else plays.items.works.of_kind(kind)
        answers.append(list(board.standings(ranking, among)))
    return answers


class Board:
    """The numbers of everything that a column of codes tells apart."""

    def __init__(self, plays: Plays, found: Counted, codes: Array) -> None:
        self._plays = plays
        self._found = found
        self._codes = codes.astype(np.intp, copy=False)
        self.plays: Array = np.bincount(self._codes)
        self.seconds: Array = np.bincount(self._codes, found.seconds)
        self._newest = np.zeros(len(self.plays), np.int64)
        self._newest[self._codes] = found.positions

    @cached_property
    def people(self) -> Array:
        """How many different people each has."""
        users = self._plays["user"][self._found.where]
        count = max(len(self._plays.people.pairs), 1)
        pairs = self._codes * count
        pairs += users
        size = len(self.plays) * count
        if size <= FEW_PAIRS:
            known = np.flatnonzero(np.bincount(pairs, minlength=size))
        else:
            pairs.sort()
            known = pairs[np.append(len(pairs) > 0, pairs[1:] != pairs[:-1])]
        return np.bincount(known // count, minlength=len(self.plays))

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
        return int(positions[within][np.argmax(self._codes[within] == code)])


def _codes(plays: Plays, found: Counted, by: RankBy) -> Array:
    match by:
        case RankBy.LIBRARY:
            return plays["section"][found.where]
        case RankBy.USER:
            return plays["user"][found.where]
        case RankBy.PLATFORM:
            return platforms(plays)[1][plays["player"][found.where]]
        case _:
            return plays.items.works.codes.view[plays["item"][found.where]]
