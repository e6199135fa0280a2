"""get_home_stats: the cards of most and last watched."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, TypeAlias

from watchkeeper.api.v2.days import first_day_from, last_day_until
from watchkeeper.api.v2.libraries import known_libraries
from watchkeeper.api.v2.params import Flag, Key, Reads, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.stat_rows import Names, stat_rows
from watchkeeper.api.v2.tables import Row
from watchkeeper.api.v2.watch_time import is_grouped
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import number_of_any_size
from watchkeeper.features.preferences.groups import Display
from watchkeeper.features.preferences.groups.display import HOME_STATS_CARDS
from watchkeeper.features.statistics import Card, CardRows, HomeQuery, Measure, Window
from watchkeeper.values import dataclass

MOST_LINES = 10_000
"""More lines of a card are never given: each is looked up by itself."""
DURATION_WORDS = frozenset({"duration", "1"})
TITLES: Mapping[Card, str] = MappingProxyType(
    {
        Card.TOP_MOVIES: "Most Watched Movies",
        Card.POPULAR_MOVIES: "Most Popular Movies",
        Card.TOP_TV: "Most Watched TV Shows",
        Card.POPULAR_TV: "Most Popular TV Shows",
        Card.TOP_MUSIC: "Most Played Artists",
        Card.POPULAR_MUSIC: "Most Popular Artists",
        Card.LAST_WATCHED: "Recently Watched",
        Card.TOP_LIBRARIES: "Most Active Libraries",
        Card.TOP_USERS: "Most Active Users",
        Card.TOP_PLATFORMS: "Most Active Platforms",
        Card.MOST_CONCURRENT: "Most Concurrent Streams",
    }
)
TOP = "top_"
TYPES: Mapping[Measure, str] = MappingProxyType(
    {Measure.PLAYS: "total_plays", Measure.SECONDS: "total_duration"}
)
NAMES = frozenset(card.value for card in Card)


def count(text: str) -> int:
    """A whole number; 0 for what is none."""
    return number_of_any_size(text) or 0


Count: TypeAlias = Annotated[int, Reads("number", count, takes_blank=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeStatsParams:
    """The last `time_range` days, by the second; `before` and `after` are local days.

    `stats_type` is plays or duration, `stat_id` one card instead of all.
    """

    grouping: Flag | None = None
    time_range: Count = 30
    stats_type: Text = Measure.PLAYS.value
    stats_start: Count = 0
    stats_count: Count = 10
    stat_id: Text = ""
    section_id: Key | None = None
    user_id: Key | None = None
    before: Text = ""
    after: Text = ""


@command("get_home_stats", params=HomeStatsParams)
async def get_home_stats(call: Call, params: HomeStatsParams) -> object:
    """The cards of Home, in the order that the owner chose, or the one that is named."""
    if params.stat_id and params.stat_id not in NAMES:
        return []
    cards = _cards(call, params)
    query = home_query(call, params)
    found = await call.app.statistics.home.cards(query, cards)
    names = await _names(call)
    answers = [card_answer(card, found[card], query.measure, names) for card in cards]
    return answers[0] if params.stat_id else answers


def home_query(call: Call, params: HomeStatsParams) -> HomeQuery:
    """What the parameters ask for."""
    count = min(params.stats_count, MOST_LINES)
    return HomeQuery(
        filter=HistoryFilter(
            server_ids=(call.server_id,),
            section_ids=() if params.section_id is None else (params.section_id,),
            user_ids=() if params.user_id is None else (params.user_id,),
        ),
        window=Window(
            days=params.time_range,
            before=last_day_until(params.before) if params.before else None,
            after=first_day_from(params.after) if params.after else None,
        ),
        measure=Measure.SECONDS if params.stats_type in DURATION_WORDS else Measure.PLAYS,
        grouped=is_grouped(call, params.grouping),
        offset=max(0, params.stats_start),
        limit=MOST_LINES if count < 0 else count,
    )


def card_answer(card: Card, lines: CardRows, measure: Measure, names: Names) -> Row:
    """A card with its lines."""
    answer: Row = {"stat_id": card.value}
    if card.value.startswith(TOP):
        answer["stat_type"] = TYPES[measure]
    return {**answer, "stat_title": TITLES[card], "rows": stat_rows(card, lines, names)}


def _cards(call: Call, params: HomeStatsParams) -> list[Card]:
    """Which cards in which order; a Tautulli that nobody changed tells the libraries twice."""
    if params.stat_id:
        return [Card(params.stat_id)]
    chosen = call.app.preferences.group(Display).home_stats_cards
    twice = {Card.TOP_LIBRARIES} if chosen == HOME_STATS_CARDS else set()
    known = [Card(name) for name in chosen if name in NAMES]
    return [card for card in known for _ in range(1 + (card in twice))]


async def _names(call: Call) -> Names:
    users = await call.app.users.all(call.server_id, with_deleted=True)
    shelves = await known_libraries(call)
    return Names(
        users={int(user.user_id): user for user in users},
        libraries={
            int(shelf.library.section_id): shelf.library
            for shelf in reversed(shelves)
            if not shelf.library.is_deleted
        },
    )


COMMANDS = (get_home_stats,)
