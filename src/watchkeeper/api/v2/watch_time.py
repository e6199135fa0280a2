"""How much was watched, by person, by player and in the last days."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.api.v2.history_filter import CONTAINERS, keys_inside
from watchkeeper.api.v2.params import DayCounts, Flag, Key, Text
from watchkeeper.api.v2.pictures import avatar
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.platforms import platform_name, platform_title
from watchkeeper.features.preferences.groups import HistoryTables
from watchkeeper.features.statistics import PlayerShare, UserShare, WatchTime
from watchkeeper.features.users.user import User
from watchkeeper.values import dataclass

USUAL_DAYS = (1, 7, 30, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserShareParams:
    """Of which person."""

    user_id: Key
    grouping: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTimeParams(UserShareParams):
    """Of which person, in how many days; 0 days mean all time."""

    query_days: DayCounts = USUAL_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryShareParams:
    """Of which library."""

    section_id: Key
    grouping: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryTimeParams(LibraryShareParams):
    """Of which library, in how many days; 0 days mean all time."""

    query_days: DayCounts = USUAL_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShareParams:
    """Of which item and all below it; `media_type` matters for collection and playlist."""

    rating_key: Key
    media_type: Text = ""
    grouping: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTimeParams(ItemShareParams):
    """Of which item, in how many days; 0 days mean all time."""

    query_days: DayCounts = USUAL_DAYS


@command("get_user_watch_time_stats", params=UserTimeParams)
async def get_user_watch_time_stats(call: Call, params: UserTimeParams) -> object:
    """How much a person watched in the last days."""
    if params.user_id < 0:
        return []
    wanted = HistoryFilter(server_ids=(call.server_id,), user_ids=(params.user_id,))
    return await _watch_time(call, wanted, params)


@command("get_library_watch_time_stats", params=LibraryTimeParams)
async def get_library_watch_time_stats(call: Call, params: LibraryTimeParams) -> object:
    """How much of a library was watched in the last days."""
    if params.section_id < 0:
        return []
    wanted = HistoryFilter(server_ids=(call.server_id,), section_ids=(params.section_id,))
    return await _watch_time(call, wanted, params)


@command("get_item_watch_time_stats", params=ItemTimeParams)
async def get_item_watch_time_stats(call: Call, params: ItemTimeParams) -> object:
    """How much of an item, or of all below it, was watched in the last days."""
    if params.rating_key < 0:
        return []
    return await _watch_time(call, await _of_item(call, params), params)


@command("get_library_user_stats", params=LibraryShareParams)
async def get_library_user_stats(call: Call, params: LibraryShareParams) -> object:
    """How much of a library everybody watched."""
    wanted = HistoryFilter(server_ids=(call.server_id,), section_ids=(params.section_id,))
    return await _user_shares(call, wanted, params.grouping)


@command("get_item_user_stats", params=ItemShareParams)
async def get_item_user_stats(call: Call, params: ItemShareParams) -> object:
    """How much of an item, or of all below it, everybody watched."""
    if params.rating_key < 0:
        return []
    return await _user_shares(call, await _of_item(call, params), params.grouping)


@command("get_user_player_stats", params=UserShareParams)
async def get_user_player_stats(call: Call, params: UserShareParams) -> object:
    """How much a person watched on each player."""
    wanted = HistoryFilter(server_ids=(call.server_id,), user_ids=(params.user_id,))
    grouped = is_grouped(call, params.grouping)
    return player_rows(await call.app.statistics.players_of(wanted, grouped=grouped))


def is_grouped(call: Call, asked: bool | None) -> bool:  # what was asked, if at all
    """Whether plays that continue each other count as one: as asked, else as the owner chose."""
    chosen = call.app.preferences.group(HistoryTables).group_history_tables
    return chosen if asked is None else asked


def watch_time_row(found: WatchTime) -> Row:
    """One span of days."""
    return {
        "query_days": found.query_days,
        "total_time": found.total_seconds,
        "total_plays": found.total_plays,
    }


def user_share_rows(shares: Iterable[UserShare], users: Iterable[User]) -> list[Row]:
    """The shares of people on record."""
    known = {user.user_id: user for user in users}
    return [
        {
            "friendly_name": user.display_name,
            "user_id": user.user_id,
            "user_thumb": avatar(user.avatar),
            "username": user.username,
            "total_plays": share.plays,
            "total_time": share.seconds,
        }
        for share in shares
        if (user := known.get(share.user_id)) is not None
    ]


def player_rows(shares: Iterable[PlayerShare]) -> list[Row]:
    """The shares of players, numbered from 0."""
    rows = []
    for number, share in enumerate(shares):
        title = platform_title(share.platform or "")
        rows.append(
            {
                "player_name": share.player,
                "platform": title,
                "platform_name": platform_name(title),
                "total_plays": share.plays,
                "total_time": share.seconds,
                "result_id": number,
            }
        )
    return rows


async def _watch_time(
    call: Call, wanted: HistoryFilter, params: UserTimeParams | LibraryTimeParams | ItemTimeParams
) -> list[Row]:
    grouped = is_grouped(call, params.grouping)
    days = [max(0, asked) for asked in params.query_days]  # below 0 means all time too
    found = await call.app.statistics.watch_time(wanted, days, grouped=grouped)
    return [
        watch_time_row(each) | {"query_days": asked}
        for each, asked in zip(found, params.query_days, strict=True)
    ]


async def _user_shares(
    call: Call,
    wanted: HistoryFilter,
    grouping: bool | None,  # what was asked, if at all
) -> list[Row]:
    grouped = is_grouped(call, grouping)
    shares = await call.app.statistics.users_of(wanted, grouped=grouped)
    return user_share_rows(shares, await call.app.users.all(call.server_id, with_deleted=True))


async def _of_item(call: Call, params: ItemShareParams) -> HistoryFilter:
    keys: tuple[int, ...] = (params.rating_key,)
    if params.media_type in CONTAINERS:
        keys = await keys_inside(call, keys, params.media_type)
    return HistoryFilter(server_ids=(call.server_id,), any_rating_keys=keys)


COMMANDS = (
    get_user_watch_time_stats,
    get_library_watch_time_stats,
    get_item_watch_time_stats,
    get_library_user_stats,
    get_item_user_stats,
    get_user_player_stats,
)
