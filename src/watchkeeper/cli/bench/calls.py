"""The calls that are measured: what programs and people ask most, and what is heavy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import UTC, datetime

from watchkeeper.cli.bench.client import TautulliApi
from watchkeeper.values import dataclass

DAY = 86_400
ALL_TIME = 10_000  # days
GRAPHS = (
    "get_plays_by_date",
    "get_plays_by_dayofweek",
    "get_plays_by_hourofday",
    "get_plays_by_top_10_platforms",
    "get_plays_by_top_10_users",
    "get_plays_by_stream_type",
    "get_plays_by_source_resolution",
    "get_plays_by_stream_resolution",
    "get_stream_type_by_top_10_users",
    "get_stream_type_by_top_10_platforms",
    "get_concurrent_streams_by_stream_type",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a server holds, as far as the calls name it."""

    plays: int
    top_user: int
    other_user: int
    movie: int
    show: int
    movies: int  # section ids
    shows: int
    row_id: int
    word: str  # of a title
    day: str
    later_day: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Tautulli API, or one of our own pages when `path` says so."""

    name: str
    command: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    path: str = ""


def known_of(api: TautulliApi) -> Known:
    """Ask a server what the calls can be about."""
    users = api.data("get_users_table", order_column="plays", order_dir="desc", length=20)["data"]
    newest = api.data("get_history", length=1, grouping=0)
    row = newest["data"][0]
    movie = api.data("get_history", length=1, media_type="movie")["data"][0]
    episode = api.data("get_history", length=1, media_type="episode")["data"][0]
    return Known(
        plays=newest["recordsTotal"],
        top_user=users[0]["user_id"],
        other_user=users[len(users) // 2]["user_id"],
        movie=movie["rating_key"],
        show=episode["grandparent_rating_key"],
        movies=_section(api, "movie"),
        shows=_section(api, "show"),
        row_id=row["row_id"],
        word=str(row["title"] or "river").split()[-1],
        day=_day(row["date"] - 200 * DAY),
        later_day=_day(row["date"] - 170 * DAY),
    )


def _section(api: TautulliApi, kind: str) -> int:
    """The most played library of a kind."""
    rows = api.data("get_libraries_table", length=100)["data"]
    fitting = [row for row in rows if row["section_type"] == kind]
    return int(max(fitting, key=lambda row: row["plays"])["section_id"])


def all_calls(known: Known) -> list[Call]:
    """Every call, those of the Tautulli API first."""
    return [
        *_history(known),
        *_home(known),
        *_graphs(),
        *_people(known),
        *_libraries(known),
        *_items(known),
        *_small(known),
        *_pages(known),
    ]


def _history(known: Known) -> Iterator[Call]:
    page: Callable[..., Call] = _history_page
    yield page("history, page 1")
    yield page("history, page 1, ungrouped", grouping=0)
    yield page("history, 100 rows", length=100)
    yield page("history, common word", search="the")
    yield page("history, a word", search=known.word)
    yield page("history, of a user", user_id=known.top_user)
    yield page("history, deep page", start=int(known.plays * 0.7))
    yield page("history, by title", order_column="full_title", order_dir="asc")
    yield page("history, by user", order_column="friendly_name", order_dir="asc")
    yield page("history, by pause", order_column="paused_counter", order_dir="desc", grouping=0)
    yield page("history, of a library", section_id=known.movies)
    yield page("history, of a show", grandparent_rating_key=known.show)
    yield page("history, transcodes", transcode_decision="transcode")
    yield page("history, 30 days", after=known.day, before=known.later_day)
    yield page("history, a user's movies", user_id=known.other_user, media_type="movie")


def _history_page(name: str, **parameters: object) -> Call:
    return Call(name, "get_history", {"length": 25, **parameters})


def _home(known: Known) -> Iterator[Call]:
    for days in (30, 365, ALL_TIME):
        yield Call(f"home cards, {_span(days)}", "get_home_stats", {"time_range": days})
    yield Call(
        "home cards, 30 days, by time",
        "get_home_stats",
        {"time_range": 30, "stats_type": "duration"},
    )
    yield Call(
        "home cards, 365 days, a user",
        "get_home_stats",
        {"time_range": 365, "user_id": known.top_user},
    )


def _graphs() -> Iterator[Call]:
    for command in GRAPHS:
        words = command.removeprefix("get_").replace("_", " ")
        for days in (30, 365, ALL_TIME):
            yield Call(f"{words}, {_span(days)}", command, {"time_range": days})
    for months in (12, 120):
        yield Call(
            f"plays per month, {months} months", "get_plays_per_month", {"time_range": months}
        )
    yield Call(
        "plays by date, 365 days, by time",
        "get_plays_by_date",
        {"time_range": 365, "y_axis": "duration"},
    )


def _people(known: Known) -> Iterator[Call]:
    one = {"user_id": known.top_user}
    yield Call("user, watch time", "get_user_watch_time_stats", one)
    yield Call("user, players", "get_user_player_stats", one)
    yield Call("user, addresses", "get_user_ips", one)
    yield Call("user, with last seen", "get_user", {**one, "include_last_seen": "true"})
    yield Call("users table", "get_users_table")
    yield Call("user names", "get_user_names")


def _libraries(known: Known) -> Iterator[Call]:
    one = {"section_id": known.shows}
    yield Call("library, watch time", "get_library_watch_time_stats", one)
    yield Call("library, users", "get_library_user_stats", one)
    yield Call("libraries table", "get_libraries_table")
    yield Call(
        "library, media info", "get_library_media_info", {"section_id": known.movies, "length": 25}
    )


def _items(known: Known) -> Iterator[Call]:
    yield Call("movie, watch time", "get_item_watch_time_stats", {"rating_key": known.movie})
    yield Call("show, watch time", "get_item_watch_time_stats", {"rating_key": known.show})
    yield Call("show, users", "get_item_user_stats", {"rating_key": known.show})
    yield Call("stream data", "get_stream_data", {"row_id": known.row_id})


def _small(_known: Known) -> Iterator[Call]:
    yield Call("activity", "get_activity")
    yield Call("status", "status")


def _pages(known: Known) -> Iterator[Call]:
    deep = max(1, int(known.plays * 0.7) // 50)
    yield Call("our Home page", path="/")
    yield Call("our History page", path="/history")
    yield Call("our History page, deep", path=f"/history?page={deep}&size=50")


def _span(days: int) -> str:
    return "all time" if days == ALL_TIME else f"{days} days"


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
