"""Statistics: sums and rankings over the plays that a filter means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.filtering import PlayFilter, counted_of
from watchkeeper.api.v1.plays import Play, play_of
from watchkeeper.api.v1.shape import Instant, Number, Shape
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.statistics import (
    Card,
    CardRows,
    Concurrent,
    Graph,
    GraphQuery,
    HomeQuery,
    Measure,
    Ranked,
    Split,
    Statistics,
    Window,
)
from watchkeeper.features.statistics import UserShare as OurUserShare

LONGEST_DAYS = 36_500
GROUPED = "Count plays that continue each other as one."


class Figures(PlayFilter):
    """Which plays, and how they are counted."""

    grouped: bool = Field(True, description=GROUPED)


class WatchTimeAsked(Figures):
    """Which plays, in which windows."""

    days: list[Annotated[int, Field(ge=0, le=LONGEST_DAYS)]] = Field(
        [1, 7, 30, 0],
        min_length=1,
        max_length=50,
        description="Windows: days of 24 hours back from now; 0 is all time.",
    )


class WatchTime(Shape):
    """What was watched within a window; a play counts when it stopped in it."""

    days: int = Field(description="Days of 24 hours back from now; 0 is all time.")
    plays: int = Field(description="Plays; 0 when no time was watched.")
    seconds: int = Field(description="Watch time, seconds.")


class WatchTimes(Shape):
    """Watch time by window."""

    windows: list[WatchTime] = Field(description="In the order asked for.")


class UserShare(Shape):
    """One person's part."""

    server_id: int = Field(description="Number of the server.")
    user_id: int = Field(description="plex.tv account number; 0 is Local.")
    friendly_name: str | None = Field(description="What the person is called.")
    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")


class UserShares(Shape):
    """Everybody's part, most plays first."""

    users: list[UserShare] = Field(description="All who have plays.")
    total: int = Field(description="How many they are.")


class PlayerShare(Shape):
    """One player's part; players of one name are one."""

    player: str | None = Field(description="Name of the player.")
    platform: str | None = Field(description="System of the first play there.")
    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")


class PlayerShares(Shape):
    """Every player's part, most plays first."""

    players: list[PlayerShare] = Field(description="All that have plays.")
    total: int = Field(description="How many they are.")


class LibraryShare(Shape):
    """One library's part."""

    server_id: int = Field(description="Number of the server.")
    section_id: int = Field(description="Number of the library on its server.")
    name: str | None = Field(description="What the library is called.")
    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")
    last_started: Instant = Field(description="Start of the newest play, UTC seconds.")


class LibraryShares(Shape):
    """Every library's part, most plays first."""

    libraries: list[LibraryShare] = Field(description="All that have plays.")
    total: int = Field(description="How many they are.")


class Address(Shape):
    """All plays from one address; single plays, never grouped."""

    ip_address: str | None = Field(description="Address of the players.")
    plays: int = Field(description="Plays.")
    first_started: Instant = Field(description="Start of the oldest play, UTC seconds.")
    last_started: Instant = Field(description="Start of the newest play, UTC seconds.")


class Addresses(Shape):
    """Addresses, the one seen last first."""

    addresses: list[Address] = Field(description="All that have plays.")
    total: int = Field(description="How many they are.")


class CardsAsked(Figures):
    """Which cards, of which plays."""

    card: list[Card] = Field([], description="Names of cards; without any all of them.")
    days: int = Field(30, ge=1, le=LONGEST_DAYS, description="Days of 24 hours back from now.")
    measure: Measure = Field(Measure.PLAYS, description="What rankings go by.")
    offset: Number = Field(0, description="How many lines of each card are left out first.")
    limit: int = Field(10, ge=1, le=100, description="Lines a card at most.")


class Line(Shape):
    """One line of a ranking."""

    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")
    people: int | None = Field(description="Different people, where the card goes by them.")
    last_started: Instant = Field(description="Start of the newest play, UTC seconds.")
    play: Play = Field(description="That newest play: it tells who or what is ranked.")


class Peak(Shape):
    """The latest time at which most streams ran."""

    decision: str | None = Field(description="How they were delivered; null: all streams.")
    count: int = Field(description="How many ran at once.")
    started: Instant = Field(description="From when on, UTC seconds.")
    stopped: Instant = Field(description="When the first of them ended, UTC seconds.")


class CardLines(Shape):
    """One card; it has lines, plays or peaks, by its kind."""

    card: Card = Field(description="Name of the card.")
    lines: list[Line] = Field(description="Of rankings, highest first.")
    plays: list[Play] = Field(description="Of last_watched, newest first.")
    peaks: list[Peak] = Field(description="Of most_concurrent.")


class Cards(Shape):
    """Cards in the order asked for."""

    cards: list[CardLines] = Field(description="Each card asked for, once.")


