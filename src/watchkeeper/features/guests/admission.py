"""Whom the owner lets in as a guest, and for which accounts they stand."""

from __future__ import annotations

from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.features.accounts import AccountKey, Admitted
from watchkeeper.features.preferences import Guests, Preferences
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.features.users import User, Users
from watchkeeper.features.users.people import People

SERVERS_OWN = 1
"""Numbers up to this are nobody's at plex.tv: 0 is Local, 1 a server's own word for its owner."""


def is_allowed(user: User) -> bool:
    """Whether this account, looked at alone, may be a guest."""
    return (
        user.allow_guest and user.is_active and not user.is_deleted and user.user_id > SERVERS_OWN
    )


class GuestAdmission:
    """Asked with every request of a guest: all it needs is in memory.

    A guest stands for their account on every server and for what the owner linked with it, but
    only where the owner allowed that account as a guest too.
    """

    def __init__(
        self, users: Users, servers: Servers, preferences: Preferences, people: People
    ) -> None:
        self._users = users
        self._servers = servers
        self._preferences = preferences
        self._people = people

    async def admitted(self, user_id: UserId) -> Admitted | None:
        """The guest with this plex.tv account number; None for whoever is not let in."""
        if not self._preferences.group(Guests).allow_guest_access:
            return None
        own = [user for user in await self._same(user_id) if is_allowed(user)]
        watched = {server.id for server in await self._servers.watched()}
        if not any(user.server_id in watched for user in own):
            return None
        keys = dict.fromkeys((user.server_id, user.user_id) for user in own)
        for user in own:
            for server, number in self._people.accounts_of(user.server_id, user.user_id):
                other = await self._users.get(ServerId(server), UserId(number))
                if other is not None and is_allowed(other):
                    keys[other.server_id, other.user_id] = None
        return Admitted(own[0].username, tuple(keys))

    async def own_accounts(self) -> tuple[AccountKey, ...]:
        """The accounts of the owners of the servers: what the owner's own pages are about."""
        everybody = [await self._users.all(server.id) for server in await self._servers.all()]
        return tuple(
            (user.server_id, user.user_id) for users in everybody for user in users if user.is_admin
        )

    async def _same(self, user_id: UserId) -> list[User]:
        found = [await self._users.get(one.id, user_id) for one in await self._servers.all()]
        return [user for user in found if user is not None]
