"""get_user_logins and logout_user_session: who signed in, and ending what that began."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from watchkeeper.api.v2.answers import Said
from watchkeeper.api.v2.params import Key, Keys
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import (
    Row,
    TableColumns,
    TableParams,
    empty_table,
    table,
    table_request,
)
from watchkeeper.api.v2.user_agent import browser_of, system_of
from watchkeeper.domain.facts import UserId
from watchkeeper.features.accounts import SignIn, SignInQuery
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.users.user import User
from watchkeeper.values import dataclass

COLUMNS = TableColumns.of(
    "timestamp",
    "ip_address",
    "host",
    searchable=("ip_address", "host"),
    usual="timestamp",
    also=("row_id", "user_id", "user_group", "user_agent", "success", "friendly_name"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInsParams(TableParams):
    """One person's attempts; without, everybody's."""

    user_id: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutParams:
    """Rows of the log of sign-ins."""

    row_ids: Keys = ()


@command("get_user_logins", params=SignInsParams, scope=Scope.ADMIN)
async def get_user_logins(call: Call, params: SignInsParams) -> object:
    """Every attempt to sign in to the web interface."""
    request = table_request(params, COLUMNS)
    if request is None:
        return empty_table()
    query = SignInQuery(user_id=params.user_id, order=(), limit=None)
    found = await call.app.accounts.sign_ins(query)
    users = await call.app.users.all(call.server_id, with_deleted=True)
    rows = sign_in_rows(sorted(found.rows, key=lambda each: each.id), users)
    return table(request, rows, found.total)


@command("logout_user_session", params=SignOutParams, scope=Scope.ADMIN)
async def logout_user_session(call: Call, params: SignOutParams) -> object:
    """Sign out the browsers that these sign-ins let in; those that are out already are fine."""
    await call.app.accounts.end_signed_in(frozenset(params.row_ids))
    return Said("Users session logged out.")


def sign_in_rows(attempts: Iterable[SignIn], users: Iterable[User]) -> list[Row]:
    """The attempts, each with the display name of who made it."""
    known = {user.user_id: user.display_name for user in users}
    rows = []
    for each in attempts:
        name = None if each.user_id is None else known.get(UserId(each.user_id))
        rows.append(
            {
                "row_id": each.id,
                "timestamp": each.timestamp,
                "user_id": each.user_id,
                "user_group": each.user_group,
                "ip_address": each.ip_address,
                "host": each.host,
                "user_agent": each.user_agent,
                "os": system_of(each.user_agent or ""),
                "browser": browser_of(each.user_agent or ""),
                "success": int(each.success),
                "expiry": _expiry(each.expires_at),
                "current": False,
                "friendly_name": name or each.username,
            }
        )
    return rows


def _expiry(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"


COMMANDS = (get_user_logins, logout_user_session)