class GraphName(StrEnum):
    """The graphs there are."""

    DAYS = "days"
    WEEKDAYS = "weekdays"
    HOURS = "hours"
    MONTHS = "months"
    USERS = "users"
    PLATFORMS = "platforms"
    SOURCE_RESOLUTIONS = "source-resolutions"
    STREAM_RESOLUTIONS = "stream-resolutions"
    CONCURRENT_STREAMS = "concurrent-streams"


class GraphAsked(Figures):
    """Which plays, and how they are shown."""

    days: int = Field(30, ge=1, le=LONGEST_DAYS, description="Days of 24 hours back from now.")
    months: int = Field(12, ge=1, le=1200, description="Months back, this one included.")
    measure: Measure = Field(Measure.PLAYS, description="plays, or seconds of watch time.")
    split: Split = Field(Split.MEDIA_TYPE, description="What the series are.")


class Series(Shape):
    """One series of a graph."""

    name: str = Field(description="What it shows, e.g. movie or direct play.")
    values: list[int] = Field(description="A value for each category: plays, or seconds.")


class GraphShown(Shape):
    """A graph. Resolutions are split by decision; concurrent streams count streams."""

    graph: GraphName = Field(description="Which graph.")
    measure: Measure = Field(description="What was asked to be summed.")
    categories: list[str | None] = Field(
        description="Days as 2026-01-31, months as 2026-01, weekdays 0 (Sunday) to 6, hours 0 to"
        " 23, people as server/user, platforms, resolutions; null: not known."
    )
    labels: list[str | None] = Field(description="The categories as people read them.")
    series: list[Series] = Field(description="The series, in the usual order.")


GraphPath = Annotated[GraphName, Path(description="Name of the graph.")]


async def get_watch_time(asks: Asks, asked: Annotated[WatchTimeAsked, Query()]) -> WatchTimes:
    """Get plays and watch time within windows back from now."""
    found = await _statistics(asks).watch_time(
        counted_of(asked, asks), asked.days, grouped=asked.grouped
    )
    return WatchTimes(
        windows=[
            WatchTime(days=one.query_days, plays=one.total_plays, seconds=one.total_seconds)
            for one in found
        ]
    )


async def list_user_shares(asks: Asks, asked: Annotated[Figures, Query()]) -> UserShares:
    """List everybody's part in the plays."""
    found = await _statistics(asks).users_of(counted_of(asked, asks), grouped=asked.grouped)
    return shares_of(asks, found)


async def list_player_shares(asks: Asks, asked: Annotated[Figures, Query()]) -> PlayerShares:
    """List every player's part in the plays."""
    found = await _statistics(asks).players_of(counted_of(asked, asks), grouped=asked.grouped)
    players = [
        PlayerShare(player=one.player, platform=one.platform, plays=one.plays, seconds=one.seconds)
        for one in found
    ]
    return PlayerShares(players=players, total=len(players))


async def list_library_shares(asks: Asks, asked: Annotated[Figures, Query()]) -> LibraryShares:
    """List every library's part in the plays."""
    wanted = counted_of(asked, asks)
    found = await _statistics(asks).libraries_table(wanted, grouped=asked.grouped)
    libraries = [
        LibraryShare(
            server_id=one.server_id,
            section_id=one.section_id,
            name=one.last.library_name,
            plays=one.plays,
            seconds=one.seconds,
            last_started=one.last_accessed,
        )
        for one in sorted(found, key=lambda one: (-one.plays, -one.seconds))
    ]
    return LibraryShares(libraries=libraries, total=len(libraries))


async def list_addresses(asks: Asks, asked: Annotated[PlayFilter, Query()]) -> Addresses:
    """List the addresses that plays came from."""
    found = await _statistics(asks).user_ips(counted_of(asked, asks))
    addresses = [
        Address(
            ip_address=one.ip_address or None,
            plays=one.play_count,
            first_started=one.first_seen,
            last_started=one.last_seen,
        )
        for one in found
    ]
    return Addresses(addresses=addresses, total=len(addresses))


async def list_cards(asks: Asks, asked: Annotated[CardsAsked, Query()]) -> Cards:
    """List who and what was played most, and last."""
    query = HomeQuery(
        filter=counted_of(asked, asks),
        window=Window(days=asked.days, before=asked.before, after=asked.after),
        measure=asked.measure,
        grouped=asked.grouped,
        offset=asked.offset,
        limit=asked.limit,
    )
    found = await _statistics(asks).home.cards(query, asked.card or Card)
    return Cards(cards=[card_of(card, rows) for card, rows in found.items()])


async def get_graph(
    asks: Asks, graph: GraphPath, asked: Annotated[GraphAsked, Query()]
) -> GraphShown:
    """Get a graph: plays or watch time by category, in series."""
    wanted = GraphQuery(
        filter=counted_of(asked, asks),
        days=asked.days,
        measure=asked.measure,
        grouped=asked.grouped,
    )
    drawn = await _DRAWN[graph](asks, _Drawing(wanted, asked.split, asked.months))
    return GraphShown(
        graph=graph,
        measure=asked.measure,
        categories=[key for key, _ in drawn.categories],
        labels=[label for _, label in drawn.categories],
        series=[Series(name=name, values=list(values)) for name, values in drawn.series.items()],
    )


