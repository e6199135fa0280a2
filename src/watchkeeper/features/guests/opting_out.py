"""Who keeps their year in review to themselves."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.features.accounts import AccountKey
from watchkeeper.features.guests import queries
from watchkeeper.runtime.clock import Clock, instant


class OptingOut:
    """Remembers who wants nobody else to see their year."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._known: frozenset[AccountKey] | None = None

    async def accounts(self) -> frozenset[AccountKey]:
        """All accounts that keep their year to themselves."""
        if self._known is None:
            self._known = frozenset(await self._db.read(queries.opted_out))
        return self._known

    async def has(self, accounts: Iterable[AccountKey]) -> bool:
        """Whether one of these accounts keeps its year to itself."""
        return not (await self.accounts()).isdisjoint(accounts)

    async def hand_over(self, server_id: ServerId, source: UserId, target: UserId) -> None:
        """Let an account that turns out to be another one pass on what it chose."""
        if await self.has([(server_id, source)]):
            await self.choose([(server_id, target)], is_out=True)
            await self.choose([(server_id, source)], is_out=False)

    async def choose(self, accounts: Iterable[AccountKey], *, is_out: bool) -> None:
        """Keep these accounts' years to themselves, or no more."""
        now = instant(self._clock) if is_out else None
        await self._db.write(queries.choose, tuple(accounts), now)
        self._known = None
