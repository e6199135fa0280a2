"""The people on the servers: refreshed from plex.tv, edited by the owner, matched to sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import anyio
import structlog

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import LOCAL_USER, ServerId, UserId
from watchkeeper.domain.session import Person
from watchkeeper.errors import ConflictError, NotFoundError, OutsideError, UnreachableError
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.users import queries
from watchkeeper.features.users.edits import checked_changes
from watchkeeper.features.users.ports import AccountSources, HandOver, IsErased
from watchkeeper.features.users.rules import (
    ERASED_NUMBER,
    OWNER_ACCOUNT,
    erased_user,
    is_nobody,
    local_user,
    matched,
    nobody_is_erased,
    refreshed,
)
from watchkeeper.features.users.user import User, UserCard, UsersChanged
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant

log = structlog.get_logger(__name__)

ASK_AGAIN_SECONDS = 300.0
"""An unknown account makes us read the account list again, at most this often a server."""

MATCH_SECONDS = 1.5
"""How long a session waits for the account list before it is shown with what is known."""

People = dict[UserId, User]
Values = dict[str, Any]  # Any: values of any column


class Users:
    """Keeps the people of each server. What is known is held in memory: reading costs nothing.

    Request budget: one account list (four requests to plex.tv) a server at start, every 12 hours,
    and for accounts never seen at most every five minutes.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        bus: Bus,
        sources: AccountSources,
        is_erased: IsErased = nobody_is_erased,
    ) -> None:
        self._db = db
        self._is_erased = is_erased
        self._clock = clock
        self._bus = bus
        self._sources = sources
        self._trail = AuditTrail(db)
        self._known: dict[ServerId, People] = {}
        self._cards: dict[ServerId, Mapping[UserId, UserCard]] = {}
        self._asked: dict[ServerId, float] = {}
        self._lock = anyio.Lock()
        self._reading: dict[ServerId, anyio.Lock] = {}
        self._hand_overs: list[HandOver] = []

    def hand_over_by(self, hand_over: HandOver) -> None:
        """One more who passes on what is an account's, once plex.tv tells the owner's number.

        They are asked in the order in which they were named.
        """
        self._hand_overs.append(hand_over)

    async def load(self) -> None:
        """Read everybody on record, so that `named` answers."""
        for server_id in await self._db.read(queries.servers_with_users):
            await self._loaded(server_id)

    async def reload(self, server_id: ServerId) -> None:
        """Read a server's people anew: for whoever wrote user rows himself (an import)."""
        self._known.pop(server_id, None)
        await self._loaded(server_id)
        self._bus.publish(UsersChanged(server_id))

    async def all(self, server_id: ServerId, *, with_deleted: bool = False) -> tuple[User, ...]:
        """Everybody on a server in the order they were added, Local included."""
        people = (await self._loaded(server_id)).values()
        return tuple(user for user in people if with_deleted or not user.is_deleted)

    async def everybody(self, *, with_deleted: bool = False) -> tuple[User, ...]:
        """Everybody on all servers."""
        servers = await self._db.read(queries.servers_with_users)
        found = [await self.all(server_id, with_deleted=with_deleted) for server_id in servers]
        return tuple(user for users in found for user in users)

    async def get(self, server_id: ServerId, user_id: UserId) -> User | None:
        """One person, also a deleted one; None when unknown."""
        if user_id == ERASED_NUMBER:
            return erased_user(server_id)
        return (await self._loaded(server_id)).get(user_id)

    async def local(self, server_id: ServerId) -> User:
        """The stand-in for whoever plays without an account."""
        return (await self._loaded(server_id))[LOCAL_USER]

    def named(self, server_id: ServerId) -> Mapping[UserId, UserCard]:
        """What everybody is called, without waiting; empty until loaded."""
        return self._cards.get(server_id, MappingProxyType({}))

    async def match(self, server_id: ServerId, account_id: int, title: str) -> Person:
        """Whom an account of the server stands for.

        An unknown one makes the list be read again, not more often than every five minutes, and so
        does an owner whose number plex.tv has not told yet. One that stays unknown, and whoever is
        not signed in, is Local. A list that cannot be read raises nothing here.
        """
        if is_nobody(account_id, title):
            return (await self.local(server_id)).person
        if self._is_erased(server_id, UserId(account_id)):
            return erased_user(server_id).person
        found = matched((await self._loaded(server_id)).values(), account_id, title)
        if found is None or found.user_id == OWNER_ACCOUNT:
            with anyio.move_on_after(MATCH_SECONDS):
                await self._refresh_quietly(server_id)
            found = matched((await self._loaded(server_id)).values(), account_id, title)
        return (found or await self.local(server_id)).person

    async def refresh(self, server_id: ServerId) -> None:
        """Read the account list and keep what changed; a failed or partial list changes nothing.

        Raises:
            UnreachableError: the server has no address, or the list could not be read.
            MalformedError: the list is not complete.
        """
        async with self._reading.setdefault(server_id, anyio.Lock()):
            await self._refresh(server_id)

    async def _refresh(self, server_id: ServerId) -> None:
        self._asked[server_id] = self._clock.monotonic()
        source = self._sources(server_id)
        if source is None:
            raise UnreachableError(
                "Server %(server_id)s has no address: set it up first.", server_id=server_id
            )
        accounts = [
            account
            for account in await source.accounts()
            if account.is_admin or not self._is_erased(server_id, account.user_id)
        ]
        async with self._lock:
            known = await self._loaded(server_id)
            sections = await self._db.read(queries.shared_by_owner, server_id)
            news = refreshed(known, accounts, server_id=server_id, sections=sections)
            if not news.added and not news.changed:
                return
            await self._db.write(queries.store_users, news.added, news.changed)
            await self.reload(server_id)
        if news.owner is not None:
            for hand_over in self._hand_overs:
                await hand_over(server_id, UserId(OWNER_ACCOUNT), news.owner)
        log.info("users refreshed", server=server_id, added=len(news.added))

    async def edit(
        self, server_id: ServerId, user_id: UserId, changes: Mapping[str, object], who: str
    ) -> User:
        """Change what an owner may change: see `edits`.

        Raises:
            NotFoundError: there is no such user.
            InputError: a field is unknown, or its value cannot be used.
        """
        user = await self._existing(server_id, user_id)
        return await self._change(user, "user_edited", checked_changes(user, changes), who)

    async def delete(self, server_id: ServerId, user_id: UserId, who: str) -> User:
        """Hide a person and stop recording them; the row stays.

        Raises:
            NotFoundError: there is no such user.
        """
        user = await self._existing(server_id, user_id)
        flags = {"is_deleted": True, "keep_history": False, "do_notify": False}
        return await self._change(user, "user_deleted", flags, who)

    async def undelete(self, server_id: ServerId, user_id: UserId, who: str) -> User:
        """Show a hidden person again and record them.

        Raises:
            NotFoundError: there is no such user.
        """
        user = await self._existing(server_id, user_id)
        flags = {"is_deleted": False, "keep_history": True, "do_notify": True}
        return await self._change(user, "user_undeleted", flags, who)

    async def undo(self, audit_id: int, who: str) -> User:
        """Take back one edit, as the audit trail names it.

        Raises:
            NotFoundError: there is no such entry, or its user is gone.
            ConflictError: it cannot be taken back here, or was already.
        """
        entry = await self._trail.undoable(audit_id, "users")
        server_id, _, user_id = entry.note.subject.removeprefix("user:").partition("/")
        user = await self._existing(ServerId(int(server_id)), UserId(int(user_id)))
        note = self._note(user, "user_change_undone", dict(entry.note.values_before), who)
        if not await self._db.write(queries.undo_change, user.id, audit_id, note):
            raise ConflictError("Change %(audit_id)s was taken back already.", audit_id=audit_id)
        await self.reload(user.server_id)
        return await self._existing(user.server_id, user.user_id)

    async def _change(self, user: User, action: str, values: Values, who: str) -> User:
        async with self._lock:
            note = self._note(user, action, values, who)
            read = partial(queries.user_in_row, row_id=user.id)
            _, changed = await self._db.write_then(read, queries.change_user, user.id, note)
            self._keep_one(changed)
            self._bus.publish(UsersChanged(user.server_id, user.user_id))
        return await self._existing(user.server_id, user.user_id)

    def _note(self, user: User, action: str, values: Values, who: str) -> AuditNote:
        return AuditNote(
            at=instant(self._clock),
            who=who,
            action=action,
            subject=f"user:{user.server_id}/{user.user_id}",
            before={name: getattr(user, name) for name in values},
            after=values,
        )

    async def _existing(self, server_id: ServerId, user_id: UserId) -> User:
        user = await self.get(server_id, user_id)
        if user is None or not user.id:  # stand-ins have no row that could be changed
            raise NotFoundError(
                "There is no user %(user_id)s on this server.", user_id=user_id, field="user_id"
            )
        return user

    async def _loaded(self, server_id: ServerId) -> People:
        if server_id not in self._known:
            rows = await self._db.read_first(queries.users_of, server_id)
            if all(user.user_id != LOCAL_USER for user in rows):
                if not await self._db.read(queries.is_server, server_id):
                    return {LOCAL_USER: local_user(server_id)}
                await self._db.write(queries.insert_user, local_user(server_id))
                rows = await self._db.read_first(queries.users_of, server_id)
            self._keep(server_id, rows)
        return self._known[server_id]

    def _keep(self, server_id: ServerId, rows: Sequence[User]) -> None:
        self._known[server_id] = {user.user_id: user for user in rows}
        self._cards[server_id] = MappingProxyType({user.user_id: _card(user) for user in rows})

    def _keep_one(self, user: User) -> None:
        """Know one person anew, if those of the server are known."""
        known = self._known.get(user.server_id)
        if known is not None:
            self._keep(user.server_id, [*{**known, user.user_id: user}.values()])

    def _may_ask(self, server_id: ServerId) -> bool:
        asked = self._asked.get(server_id)
        return asked is None or self._clock.monotonic() - asked >= ASK_AGAIN_SECONDS

    async def _refresh_quietly(self, server_id: ServerId) -> None:
        """Wait for a list that is being read, else read one if the last is old enough."""
        try:
            async with self._reading.setdefault(server_id, anyio.Lock()):
                if self._may_ask(server_id):
                    await self._refresh(server_id)
        except OutsideError as error:
            log.warning("users not refreshed", server=server_id, error=str(error))


def _card(user: User) -> UserCard:
    return UserCard(user.display_name, user.avatar, user.is_active)
