"""The tables of people, libraries and addresses with what was played last."""

from __future__ import annotations

from watchkeeper.api.v2.history_row import labels, poster, stated_key
from watchkeeper.api.v2.libraries import Shelf, known_libraries
from watchkeeper.api.v2.params import UNMATCHED, Flag, Key
from watchkeeper.api.v2.pictures import avatar, library_art, library_thumb
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import (
    Row,
    TableColumns,
    TableParams,
    empty_table,
    table,
    table_request,
)
from watchkeeper.api.v2.watch_time import is_grouped
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.platforms import platform_title
from watchkeeper.features.history.rows import HistoryQuery, PlayRow
from watchkeeper.features.statistics import AddressFigures, LibraryFigures, UserFigures
from watchkeeper.features.users.user import User
from watchkeeper.values import dataclass

LAST_PLAYED_FACTS = (
    "history_row_id", "rating_key", "media_type", "parent_title", "year", "media_index",
    "parent_media_index", "live", "originally_available_at", "guid",
)  # fmt: skip
USER_SEARCHABLE = (
    "friendly_name",
    "username",
    "title",
    "email",
    "ip_address",
    "platform",
    "player",
)
USER_COLUMNS = TableColumns.of(
    *USER_SEARCHABLE,
    "user_thumb",
    "last_seen",
    "last_played",
    "plays",
    "duration",
    searchable=USER_SEARCHABLE,
    usual="friendly_name",
    also=(
        *LAST_PLAYED_FACTS,
        "row_id",
        "user_id",
        "transcode_decision",
        "do_notify",
        "keep_history",
        "allow_guest",
        "is_active",
    ),
)
LIBRARY_SEARCHABLE = (
    "section_name",
    "section_type",
    "count",
    "parent_count",
    "child_count",
    "last_played",
)
LIBRARY_COLUMNS = TableColumns.of(
    *LIBRARY_SEARCHABLE,
    "library_thumb",
    "last_accessed",
    "plays",
    "duration",
    searchable=LIBRARY_SEARCHABLE,
    usual="section_name",
    also=(
        *LAST_PLAYED_FACTS,
        "row_id",
        "server_id",
        "section_id",
        "content_rating",
        "do_notify",
        "do_notify_created",
        "keep_history",
        "is_active",
    ),
)
ADDRESS_SEARCHABLE = ("ip_address", "platform", "player", "last_played", "play_count")
ADDRESS_COLUMNS = TableColumns.of(
    *ADDRESS_SEARCHABLE,
    "last_seen",
    "first_seen",
    searchable=ADDRESS_SEARCHABLE,
    usual="last_seen",
    also=(*LAST_PLAYED_FACTS, "friendly_name", "transcode_decision"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersTableParams(TableParams):
    """One person alone, if wanted."""

    grouping: Flag | None = None
    user_id: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrariesTableParams(TableParams):
    """Whether plays that continue each other count as one."""

    grouping: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressesParams(TableParams):
    """Whose addresses."""

    user_id: Key | None = None


@command("get_users_table", params=UsersTableParams)
async def get_users_table(call: Call, params: UsersTableParams) -> object:
    """Everybody with what they watched in all and what they watched last."""
    request = table_request(params, USER_COLUMNS)
    if request is None:
        return empty_table()
    people = await call.app.users.all(call.server_id, with_deleted=True)
    shown = [user for user in people if not user.is_deleted]
    user_ids: tuple[int, ...] = ()
    if params.user_id is not None:
        user_ids = (params.user_id,)
        shown = [user for user in shown if user.user_id == params.user_id]
    wanted = HistoryFilter(server_ids=(call.server_id,), user_ids=user_ids)
    grouped = is_grouped(call, params.grouping)
    figures = await call.app.statistics.users_table(wanted, grouped=grouped)
    by_user = {each.user_id: each for each in figures}
    shown.sort(key=lambda user: user.user_id)
    rows = [user_table_row(user, by_user.get(user.user_id)) for user in shown]
    return _with_titles(table(request, rows, len(people)))


@command("get_libraries_table", params=LibrariesTableParams)
async def get_libraries_table(call: Call, params: LibrariesTableParams) -> object:
    """Every library with what was watched of it in all and what was watched last."""
    request = table_request(params, LIBRARY_COLUMNS)
    if request is None:
        return empty_table()
    shelves = await known_libraries(call)
    wanted = HistoryFilter(server_ids=(call.server_id,))
    grouped = is_grouped(call, params.grouping)
    figures = await call.app.statistics.libraries_table(wanted, grouped=grouped)
    by_section = {each.section_id: each for each in figures}
    rows = [
        library_table_row(shelf, by_section.get(shelf.library.section_id))
        for shelf in shelves
        if not shelf.library.is_deleted
    ]
    rows.sort(key=lambda row: (row["server_id"], row["section_id"]))
    return table(request, rows, len(shelves))


@command("get_user_ips", params=AddressesParams)
async def get_user_ips(call: Call, params: AddressesParams) -> object:
    """The addresses from which a person played, and what was played last there."""
    request = table_request(params, ADDRESS_COLUMNS)
    if request is None:
        return empty_table()
    user_id = UNMATCHED if params.user_id is None else params.user_id
    wanted = HistoryFilter(server_ids=(call.server_id,), user_ids=(user_id,))
    figures = await call.app.statistics.user_ips(wanted)
    counting = HistoryQuery(filter=wanted, grouped=False, order=(), limit=0)
    total = (await call.app.history.page(counting)).total
    rows = sorted(map(address_row, figures), key=lambda row: row["ip_address"] or "")
    return _with_titles(table(request, rows, total))


def user_table_row(user: User, figures: UserFigures | None) -> Row:
    """A person with their plays; nothing but the person when there are none."""
    last = figures.last if figures else None
    return {
        "row_id": user.id,
        "user_id": user.user_id,
        "username": user.username,
        "friendly_name": user.display_name,
        "title": user.title,
        "email": user.email,
        "user_thumb": avatar(user.avatar),
        "plays": figures.plays if figures else 0,
        "duration": figures.seconds if figures else 0,
        "last_seen": figures.last_seen if figures else None,
        "last_played": last.full_title if last else None,
        "history_row_id": last.id if last else None,
        "ip_address": last.ip_address if last else None,
        "platform": last.player.platform if last else None,
        "player": last.player.player if last else None,
        **_item(last, ("media_type", "thumb")),
        **_place(last),
        "transcode_decision": last.transcode_decision if last else None,
        "do_notify": int(user.do_notify),
        "keep_history": int(user.keep_history),
        "allow_guest": int(user.allow_guest),
        "is_active": int(user.is_active),
    }


def library_table_row(shelf: Shelf, figures: LibraryFigures | None) -> Row:
    """A library with its plays."""
    library, last = shelf.library, figures.last if figures else None
    return {
        "row_id": library.id,
        "server_id": shelf.identifier,
        "section_id": library.section_id,
        "section_name": library.section_name,
        "section_type": library.section_type,
        "count": library.count,
        "parent_count": library.parent_count,
        "child_count": library.child_count,
        "library_thumb": library_thumb(library),
        "library_art": library_art(library),
        "plays": figures.plays if figures else 0,
        "duration": figures.seconds if figures else 0,
        "last_accessed": figures.last_accessed if figures else None,
        "history_row_id": last.id if last else None,
        "last_played": last.full_title if last else None,
        **_item(last, ("media_type", "thumb")),
        "content_rating": last.item.get("content_rating") if last else None,
        "labels": labels(last) if last else [],
        **_place(last),
        "do_notify": int(library.do_notify),
        "do_notify_created": int(library.do_notify_created),
        "keep_history": int(library.keep_history),
        "is_active": int(library.is_active),
    }


def address_row(figures: AddressFigures) -> Row:
    """An address with its plays."""
    newest = figures.newest
    return {
        "history_row_id": newest.id,
        "last_seen": figures.last_seen,
        "first_seen": figures.first_seen,
        "ip_address": figures.ip_address,
        "play_count": figures.play_count,
        "platform": newest.player.platform,
        "player": newest.player.player,
        "last_played": newest.full_title,
        **_item(newest, ("thumb", "media_type")),
        **_place(newest),
        "transcode_decision": newest.transcode_decision,
        "friendly_name": newest.friendly_name,
        "user_id": newest.user_id,
    }


def _item(play: PlayRow | None, pictured: tuple[str, str]) -> Row:
    """What was played; `pictured` names its kind and its picture in the order of the table."""
    words = ("parent_title", "year", "media_index", "parent_media_index")
    found = {
        "media_type": play.media_type if play else None,
        "thumb": poster(play.item, play.media_type) if play else None,
    }
    return {
        "rating_key": stated_key(play, "rating_key") if play else None,
        **{name: found[name] for name in pictured},
        **{word: play.item.get(word) if play else None for word in words},
    }


def _place(play: PlayRow | None) -> Row:
    words = ("originally_available_at", "guid")
    return {
        "live": int(play.live) if play else None,
        **{word: play.item.get(word) if play else None for word in words},
    }


def _with_titles(answer: Row) -> Row:
    """The table with the names of platforms as people know them; it is sorted by stated ones."""
    for row in answer["data"]:
        row["platform"] = platform_title(row["platform"]) if row["platform"] else row["platform"]
    return answer


COMMANDS = (get_users_table, get_libraries_table, get_user_ips)
