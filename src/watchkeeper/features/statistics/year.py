"""The year in review: what stands out in one year of the record.

Its plays and watch time are those of the history between 1 January and 31 December, by the
owner's calendar; rankings go by watch time, and titles are one as `columns.works` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

import anyio.to_thread

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures.rankings import RankBy, Ranking, Standing, rank
from watchkeeper.columns.figures.tallies import count_and_sum
from watchkeeper.columns.figures.yearly import Binge, YearFacts, longest_binge, year_facts, years_of
from watchkeeper.columns.selection.counted import Measure
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.store.plays import Plays
from watchkeeper.domain.facts import PlayId
from watchkeeper.features.history import History, PlayRow
from watchkeeper.values import dataclass

MOST = 5
TITLES = (RankBy.MOVIE, RankBy.SHOW, RankBy.ARTIST)
BOARDS = (*TITLES, RankBy.PLATFORM)
DIRECT_PLAY = "direct play"


@dataclass(frozen=True, slots=True)
class Sum:
    """Plays (those that continue each other once) and their watch time in seconds."""

    plays: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Leader:
    """One line of a ranking: its newest play says what or who it is.

    `keys` are the rating keys under which a title was played; none for what is no title.
    """

    standing: Standing
    row: PlayRow
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class YearQuery:
    """Whose year. `unnamed` are accounts that count but are not named."""

    year: int
    filter: HistoryFilter
    unnamed: tuple[tuple[int, int], ...] = ()

    @property
    def within(self) -> HistoryFilter:
        """The plays of the year."""
        return _within(self.filter, self.year)

    @property
    def named(self) -> HistoryFilter:
        """The plays of the year of those who may be named."""
        within = self.within
        return replace(within, without_accounts=(*within.without_accounts, *self.unnamed))


@dataclass(frozen=True, slots=True, kw_only=True)
class YearReview:
    """A year that has plays."""

    year: int
    total: Sum
    before: Sum  # of the year before
    direct: Sum  # of the plays with a part that was played directly
    facts: YearFacts
    binge: Binge | None  # of those who may be named
    movies: tuple[Leader, ...]
    shows: tuple[Leader, ...]
    artists: tuple[Leader, ...]
    platforms: tuple[Leader, ...]
    people: tuple[Leader, ...]
    rows: dict[PlayId, PlayRow]  # of the plays that the facts name


@dataclass(frozen=True, slots=True)
class _Counted:
    total: Sum
    before: Sum
    direct: Sum
    facts: YearFacts
    binge: Binge | None
    boards: dict[RankBy, list[Standing]]
    keys: dict[int, tuple[int, ...]]  # newest play of a title -> its rating keys


class Years:
    """Reviews years; every number comes from the columns."""

    def __init__(self, history: History, columns: Columns) -> None:
        self._history = history
        self._columns = columns

    async def known(self, wanted: HistoryFilter) -> list[int]:
        """The years in which something was played, newest first."""

        def ask() -> list[int]:
            return self._columns.ask(lambda plays, _groups: years_of(plays, wanted))

        return await anyio.to_thread.run_sync(ask)

    async def review(self, query: YearQuery) -> YearReview | None:
        """The year; None when nothing was played in it."""

        def ask() -> _Counted | None:
            return self._columns.ask(lambda plays, groups: _count(plays, groups, query))

        found = await anyio.to_thread.run_sync(ask)
        if found is None:
            return None
        rows = await self._history.plays([PlayId(number) for number in _numbers(found)])
        return YearReview(
            year=query.year,
            total=found.total,
            before=found.before,
            direct=found.direct,
            facts=found.facts,
            binge=found.binge,
            movies=_leaders(found, RankBy.MOVIE, rows),
            shows=_leaders(found, RankBy.SHOW, rows),
            artists=_leaders(found, RankBy.ARTIST, rows),
            platforms=_leaders(found, RankBy.PLATFORM, rows),
            people=_leaders(found, RankBy.USER, rows),
            rows=rows,
        )


def _count(plays: Plays, groups: Groups, query: YearQuery) -> _Counted | None:
    facts = year_facts(plays, groups, query.within)
    if facts is None:
        return None
    rankings = [Ranking(by=by, measure=Measure.SECONDS, limit=MOST) for by in BOARDS]
    boards = rank(plays, groups, query.within, rankings, grouped=True)
    people = Ranking(by=RankBy.USER, measure=Measure.SECONDS, limit=MOST)
    ranked = dict(zip(BOARDS, boards, strict=True))
    ranked[RankBy.USER] = rank(plays, groups, query.named, [people], grouped=True)[0]
    direct = replace(query.within, transcode_decisions=(DIRECT_PLAY,))
    return _Counted(
        total=_sum(plays, groups, query.within),
        before=_sum(plays, groups, _within(query.filter, query.year - 1)),
        direct=_sum(plays, groups, direct),
        facts=facts,
        binge=longest_binge(plays, select(plays, query.named)),
        boards=ranked,
        keys=_keys(plays, query.within, [one for by in TITLES for one in ranked[by]]),
    )


def _sum(plays: Plays, groups: Groups, wanted: HistoryFilter) -> Sum:
    return Sum(*count_and_sum(plays, groups, select(plays, wanted), grouped=True))


def _within(wanted: HistoryFilter, year: int) -> HistoryFilter:
    return replace(wanted, after_day=date(year, 1, 1), before_day=date(year, 12, 31))


def _keys(
    plays: Plays, wanted: HistoryFilter, titles: Iterable[Standing]
) -> dict[int, tuple[int, ...]]:
    """Under which numbers each title was played: a film's own, a show's or an artist's."""
    items = plays["item"][select(plays, wanted).where]
    works = plays.items.works.codes.view[items]
    found = {}
    for one in titles:
        item = int(plays["item"][plays.positions_of([one.newest_id])][0])
        is_movie = plays.items.media_types.all()[plays.items.media_type.view[item]] == RankBy.MOVIE
        level = "rating_key" if is_movie else "grandparent_rating_key"
        own = items[works == plays.items.works.codes.view[item]]
        keys = sorted(set(plays.items.numbers[level].view[own].tolist()))
        found[one.newest_id] = tuple(key for key in keys if key >= 0)
    return found


def _numbers(found: _Counted) -> Iterator[int]:
    """All plays that the page names."""
    for standings in found.boards.values():
        yield from (one.newest_id for one in standings)
    facts = found.facts
    yield from (facts.first_id, facts.last_id)
    if facts.repeat is not None:
        yield facts.repeat.newest_id
    if found.binge is not None:
        yield from (found.binge.first_id, found.binge.main_id)


def _leaders(found: _Counted, by: RankBy, rows: dict[PlayId, PlayRow]) -> tuple[Leader, ...]:
    """The lines of a ranking; a play that was deleted in the meantime is left out."""
    return tuple(
        Leader(one, rows[PlayId(one.newest_id)], found.keys.get(one.newest_id, ()))
        for one in found.boards[by]
        if PlayId(one.newest_id) in rows
    )
