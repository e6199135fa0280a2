"""Graphs: plays or play time by day, hour, month, person, platform and resolution, in series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import add
from types import MappingProxyType
from typing import Annotated, TypeAlias, TypeVar

from watchkeeper.api.v2.libraries import known_libraries
from watchkeeper.api.v2.params import UNMATCHED, Flag, GivenText, Reads, key, texts
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.api.v2.watch_time import is_grouped
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import number_of_any_size
from watchkeeper.domain.platforms import platform_title
from watchkeeper.features.preferences.groups import Display
from watchkeeper.features.statistics import Graph, GraphQuery, Measure, Split
from watchkeeper.values import dataclass

K = TypeVar("K")

USUAL_DAYS = 30
USUAL_MONTHS = 12
MEDIA_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "episode": ("TV", "show"),
        "movie": ("Movies", "movie"),
        "track": ("Music", "artist"),
        "live": ("Live TV", "live"),
    }
)
"""Names of the series, and the type of library without which a series is left out."""
DECISION_NAMES: Mapping[str, str] = MappingProxyType(
    {"direct play": "Direct Play", "copy": "Direct Stream", "transcode": "Transcode"}
)
TOTAL = "Total"
MOST = "Max. Concurrent Streams"
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def range_of(text: str) -> int:
    """A number of days or months; 0 (take the usual number) for what is none."""
    return number_of_any_size(text) or 0


def people(text: str) -> tuple[int, ...]:
    """The user ids between commas; all people when one of them is no number.

    Examples:
        >>> people("1, 23,"), people("1,me"), people(",") == (UNMATCHED,)
        ((1, 23), (), True)
    """
    pieces = texts(text)
    if not pieces:
        return (UNMATCHED,)
    are_numbers = all(piece.isascii() and piece.isdigit() for piece in pieces)
    return tuple(key(piece) for piece in pieces) if are_numbers else ()


Range: TypeAlias = Annotated[int, Reads("number", range_of)]
People: TypeAlias = Annotated[tuple[int, ...], Reads("number list", people)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcurrentParams:
    """The last so many days, of everybody or of some; 0 days mean 30."""

    time_range: Range = 0
    user_id: People = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphParams(ConcurrentParams):
    """`y_axis` is plays, or duration for seconds; 0 days mean 30 (months: 12)."""

    y_axis: GivenText = Measure.PLAYS.value
    grouping: Flag | None = None


@command("get_plays_by_date", params=GraphParams)
async def get_plays_by_date(call: Call, params: GraphParams) -> object:
    """Plays or seconds of each of the last days, by media type, with their total."""
    graph = await call.app.statistics.graphs.by_day(_query(call, params), Split.MEDIA_TYPE)
    series = await _by_media(call, graph)
    if series:
        lines = (each["data"] for each in series)
        series.append(_line(TOTAL, reduce(lambda left, right: [*map(add, left, right)], lines)))
    return _answer(graph.categories, series)


@command("get_plays_by_dayofweek", params=GraphParams)
async def get_plays_by_dayofweek(call: Call, params: GraphParams) -> object:
    """Plays or seconds by the day of the week, by media type."""
    graph = await call.app.statistics.graphs.by_weekday(_query(call, params), Split.MEDIA_TYPE)
    from_monday = call.app.preferences.group(Display).week_start_monday
    order = [*range(1, 7), 0] if from_monday else [*range(7)]
    series = await _by_media(call, graph)
    turned = [_line(each["name"], [each["data"][day] for day in order]) for each in series]
    return _answer((WEEKDAYS[day] for day in order), turned)


@command("get_plays_by_hourofday", params=GraphParams)
async def get_plays_by_hourofday(call: Call, params: GraphParams) -> object:
    """Plays or seconds by the hour of the day, by media type."""
    graph = await call.app.statistics.graphs.by_hour(_query(call, params), Split.MEDIA_TYPE)
    return _answer((f"{hour:02}" for hour in graph.categories), await _by_media(call, graph))


@command("get_plays_per_month", params=GraphParams)
async def get_plays_per_month(call: Call, params: GraphParams) -> object:
    """Plays or seconds of each of the last months, by media type."""
    months = params.time_range or USUAL_MONTHS
    graphs = call.app.statistics.graphs
    graph = await graphs.by_month(_query(call, params), months, Split.MEDIA_TYPE)
    return _answer(map(_month, graph.categories), await _by_media(call, graph))


@command("get_plays_by_top_10_platforms", params=GraphParams)
async def get_plays_by_top_10_platforms(call: Call, params: GraphParams) -> object:
    """The ten platforms with most plays or seconds, by media type."""
    graph = await call.app.statistics.graphs.top_platforms(_query(call, params), Split.MEDIA_TYPE)
    return _answer(map(_platform, graph.categories), await _by_media(call, graph))


@command("get_plays_by_top_10_users", params=GraphParams)
async def get_plays_by_top_10_users(call: Call, params: GraphParams) -> object:
    """The ten people with most plays or seconds, by media type."""
    graph, names = await _top_users(call, params, Split.MEDIA_TYPE)
    return _answer(names, await _by_media(call, graph))


@command("get_plays_by_stream_type", params=GraphParams)
async def get_plays_by_stream_type(call: Call, params: GraphParams) -> object:
    """Plays or seconds of each of the last days, by how they were delivered."""
    graph = await call.app.statistics.graphs.by_day(_query(call, params), Split.DECISION)
    return _answer(graph.categories, _by_decision(graph))


@command("get_concurrent_streams_by_stream_type", params=ConcurrentParams)
async def get_concurrent_streams_by_stream_type(call: Call, params: ConcurrentParams) -> object:
    """How many streams ran at once, at most, on each of the last days."""
    query = GraphQuery(filter=_filter(call, params), days=params.time_range or USUAL_DAYS)
    graph = await call.app.statistics.graphs.concurrent_by_day(query)
    most = _line(MOST, graph.series["all"])
    return _answer(graph.categories, [*_by_decision(graph), most])


@command("get_plays_by_source_resolution", params=GraphParams)
async def get_plays_by_source_resolution(call: Call, params: GraphParams) -> object:
    """The ten commonest resolutions of films and episodes, by how they were delivered."""
    return await _by_resolution(call, params, delivered=False)


@command("get_plays_by_stream_resolution", params=GraphParams)
async def get_plays_by_stream_resolution(call: Call, params: GraphParams) -> object:
    """The ten commonest resolutions in which films and episodes were delivered, and how."""
    return await _by_resolution(call, params, delivered=True)


@command("get_stream_type_by_top_10_users", params=GraphParams)
async def get_stream_type_by_top_10_users(call: Call, params: GraphParams) -> object:
    """The ten people with most plays or seconds, by how they were delivered."""
    graph, names = await _top_users(call, params, Split.DECISION)
    return _answer(names, _by_decision(graph))


@command("get_stream_type_by_top_10_platforms", params=GraphParams)
async def get_stream_type_by_top_10_platforms(call: Call, params: GraphParams) -> object:
    """The ten platforms with most plays or seconds, by how they were delivered."""
    graph = await call.app.statistics.graphs.top_platforms(_query(call, params), Split.DECISION)
    return _answer(map(_platform, graph.categories), _by_decision(graph))


def _filter(call: Call, params: ConcurrentParams) -> HistoryFilter:
    return HistoryFilter(server_ids=(call.server_id,), user_ids=params.user_id)


def _query(call: Call, params: GraphParams) -> GraphQuery:
    return GraphQuery(
        filter=_filter(call, params),
        days=params.time_range or USUAL_DAYS,
        measure=Measure.PLAYS if params.y_axis == Measure.PLAYS else Measure.SECONDS,
        grouped=is_grouped(call, params.grouping),
    )


async def _top_users(
    call: Call, params: GraphParams, split: Split
) -> tuple[Graph[tuple[int, int]], list[str]]:
    """The graph of the people on record, and their names."""
    users = await call.app.users.all(call.server_id, with_deleted=True)
    names = {(int(user.server_id), int(user.user_id)): user.display_name for user in users}
    graph = await call.app.statistics.graphs.top_users(_query(call, params), split, names.keys())
    return graph, [names[key] for key in graph.categories]


async def _by_resolution(call: Call, params: GraphParams, *, delivered: bool) -> Row:
    graph = await call.app.statistics.graphs.by_resolution(
        _query(call, params), delivered=delivered
    )
    return _answer(graph.categories, _by_decision(graph))


async def _by_media(call: Call, graph: Graph[K]) -> list[Row]:
    """The series of media types of which there is a library."""
    shelves = await known_libraries(call)
    present = {one.library.section_type for one in shelves if not one.library.is_deleted}
    return [
        _line(name, graph.series[media_type])
        for media_type, (name, section_type) in MEDIA_NAMES.items()
        if section_type in present
    ]


def _by_decision(graph: Graph[K]) -> list[Row]:
    return [_line(name, graph.series[decision]) for decision, name in DECISION_NAMES.items()]


def _line(name: str, values: Sequence[int]) -> Row:
    return {"name": name, "data": list(values)}


def _answer(categories: Iterable[str | date | None], series: list[Row]) -> Row:
    """Days are written as ISO dates wherever an answer is written out."""
    return {"categories": list(categories), "series": series}


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year:04}"


def _platform(platform: str | None) -> str | None:
    return None if platform is None else platform_title(platform)


COMMANDS = (
    get_plays_by_date,
    get_plays_by_dayofweek,
    get_plays_by_hourofday,
    get_plays_per_month,
    get_plays_by_top_10_platforms,
    get_plays_by_top_10_users,
    get_plays_by_stream_type,
    get_concurrent_streams_by_stream_type,
    get_plays_by_source_resolution,
    get_plays_by_stream_resolution,
    get_stream_type_by_top_10_users,
    get_stream_type_by_top_10_platforms,
)
