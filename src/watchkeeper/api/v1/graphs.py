"""Graphs: plays or watch time by category, in series."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.filtering import counted_of
from watchkeeper.api.v1.shape import Shape
from watchkeeper.api.v1.statistics import LONGEST_DAYS, Figures, names_of
from watchkeeper.features.statistics import Graph, GraphQuery, Measure, Split
from watchkeeper.values import dataclass


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


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What a graph is drawn from."""

    query: GraphQuery
    split: Split
    months: int


Drawn = Graph[tuple[str | None, str | None]]
"""Categories are pairs: as programs, and as people read them."""


K = TypeVar("K")


def _told(graph: Graph[K], word: Callable[[K], str | None]) -> Drawn:
    """A graph whose categories are read by people as by programs."""
    words = tuple(word(category) for category in graph.categories)
    return Graph(tuple(zip(words, words, strict=True)), graph.series)


def _same(text: str | None) -> str | None:
    return text or None


async def _days(asks: Caller, wanted: _Drawing) -> Drawn:
    return _told(
        await asks.app.statistics.graphs.by_day(wanted.query, wanted.split), date.isoformat
    )


async def _weekdays(asks: Caller, wanted: _Drawing) -> Drawn:
    return _told(await asks.app.statistics.graphs.by_weekday(wanted.query, wanted.split), str)


async def _hours(asks: Caller, wanted: _Drawing) -> Drawn:
    return _told(await asks.app.statistics.graphs.by_hour(wanted.query, wanted.split), str)


async def _months(asks: Caller, wanted: _Drawing) -> Drawn:
    graph = await asks.app.statistics.graphs.by_month(wanted.query, wanted.months, wanted.split)
    return _told(graph, "{:%Y-%m}".format)


async def _users(asks: Caller, wanted: _Drawing) -> Drawn:
    names = {
        (int(server.id), int(user_id)): name
        for server in await asks.servers()
        for user_id, name in names_of(asks, server.id).items()
    }
    graph = await asks.app.statistics.graphs.top_users(wanted.query, wanted.split, names.keys())
    pairs = [(f"{key[0]}/{key[1]}", names[key]) for key in graph.categories]
    return Graph(tuple(pairs), graph.series)


async def _platforms(asks: Caller, wanted: _Drawing) -> Drawn:
    graph = await asks.app.statistics.graphs.top_platforms(wanted.query, wanted.split)
    return _told(graph, _same)


async def _source_resolutions(asks: Caller, wanted: _Drawing) -> Drawn:
    graph = await asks.app.statistics.graphs.by_resolution(wanted.query, delivered=False)
    return _told(graph, _same)


async def _stream_resolutions(asks: Caller, wanted: _Drawing) -> Drawn:
    graph = await asks.app.statistics.graphs.by_resolution(wanted.query, delivered=True)
    return _told(graph, _same)


async def _concurrent(asks: Caller, wanted: _Drawing) -> Drawn:
    return _told(await asks.app.statistics.graphs.concurrent_by_day(wanted.query), date.isoformat)


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
