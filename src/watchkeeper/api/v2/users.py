"""The people: reading them, and what an owner may change of them."""

from __future__ import annotations

from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.params import Flag, Key, Keys, Text
from watchkeeper.api.v2.pictures import avatar, given_picture
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import UserId
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.users.user import User
from watchkeeper.values import dataclass

NAMELESS = "Local"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserParams:
    """One person."""

    user_id: Key
    include_last_seen: Flag = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditUserParams:
    """What is not given is reset: callers send all of it."""

    user_id: Key
    friendly_name: Text = ""
    custom_thumb: Text = ""
    do_notify: Flag = False
    keep_history: Flag = False
    allow_guest: Flag = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersParams:
    """One person, or several by the numbers of their rows, which count first."""

    user_id: Key | None = None
    row_ids: Keys = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndeleteUserParams:
    """One person, by id or else by name."""

    user_id: Key | None = None
    username: Text = ""


@command("get_users", params=NoParams)
async def get_users(call: Call, _params: NoParams) -> object:
    """Everybody with access to the server, but for those who were deleted."""
    return [user_row(user) for user in await call.app.users.all(call.server_id)]


@command("get_user_names", params=NoParams)
async def get_user_names(call: Call, _params: NoParams) -> object:
    """What everybody is called, but for those who were deleted."""
    return [
        {"user_id": user.user_id, "friendly_name": user.display_name}
        for user in await call.app.users.all(call.server_id)
    ]


@command("get_user", params=UserParams)
async def get_user(call: Call, params: UserParams) -> object:
    """One person; an unknown one is answered as the stand-in for everybody without account."""
    user = await call.app.users.get(call.server_id, UserId(params.user_id))
    if user is None:
        is_number = params.user_id >= 0
        return nobody() if params.include_last_seen and is_number else stand_in()
    last_seen = await _last_seen(call, user.user_id) if params.include_last_seen else None
    return user_facts(user) | {"last_seen": last_seen}


@command("edit_user", params=EditUserParams, scope=Scope.WRITE)
async def edit_user(call: Call, params: EditUserParams) -> object:
    """Change a person's name, picture and what is kept of them."""
    changes = {
        "friendly_name": params.friendly_name,
        "custom_avatar_url": given_picture(params.custom_thumb),
        "do_notify": params.do_notify,
        "keep_history": params.keep_history,
        "allow_guest": params.allow_guest,
    }
    try:
        await call.app.users.edit(call.server_id, UserId(params.user_id), changes, call.who)
    except InputError:
        return "Failed to update user."
    return "Successfully updated user."


@command("delete_user", params=UsersParams, scope=Scope.WRITE)
async def delete_user(call: Call, params: UsersParams) -> object:
    """Hide people, record them no more and delete their history."""
    if not _names_somebody(params):
        return Refused("No user id or row ids received.")
    users = await _named(call, params)
    if not users:
        return Refused("Failed to delete user(s).")
    for user in users:
        await call.app.users.delete(call.server_id, user.user_id, call.who)
    await _delete_history(call, users)
    return Said("Deleted user.")


@command("delete_all_user_history", params=UsersParams, scope=Scope.WRITE)
async def delete_all_user_history(call: Call, params: UsersParams) -> object:
    """Delete the history of people."""
    if not _names_somebody(params):
        return Refused("No user id or row ids received.")
    await _delete_history(call, await _named(call, params))
    return Said("Deleted user history.")


@command("undelete_user", params=UndeleteUserParams, scope=Scope.WRITE)
async def undelete_user(call: Call, params: UndeleteUserParams) -> object:
    """Show a deleted person again and record them; their deleted history stays deleted."""
    people = await call.app.users.all(call.server_id, with_deleted=True)
    by_id = params.user_id is not None
    for user in people:
        if user.user_id == params.user_id if by_id else user.username == params.username:
            await call.app.users.undelete(call.server_id, user.user_id, call.who)
            what = f"user_id {user.user_id}" if by_id else f"username {user.username}"
            return Said(f"Re-added user with {what}.")
    return Refused("Unable to re-add user. Invalid user_id or username.")


