"""The cards of most and last watched.

What is counted: with grouping a viewing (plays that continue each other) once, else each play;
its time is that of its plays within the window. Titles count as one when they are called the
same (`columns.works`): a film by title and year, a show by its name, an artist by name and
album artist. Live TV counts. Equal ones are ordered by what was started last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from enum import StrEnum

import anyio.to_thread

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.entries.latest import LatestQuery, latest_watched
from watchkeeper.columns.figures.peaks import Peak, latest_peaks
from watchkeeper.columns.figures.rankings import RankBy, Ranking, Standing, rank
from watchkeeper.columns.selection.counted import Measure
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.together import together
from watchkeeper.domain.facts import PlayId
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history import History, PlayRow
from watchkeeper.features.statistics.graphs import DECISIONS
from watchkeeper.features.statistics.windows import Window
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass


class Card(StrEnum):
    """The cards there are."""

    TOP_MOVIES = "top_movies"
    POPULAR_MOVIES = "popular_movies"
    TOP_TV = "top_tv"
    POPULAR_TV = "popular_tv"
    TOP_MUSIC = "top_music"
    POPULAR_MUSIC = "popular_music"
    LAST_WATCHED = "last_watched"
    TOP_LIBRARIES = "top_libraries"
    TOP_USERS = "top_users"
    TOP_PLATFORMS = "top_platforms"
    MOST_CONCURRENT = "most_concurrent"


RANKED: dict[Card, tuple[RankBy, bool]] = {
    Card.TOP_MOVIES: (RankBy.MOVIE, False),
    Card.POPULAR_MOVIES: (RankBy.MOVIE, True),
    Card.TOP_TV: (RankBy.SHOW, False),
    Card.POPULAR_TV: (RankBy.SHOW, True),
    Card.TOP_MUSIC: (RankBy.ARTIST, False),
    Card.POPULAR_MUSIC: (RankBy.ARTIST, True),
    Card.TOP_LIBRARIES: (RankBy.LIBRARY, False),
    Card.TOP_USERS: (RankBy.USER, False),
    Card.TOP_PLATFORMS: (RankBy.PLATFORM, False),
}
"""What each card ranks, and whether by the number of people before all else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeQuery:
    """What the cards are about. `limit` None means all.

    The filter holds for all cards but the highest numbers of concurrent streams, for which only
    its servers count.
    """

    filter: HistoryFilter = field(default_factory=HistoryFilter)
    window: Window = field(default_factory=Window)
    measure: Measure = Measure.PLAYS
    grouped: bool = True
    offset: int = 0
    limit: int | None = 10


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a ranking, with the play that was started last."""

    standing: Standing
    row: PlayRow


@dataclass(frozen=True, slots=True)
class Concurrent:
    """The latest time at which most streams ran; of one decision, or of all ("")."""

    decision: str
    peak: Peak


CardRows = list[Ranked] | list[PlayRow] | list[Concurrent]


@dataclass(frozen=True, slots=True)
class Found:
    """What the columns say for the cards: numbers of plays instead of rows."""

    ranked: dict[Card, list[Standing]]
    last_watched: list[int]
    peaks: list[Concurrent]


class HomeCards:
    """Answers with the lines of cards; every number comes from the columns."""

    def __init__(self, history: History, columns: Columns, clock: Clock) -> None:
        self._history = history
        self._columns = columns
        self._clock = clock

    async def cards(self, query: HomeQuery, cards: Iterable[Card]) -> dict[Card, CardRows]:
        """The lines of each card: `Ranked`, `PlayRow` (last watched) or `Concurrent`."""
        wanted = tuple(dict.fromkeys(cards))
        found = await anyio.to_thread.run_sync(self._found, query, wanted)
        ids = [one.newest_id for ranked in found.ranked.values() for one in ranked]
        rows = await self._history.plays([PlayId(number) for number in (*ids, *found.last_watched)])
        return {card: _lines(card, found, rows) for card in wanted}

    def _found(self, query: HomeQuery, cards: Sequence[Card]) -> Found:
        now, zone, rule = instant(self._clock), self._columns.zone, self._history.watched_rule
        windowed = query.window.applied(query.filter, now, zone)
        everybody = HistoryFilter(server_ids=query.filter.server_ids)
        of_servers = query.window.applied(everybody, now, zone)

        def answer(plays: Plays, groups: Groups) -> Found:
            ranked, peaks = together(
                len(plays),
                lambda: _ranked(plays, groups, windowed, query, cards),
                lambda: _peaks(plays, of_servers) if Card.MOST_CONCURRENT in cards else [],
            )
            is_last_asked = Card.LAST_WATCHED in cards
            last = _last(plays, groups, windowed, query, rule) if is_last_asked else []
            return Found(ranked, last, peaks)

        return self._columns.ask(answer)


def _ranked(
    plays: Plays, groups: Groups, wanted: HistoryFilter, query: HomeQuery, cards: Sequence[Card]
) -> dict[Card, list[Standing]]:
    shown = [card for card in cards if card in RANKED]
    if not shown:
        return {}
    rankings = [
        Ranking(
            by=by,
            by_people=by_people,
            measure=query.measure,
            offset=query.offset,
            limit=query.limit,
        )
        for by, by_people in (RANKED[card] for card in shown)
    ]
    found = rank(plays, groups, wanted, rankings, grouped=query.grouped)
    return dict(zip(shown, found, strict=True))


def _last(
    plays: Plays, groups: Groups, wanted: HistoryFilter, query: HomeQuery, rule: WatchedRule
) -> list[int]:
    return latest_watched(
        plays,
        groups,
        LatestQuery(
            filter=wanted,
            rule=rule,
            grouped=query.grouped,
            offset=query.offset,
            limit=len(plays) if query.limit is None else query.limit,
        ),
    )


def _peaks(plays: Plays, wanted: HistoryFilter) -> list[Concurrent]:
    peaks = latest_peaks(plays, wanted, DECISIONS)
    pairs = zip(("", *DECISIONS), peaks, strict=True)
    return [Concurrent(decision, peak) for decision, peak in pairs if peak is not None]


def _lines(card: Card, found: Found, rows: dict[PlayId, PlayRow]) -> CardRows:
    """The lines of a card; a play that was deleted in the meantime is left out."""
    if card is Card.MOST_CONCURRENT:
        return found.peaks
    if card is Card.LAST_WATCHED:
        numbers = map(PlayId, found.last_watched)
        return [rows[number] for number in numbers if number in rows]
    return [
        Ranked(standing, rows[PlayId(standing.newest_id)])
        for standing in found.ranked[card]
        if standing.newest_id in rows
    ]
