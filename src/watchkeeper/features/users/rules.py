"""Rules about people: what a fresh account list changes, and whom a session belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from watchkeeper.domain.facts import LOCAL_USER, SectionId, ServerId, UserId
from watchkeeper.domain.media import PlexAccount
from watchkeeper.errors import MalformedError
from watchkeeper.features.users.user import User
from watchkeeper.values import dataclass

OWNER_ACCOUNT = 1
"""The number every Plex server gives its owner; plex.tv knows the owner by another one."""

ERASED_NUMBER = UserId(-1)
"""Under which a stream of an erased account is shown while it runs; it is never recorded."""

NOBODY_TITLES = frozenset({"", "local"})
"""How a server names somebody who played without signing in."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a fresh account list changes: rows to add and rows to rewrite."""

    added: tuple[User, ...]
    changed: tuple[User, ...]
    owner: UserId | None = None
    """The owner's number, when they were known by the server's own one until now."""


def local_user(server_id: ServerId) -> User:
    """The stand-in for whoever plays without an account."""
    return User(id=0, server_id=server_id, user_id=LOCAL_USER, username="Local")


def erased_user(server_id: ServerId) -> User:
    """The stand-in for whoever was erased and plays all the same."""
    return User(
        id=0,
        server_id=server_id,
        user_id=ERASED_NUMBER,
        username="Erased person",
        keep_history=False,
        do_notify=False,
    )


def nobody_is_erased(_server_id: ServerId, _user_id: UserId) -> bool:
    """Where nobody was ever erased."""
    return False


def refreshed(
    known: Mapping[UserId, User],
    accounts: Sequence[PlexAccount],
    *,
    server_id: ServerId,
    sections: tuple[SectionId, ...],
) -> Refreshed:
    """What changes when `accounts` is the whole list and `sections` are the server's libraries.

    Raises:
        MalformedError: the list lacks the owner, so it cannot be whole.
    """
    if not any(account.is_admin for account in accounts):
        raise MalformedError(
            "The account list came without the server's owner, so it is not complete."
            " Nothing was changed."
        )
    listed: dict[UserId, PlexAccount] = {}
    for account in accounts:
        if account.user_id != LOCAL_USER:
            listed.setdefault(account.user_id, account)
    if OWNER_ACCOUNT in listed and any(user.is_admin for user in known.values()):
        return _strangers(known, listed, server_id)
    stand_in = known.get(UserId(OWNER_ACCOUNT))
    stand_in = stand_in if stand_in is not None and stand_in.is_admin else None
    added, changed = [], []
    for user_id, account in listed.items():
        before = known.get(user_id)
        first = _new(server_id, account, stand_in if account.is_admin else None)
        after = _updated(before or first, account, sections)
        if before is None:
            added.append(after)
        elif after != before:
            changed.append(after)
    changed += [_gone(user) for user in known.values() if _is_gone(user, listed)]
    replaced = stand_in is not None and OWNER_ACCOUNT not in listed
    owner = next((one.user_id for one in listed.values() if one.is_admin), None)
    return Refreshed(tuple(added), tuple(changed), owner if replaced else None)


def _strangers(
    known: Mapping[UserId, User], listed: Mapping[UserId, PlexAccount], server_id: ServerId
) -> Refreshed:
    """From a server's own list only unknown people are taken: it tells less than plex.tv did."""
    unknown = [
        account
        for user_id, account in listed.items()
        if user_id not in known and user_id != OWNER_ACCOUNT
    ]
    return Refreshed(
        tuple(_updated(_new(server_id, account), account, ()) for account in unknown), ()
    )


def matched(users: Iterable[User], account_id: int, title: str) -> User | None:
    """The user behind an account of the server; None when there is none (yet).

    The owner is account 1 there: found by username, else taken to be the user who is admin,
    whatever the server calls them (Tautulli books such plays on Local).
    """
    users = tuple(users)
    if account_id != OWNER_ACCOUNT:
        return next((user for user in users if user.user_id == account_id), None)
    wanted = title.strip().casefold()
    named = [user for user in users if user.username.casefold() == wanted]
    if named:
        return max(named, key=lambda user: user.is_admin)
    if wanted in NOBODY_TITLES:
        return None
    return next((user for user in users if user.is_admin), None)


def is_nobody(account_id: int, title: str) -> bool:
    """Whether the server says that nobody was signed in."""
    return account_id == LOCAL_USER or (
        account_id == OWNER_ACCOUNT and title.strip().casefold() in NOBODY_TITLES
    )


def _new(server_id: ServerId, account: PlexAccount, stand_in: User | None = None) -> User:
    """A row for an account; what was decided for the one who stood in for it stays decided."""
    if stand_in is not None:
        return replace(stand_in, id=0, user_id=account.user_id)
    return User(id=0, server_id=server_id, user_id=account.user_id, username=account.username)


def _is_gone(user: User, listed: Mapping[UserId, PlexAccount]) -> bool:
    is_present = user.is_active or user.is_admin
    return is_present and user.user_id != LOCAL_USER and user.user_id not in listed


def _gone(user: User) -> User:
    stood_in = user.user_id == OWNER_ACCOUNT and user.is_admin
    return replace(user, is_active=False, is_admin=False, is_deleted=user.is_deleted or stood_in)


def _updated(user: User, account: PlexAccount, sections: tuple[SectionId, ...]) -> User:
    shared = sections if account.is_admin else account.shared_sections
    if shared is None:
        shared = user.shared_libraries
    return replace(
        user,
        username=account.username or account.title or user.username,
        title=account.title if account.title and account.title != account.username else None,
        email=account.email,
        thumb=account.thumb or None,
        custom_avatar_url=_avatar(user, account),
        is_active=account.is_admin or shared is None or bool(shared),
        is_admin=account.is_admin,
        is_home_user=account.is_home_user,
        is_allow_sync=account.is_allow_sync,
        is_restricted=account.is_restricted,
        shared_libraries=shared,
        filter_all=account.filter_all,
        filter_movies=account.filter_movies,
        filter_tv=account.filter_tv,
        filter_music=account.filter_music,
        filter_photos=account.filter_photos,
    )


def _avatar(user: User, account: PlexAccount) -> str | None:
    is_customised = bool(user.custom_avatar_url) and user.custom_avatar_url != user.thumb
    return user.custom_avatar_url if is_customised else account.thumb or None
