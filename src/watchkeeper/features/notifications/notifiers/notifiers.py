"""All notifiers: kept sealed, and open in memory for the moment in which something happens."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import orjson
from sqlalchemy import Connection

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import Facts, ServerId
from watchkeeper.domain.notices.agents import Agent
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.notifications.notifiers.checking import BROKEN, concerned, flaws, refuse
from watchkeeper.features.notifications.notifiers.edit import LONGEST_NAME, NotifierEdit, edited
from watchkeeper.features.notifications.notifiers.notifier import (
    Notifier,
    NotifierChange,
    changed_content,
    new_content,
)
from watchkeeper.features.notifications.queries import notifiers as queries
from watchkeeper.features.notifications.queries.notifiers import StoredNotifier
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.texts import N_, _

Key: TypeAlias = tuple[ServerId, int]

COPY = N_(" (copy)")


class Notifiers:
    """The notifiers of every server, by their numbers.

    What an import brought is taken over when somebody asks for all of them next.
    """

    def __init__(self, db: Database, clock: Clock, sealer: Sealer) -> None:
        self._db = db
        self._clock = clock
        self._sealer = sealer
        self._known: dict[Key, Notifier] | None = None
        self._changes = 0
        self._deleted: dict[Key, Notifier] = {}

    async def all(self, server_id: ServerId | None = None) -> list[Notifier]:
        """Those of a server, or of all, by number."""
        known = await self._loaded()
        return [each for each in known.values() if server_id in {None, each.server_id}]

    async def get(self, server_id: ServerId, number: int) -> Notifier | None:
        """One of them; None when there is none of that number."""
        known = await self._loaded() if self._known is None else self._known
        return known.get((server_id, number))

    async def set_off_by(self, server_id: ServerId, trigger: str) -> list[Notifier]:
        """Those that a trigger of a server (on_play ...) sets off."""
        known = await self._loaded() if self._known is None else self._known
        return [
            each
            for each in known.values()
            if each.server_id == server_id and each.content.get(trigger)
        ]

    @property
    def servers(self) -> frozenset[ServerId]:
        """The servers that have notifiers, as far as they were read."""
        return frozenset(server_id for server_id, _number in self._known or ())

    def may_tell(self, server_id: ServerId, trigger: str) -> bool:
        """Whether a trigger sets something off; True also while they are not read yet."""
        if self._known is None:
            return True
        found = (each for each in self._known.values() if each.server_id == server_id)
        return any(each.content.get(trigger) for each in found)

    async def add(self, server_id: ServerId, agent: Agent) -> int:
        """Make a new one with the usual settings, which nothing sets off yet; returns its number.

        Raises:
            InputError: no server is set up.
        """
        _check(server_id)
        await self._loaded()
        content = self._sealed(new_content(agent))
        number = await self._db.write(queries.add, server_id, content)
        self.forget()
        return number

    async def add_with(self, server_id: ServerId, agent: Agent, edit: NotifierEdit) -> Notifier:
        """Make a new one as its owner wants it.

        Raises:
            InputError: something in it will not do what it says; `field` says where.
        """
        _check(server_id)
        await self._loaded()
        usual = Notifier(server_id=server_id, number=0, content=new_content(agent))
        wanted = edited(usual, edit)
        refuse(flaws(wanted, concerned(usual, wanted)))
        number = await self._db.write(queries.add, server_id, self._sealed(wanted.content))
        self.forget()
        return replace(wanted, number=number)

    async def change(self, server_id: ServerId, number: int, change: NotifierChange) -> None:
        """Change one as callers of Tautulli's API do; a number that nobody has makes a new one.

        What has no effect is let through: Tautulli's texts may have such parts.

        Raises:
            InputError: no server is set up, or what it says from now on is broken.
        """
        _check(server_id)
        before = await self.get(server_id, number)
        content = changed_content(before.content if before else {}, change)
        after = Notifier(server_id=server_id, number=number, content=content)
        refuse(flaws(after, concerned(before, after)), BROKEN)
        await self._put(after)

    async def edit(self, server_id: ServerId, number: int, edit: NotifierEdit) -> Notifier:
        """Change parts of one, as its owner does; returns it as it is then.

        Raises:
            NotFoundError: there is none of that number.
            InputError: something in it will not do what it says; `field` says where.
        """
        before = await self.the(server_id, number)
        after = edited(before, edit)
        refuse(flaws(after, concerned(before, after)))
        await self._put(after)
        return after

    async def the(self, server_id: ServerId, number: int) -> Notifier:
        """One of them.

        Raises:
            NotFoundError: there is none of that number.
        """
        found = await self.get(server_id, number)
        if found is None:
            raise NotFoundError("There is no such notifier (any more).", field="number")
        return found

    async def delete(self, server_id: ServerId, number: int) -> None:
        """Delete one, if it is there; what it sent stays in the log."""
        before = (await self._loaded()).get((server_id, number))
        await self._db.write(queries.mark_deleted, server_id, number, instant(self._clock))
        if before is not None:
            self._deleted[(server_id, number)] = before
        self.forget()

    async def bring_back(self, server_id: ServerId, number: int) -> Notifier:
        """Undo a deletion, as long as the program runs; returns what is there again.

        Raises:
            NotFoundError: none of that number was deleted since the program started.
            ConflictError: another one has the number by now.
        """
        key = (server_id, number)
        if await self.get(server_id, number) is not None:
            raise ConflictError("There is a notifier of this number.", field="number")
        if key not in self._deleted:
            raise NotFoundError("It cannot be brought back any more.", field="number")
        await self._put(self._deleted[key])
        return self._deleted.pop(key)

    async def copy(self, server_id: ServerId, number: int) -> Notifier:
        """Make another one like it, which is silent so that nothing is told twice; returns it.

        Raises:
            NotFoundError: there is none of that number.
        """
        before = await self.the(server_id, number)
        mark = _(COPY)
        edit = NotifierEdit(
            friendly_name=f"{before.title[: LONGEST_NAME - len(mark)]}{mark}",
            options=replace(before.options, is_silent=True),
        )
        wanted = edited(before, edit)
        made = await self._db.write(queries.add, server_id, self._sealed(wanted.content))
        self.forget()
        return replace(wanted, number=made, failing_since=None, last_error="")

    async def _put(self, after: Notifier) -> None:
        content = self._sealed(after.content)
        await self._db.write(queries.put, StoredNotifier(after.server_id, after.number, content))
        self.forget()

    def forget(self) -> None:
        """Read all anew when next asked: something was written."""
        self._known = None
        self._changes += 1

    async def _loaded(self) -> dict[Key, Notifier]:
        if not self._db.is_read_only and await self._db.read(queries.has_imported):
            await self._db.write(self._take_over)
            self.forget()
        if self._known is not None:
            return self._known
        changes = self._changes
        found = await self._db.read(queries.notifiers)
        known = {(row.server_id, row.number): self._opened(row) for row in found}
        if changes == self._changes:  # else something was written while we read
            self._known = known
        return known

    def _take_over(self, conn: Connection) -> None:
        queries.take_over(
            conn, lambda text, is_sealed: text if is_sealed else self._sealer.seal(text)
        )

    def _opened(self, row: StoredNotifier) -> Notifier:
        content = orjson.loads(self._sealer.open(row.content))
        content.pop("id", None)
        return Notifier(
            server_id=row.server_id,
            number=row.number,
            content=content,
            failing_since=row.failing_since,
            last_error=row.last_error,
        )

    def _sealed(self, content: Facts) -> str:
        return self._sealer.seal(orjson.dumps(content).decode())


def _check(server_id: ServerId) -> None:
    if not server_id:
        raise InputError("Set a media server up first: a notifier belongs to one.")