def shares_of(asks: Caller, found: Sequence[OurUserShare]) -> UserShares:
    """Everybody's part in the words of the API."""
    users = [
        UserShare(
            server_id=one.server_id,
            user_id=one.user_id,
            friendly_name=_names(asks, one.server_id).get(one.user_id),
            plays=one.plays,
            seconds=one.seconds,
        )
        for one in found
    ]
    return UserShares(users=users, total=len(users))


def card_of(card: Card, rows: CardRows) -> CardLines:
    """A card in the words of the API."""
    lines = [line_of(row) for row in rows if isinstance(row, Ranked)]
    peaks = [peak_of(row) for row in rows if isinstance(row, Concurrent)]
    plays = [play_of(row) for row in rows if not isinstance(row, Ranked | Concurrent)]
    return CardLines(card=card, lines=lines, plays=plays, peaks=peaks)


def line_of(ranked: Ranked) -> Line:
    """A line of a ranking in the words of the API."""
    standing = ranked.standing
    return Line(
        plays=standing.plays,
        seconds=standing.seconds,
        people=standing.people,
        last_started=standing.last_started,
        play=play_of(ranked.row),
    )


def peak_of(one: Concurrent) -> Peak:
    """A peak in the words of the API."""
    peak = one.peak
    return Peak(
        decision=one.decision or None,
        count=peak.count,
        started=peak.started,
        stopped=peak.stopped,
    )


K = TypeVar("K")


def _told(graph: Graph[K], word: Callable[[K], str | None]) -> Drawn:
    """A graph whose categories are read by people as by programs."""
    words = tuple(word(category) for category in graph.categories)
    return Graph(tuple(zip(words, words, strict=True)), graph.series)


def _same(text: str | None) -> str | None:
    return text or None


def _statistics(asks: Caller) -> Statistics:
    return asks.app.statistics


def _names(asks: Caller, server_id: int) -> Mapping[int, str]:
    cards = asks.app.users.named(ServerId(server_id))
    return {int(user_id): card.name for user_id, card in cards.items()}


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What a graph is drawn from."""

    query: GraphQuery
    split: Split
    months: int


Drawn = Graph[tuple[str | None, str | None]]
"""Categories are pairs: as programs, and as people read them."""


async def _days(asks: Caller, wanted: _Drawing) -> Drawn:
    return _told(await _statistics(asks).graphs.by_day(wanted.query, wanted.split), date.isoformat)


async def _weekdays(asks: Caller, wanted: _Drawing) -> Drawn:
    return _told(await _statistics(asks).graphs.by_weekday(wanted.query, wanted.split), str)


async def _hours(asks: Caller, wanted: _Drawing) -> Drawn:
    return _told(await _statistics(asks).graphs.by_hour(wanted.query, wanted.split), str)


async def _months(asks: Caller, wanted: _Drawing) -> Drawn:
    graph = await _statistics(asks).graphs.by_month(wanted.query, wanted.months, wanted.split)
    return _told(graph, "{:%Y-%m}".format)


async def _users(asks: Caller, wanted: _Drawing) -> Drawn:
    names = {
        (int(server.id), int(user_id)): name
        for server in await asks.servers()
        for user_id, name in _names(asks, server.id).items()
    }
    graph = await _statistics(asks).graphs.top_users(wanted.query, wanted.split, names.keys())
    pairs = [(f"{key[0]}/{key[1]}", names[key]) for key in graph.categories]
    return Graph(tuple(pairs), graph.series)


async def _platforms(asks: Caller, wanted: _Drawing) -> Drawn:
    graph = await _statistics(asks).graphs.top_platforms(wanted.query, wanted.split)
    return _told(graph, _same)


async def _source_resolutions(asks: Caller, wanted: _Drawing) -> Drawn:
    graph = await _statistics(asks).graphs.by_resolution(wanted.query, delivered=False)
    return _told(graph, _same)


async def _stream_resolutions(asks: Caller, wanted: _Drawing) -> Drawn:
    graph = await _statistics(asks).graphs.by_resolution(wanted.query, delivered=True)
    return _told(graph, _same)


async def _concurrent(asks: Caller, wanted: _Drawing) -> Drawn:
    return _told(await _statistics(asks).graphs.concurrent_by_day(wanted.query), date.isoformat)


_DRAWN: Mapping[GraphName, Callable[[Caller, _Drawing], Awaitable[Drawn]]] = {
    GraphName.DAYS: _days,
    GraphName.WEEKDAYS: _weekdays,
    GraphName.HOURS: _hours,
    GraphName.MONTHS: _months,
    GraphName.USERS: _users,
    GraphName.PLATFORMS: _platforms,
    GraphName.SOURCE_RESOLUTIONS: _source_resolutions,
    GraphName.STREAM_RESOLUTIONS: _stream_resolutions,
    GraphName.CONCURRENT_STREAMS: _concurrent,
}
