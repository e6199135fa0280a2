"""Who and what was played most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

import numpy as np

from watchkeeper.columns.figures.boards import Board, Space, count
from watchkeeper.columns.selection.counted import Counted, Measure, counted
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.works import EPISODE, MOVIE, TRACK
from watchkeeper.values import dataclass


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
    spaces = {name: _space(plays, name) for name in dict.fromkeys(map(_space_name, rankings))}
    by_people = tuple(dict.fromkeys(_space_name(one) for one in rankings if one.by_people))
    boards, people = count(plays, found.blocks(), spaces, by_people)
    tables = {
        name: Table(plays, found, spaces[name], boards[name], people.get(name)) for name in spaces
    }
    return [list(tables[_space_name(ranking)].standings(ranking)) for ranking in rankings]


def _space_name(ranking: Ranking) -> str:
    """What tells the ranked apart: titles of all kinds are in one space."""
    return TITLE if ranking.by in TITLES else ranking.by.value


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that a space tells apart, with its numbers."""

    plays: Plays
    found: Counted
    space: Space
    board: Board
    people: Array | None  # different ones of each; None when no ranking asks

    def standings(self, ranking: Ranking) -> Iterator[Standing]:
        """That part of the ranking."""
        codes = self._ranked(ranking)
        newest = self._newest(codes)
        order = np.lexsort((-self.plays["started"][newest], *self._keys(ranking, codes)))
        end = None if ranking.limit is None else ranking.offset + ranking.limit
        for place in order[ranking.offset : end].tolist():
            yield self._standing(int(codes[place]), int(newest[place]), ranking)

    def _ranked(self, ranking: Ranking) -> Array:
        """Codes that may stand in that part: more than it has places when some are equal."""
        present = self.board.plays > 0
        kind = TITLES.get(ranking.by)
        if kind is not None:
            present &= self.plays.items.works.of_kind(kind)[: len(present)]
        codes = np.flatnonzero(present)
        end = len(codes) if ranking.limit is None else ranking.offset + ranking.limit
        if end >= len(codes):
            return codes
        keys = self._keys(ranking, codes)
        last = np.lexsort(keys)[max(end - 1, 0)]
        *lower, highest = keys
        is_before = highest < highest[last]
        is_equal = highest == highest[last]
        for key in lower[::-1]:
            is_before |= is_equal & (key < key[last])
            is_equal &= key == key[last]
        found: Array = codes[is_before | is_equal]
        return found

    def _keys(self, ranking: Ranking, codes: Array) -> list[Array]:
        """What orders them, but for the newest start: smaller comes first, the last key rules."""
        board = self.board
        measured = board.plays if ranking.measure is Measure.PLAYS else board.seconds
        keys = [-measured[codes]]
        if ranking.by_people and self.people is not None:
            keys.append(-self.people[codes])
        return keys

    def _newest(self, codes: Array) -> Array:
        """For each code the last position of a play that counts; read from the end on."""
        newest = np.zeros(self.space.size, np.int64)
        is_missing = np.zeros(self.space.size, np.bool_)
        is_missing[codes] = True
        parts = self.found.backwards()
        while is_missing.any():
            part = next(parts)
            held = self.space.codes(part)
            hits = np.flatnonzero(is_missing[held])
            newest[held[hits]] = part[hits]
            is_missing[held[hits]] = False
        found: Array = newest[codes]
        return found

    def _standing(self, code: int, newest: int, ranking: Ranking) -> Standing:
        first = self._first_of(newest, code)
        return Standing(
            plays=int(self.board.plays[code]),
            seconds=int(self.board.seconds[code]),
            people=int(self.people[code])
            if ranking.by_people and self.people is not None
            else None,
            last_started=int(self.plays["started"][first]),
            newest_id=int(self.plays["id"][first]),
        )

    def _first_of(self, newest: int, code: int) -> int:
        """Of what started in the same second, the position with the lowest number."""
        started = self.plays["started"]
        first = int(np.searchsorted(started, started[newest], side="left"))
        within = self.found.between(first, newest + 1)
        return int(within[np.argmax(self.space.codes(within) == code)])


def _space(plays: Plays, name: str) -> Space:
    match name:
        case RankBy.LIBRARY:
            return Space(len(plays.sections), lambda at: plays["section"][at])
        case RankBy.USER:
            return Space(len(plays.people.pairs), lambda at: plays["user"][at])
        case RankBy.PLATFORM:
            players = plays.players
            of_player = players.platform_code.view
            return Space(len(players.platforms), lambda at: of_player.take(plays["player"][at]))
        case _:
            works = plays.items.works
            return Space(len(works), lambda at: works.codes.view.take(plays["item"][at]))
