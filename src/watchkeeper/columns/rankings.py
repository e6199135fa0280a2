"""Who and what was played most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

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
    people: int
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
        self._codes = codes
        self._started: Array = plays["started"][found.where]
        self.plays: Array = np.bincount(codes)
        self.seconds: Array = np.bincount(codes, found.seconds)
        self._newest = np.zeros(len(self.plays), np.int64)
        self._newest[codes] = np.arange(len(codes))
        self._people: Array | None = None

    @property
    def people(self) -> Array:
        """How many different people each has."""
        if self._people is None:
            users = self._plays["user"][self._found.where]
            count = len(self._plays.people.pairs)
            pairs = _narrow(len(self.plays) * count)(self._codes) * count + users
            pairs.sort()
            firsts = pairs[np.append(len(pairs) > 0, pairs[1:] != pairs[:-1])]
            self._people = np.bincount(firsts // max(count, 1), minlength=len(self.plays))
        return self._people

    def standings(self, ranking: Ranking, among: Array | None) -> Iterator[Standing]:
        """That part of the ranking, of those codes that are marked."""
        present = self.plays > 0
        if among is not None:
            present &= among[: len(present)]
        codes = np.flatnonzero(present)
        if not len(codes):
            return
        measured = self.plays if ranking.measure is Measure.PLAYS else self.seconds
        keys = [-self._started[self._newest[codes]], -measured[codes]]
        if ranking.by_people:
            keys.append(-self.people[codes])
        end = None if ranking.limit is None else ranking.offset + ranking.limit
        for code in codes[np.lexsort(keys)][ranking.offset : end].tolist():
            yield self._standing(code)

    def _standing(self, code: int) -> Standing:
        newest = self._first_of_newest(code)
        return Standing(
            plays=int(self.plays[code]),
            seconds=int(self.seconds[code]),
            people=int(self.people[code]),
            last_started=int(self._started[newest]),
            newest_id=int(self._plays["id"][self._found.position(newest)]),
        )

    def _first_of_newest(self, code: int) -> int:
        """Of what started last, in the same second, the one with the lowest number."""
        newest = int(self._newest[code])
        first = int(np.searchsorted(self._started, self._started[newest], side="left"))
        return first + int(np.argmax(self._codes[first : newest + 1] == code))


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


def _narrow(size: int) -> type[np.signedinteger]:  # sorts faster when small
    return np.int32 if size <= np.iinfo(np.int32).max else np.int64