@command("refresh_users_list", params=NoParams, scope=Scope.WRITE)
async def refresh_users_list(call: Call, _params: NoParams) -> object:
    """Read the people of the server anew; false when they cannot be read."""
    try:
        await call.app.users.refresh(call.server_id)
    except OutsideError:
        return False
    return True


def user_row(user: User) -> Row:
    """A person as get_users lists them."""
    return {
        "row_id": user.id,
        "user_id": user.user_id,
        "username": user.username,
        "friendly_name": user.friendly_name or user.username,
        "thumb": user.custom_avatar_url or user.thumb,
        "email": user.email,
        **_flags(user),
        **_options(user),
        "allow_guest": int(user.allow_guest),
        "shared_libraries": _shared(user),
        "filter_all": user.filter_all,
        "filter_movies": user.filter_movies,
        "filter_tv": user.filter_tv,
        "filter_music": user.filter_music,
        "filter_photos": user.filter_photos,
    }


def user_facts(user: User) -> Row:
    """A person as get_user and the sessions of get_activity describe them."""
    return {
        "row_id": user.id,
        "user_id": user.user_id,
        "username": user.username,
        "friendly_name": user.friendly_name or user.username,
        "user_thumb": avatar(user.avatar),
        "email": user.email,
        **_flags(user),
        **_options(user),
        "deleted_user": int(user.is_deleted),
        "allow_guest": int(user.allow_guest),
        "shared_libraries": _shared(user),
        "last_seen": None,
    }


def stand_in() -> Row:
    """Who is answered for an id that nobody has."""
    return {
        "row_id": 0,
        "user_id": 0,
        "username": NAMELESS,
        "friendly_name": NAMELESS,
        "user_thumb": avatar(None),
        "email": "",
        "is_active": 1,
        "is_admin": "",
        "is_home_user": 0,
        "is_allow_sync": 0,
        "is_restricted": 0,
        "do_notify": 0,
        "keep_history": 1,
        "allow_guest": 0,
        "deleted_user": 0,
        "shared_libraries": [],
        "last_seen": None,
    }


def nobody() -> Row:
    """What is answered for an id that nobody has when the last visit is asked for too."""
    blank = dict.fromkeys(stand_in())
    return {**blank, "user_thumb": avatar(None), "shared_libraries": []}


def _flags(user: User) -> Row:
    return {
        "is_active": int(user.is_active),
        "is_admin": int(user.is_admin),
        "is_home_user": _number(is_set=user.is_home_user),
        "is_allow_sync": _number(is_set=user.is_allow_sync),
        "is_restricted": _number(is_set=user.is_restricted),
    }


def _options(user: User) -> Row:
    return {"do_notify": int(user.do_notify), "keep_history": int(user.keep_history)}


def _number(*, is_set: bool | None) -> int | None:
    return None if is_set is None else int(is_set)


def _shared(user: User) -> list[str]:
    return [str(section_id) for section_id in user.shared_libraries or ()]


async def _last_seen(call: Call, user_id: UserId) -> int | None:
    wanted = HistoryFilter(server_ids=(call.server_id,), user_ids=(user_id,))
    return await call.app.statistics.last_seen(wanted)


def _names_somebody(params: UsersParams) -> bool:
    return params.user_id is not None or bool(params.row_ids)


async def _named(call: Call, params: UsersParams) -> list[User]:
    people = await call.app.users.all(call.server_id, with_deleted=True)
    if params.row_ids:
        return [user for user in people if user.id in params.row_ids]
    return [user for user in people if user.user_id == params.user_id]


async def _delete_history(call: Call, users: list[User]) -> None:
    if not users:
        return
    wanted = HistoryFilter(
        server_ids=(call.server_id,), user_ids=tuple(user.user_id for user in users)
    )
    changes = call.app.large_changes
    await changes.finish(await changes.delete_all(wanted, call.who))


COMMANDS = (
    get_users,
    get_user_names,
    get_user,
    edit_user,
    delete_user,
    delete_all_user_history,
    undelete_user,
    refresh_users_list,
)
