"""Who wants a newsletter no more: it is honoured from then on, whatever else is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.newsletters.addresses import Addresses
from watchkeeper.features.newsletters.queries import unsubscribed as queries
from watchkeeper.features.newsletters.sending.issue import Receiver
from watchkeeper.features.newsletters.sending.issues import Issues
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.values import dataclass

Key: TypeAlias = tuple[ServerId, int]
"""Server and number of a newsletter."""


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """Somebody who wants a newsletter no more; `at` in UTC seconds."""

    id: int
    address: str  # "" when it is not known any more
    at: int


class Unsubscribing:
    """Remembers them."""

    def __init__(
        self, db: Database, clock: Clock, sealer: Sealer, addresses: Addresses, issues: Issues
    ) -> None:
        self._db = db
        self._clock = clock
        self._sealer = sealer
        self._addresses = addresses
        self._issues = issues

    async def all(self, key: Key) -> list[Unsubscribed]:
        """All who want a newsletter no more, the last ones first."""
        found = await self._db.read(queries.listed, *key)
        return [Unsubscribed(row.id, self._sealer.open(row.address), row.at) for row in found]

    async def left(self, key: Key, receiver: Receiver) -> Receiver:
        """A receiver without the addresses that want no more."""
        marks = await self._db.read(queries.marks, *key)

        def wanting(some: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(one for one in some if self._addresses.mark(key, one) not in marks)

        return replace(
            receiver,
            to=wanting(receiver.to),
            cc=wanting(receiver.cc),
            bcc=wanting(receiver.bcc),
        )

    async def leave(self, key: Key, mark: str, sign: str) -> None:
        """Send no more to the receiver of that mark.

        Raises:
            NotFoundError: the link is none of ours.
        """
        self.check(key, mark, sign)
        address = self._sealer.seal(await self._issues.address_of(mark))
        leaving = queries.Leaving(key[0], key[1], mark, address, instant(self._clock))
        await self._db.write(queries.add, leaving)

    async def come_back(self, key: Key, mark: str, sign: str) -> None:
        """Send to them again.

        Raises:
            NotFoundError: the link is none of ours.
        """
        self.check(key, mark, sign)
        await self._db.write(queries.remove, *key, mark)

    async def forget(self, key: Key, entry_id: int) -> None:
        """Take somebody off the list: they asked the owner for it again.

        Raises:
            NotFoundError: they are not on it.
        """
        if not await self._db.write(queries.remove_entry, *key, entry_id):
            raise NotFoundError("They are not on this list (any more).", field="entry_id")

    async def has_left(self, key: Key, mark: str) -> bool:
        """Whether the receiver of that mark wants no more."""
        return mark in await self._db.read(queries.marks, *key)

    def check(self, key: Key, mark: str, sign: str) -> None:
        """Refuse a link that we did not make.

        Raises:
            NotFoundError: it is none of ours.
        """
        if not self._addresses.is_leaving(key, mark, sign):
            raise NotFoundError("This link is not one of ours, or it was cut. Copy all of it.")
