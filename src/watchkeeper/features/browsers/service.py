"""Which browsers are told of notifications: each person chooses for their own."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from watchkeeper.db.database import Database
from watchkeeper.errors import ConflictError, NotFoundError
from watchkeeper.features.browsers import queries
from watchkeeper.features.browsers.queries import NewBrowser, StoredBrowser
from watchkeeper.features.browsers.subscription import KnownBrowser, Subscription
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.sealing import Sealer

MOST_BROWSERS = 20
MOST_AGENT_CHARACTERS = 300


class Browsers:
    """Keeps subscriptions, sealed; `public_key` gives what browsers subscribe to."""

    def __init__(
        self, db: Database, clock: Clock, sealer: Sealer, public_key: Callable[[], str]
    ) -> None:
        self._db = db
        self._clock = clock
        self._sealer = sealer
        self._public_key = public_key

    @property
    def public_key(self) -> str:
        """What browsers subscribe to."""
        return self._public_key()

    async def subscribe(self, account_id: int, told: Subscription, user_agent: str) -> None:
        """Tell a browser from now on.

        Raises:
            ConflictError: the account has too many.
        """
        content = {"endpoint": told.endpoint, "p256dh": told.p256dh, "auth": told.auth}
        new = NewBrowser(
            account_id=account_id,
            endpoint_hash=told.digest,
            content=self._sealer.seal(orjson.dumps(content).decode()),
            user_agent=user_agent[:MOST_AGENT_CHARACTERS],
            created_at=instant(self._clock),
        )
        if not await self._db.write(queries.put, new, MOST_BROWSERS):
            raise ConflictError(
                "More than %(most)s browsers: remove one first.", most=MOST_BROWSERS
            )

    async def unsubscribe(self, account_id: int, browser_id: int) -> None:
        """Tell one of an account's browsers no more.

        Raises:
            NotFoundError: the account has none of that number.
        """
        if not await self._db.write(queries.remove, browser_id, account_id):
            raise NotFoundError("There is no such browser.", field="browser_id")

    async def of(self, account_id: int) -> list[KnownBrowser]:
        """The browsers of an account."""
        return [self._opened(row) for row in await self._db.read(queries.browsers, account_id)]

    async def all(self) -> list[KnownBrowser]:
        """Every browser that is told."""
        return [self._opened(row) for row in await self._db.read(queries.browsers, None)]

    async def forget(self, browser_id: int) -> None:
        """Its push service says that it is gone."""
        await self._db.write(queries.remove, browser_id, None)

    def _opened(self, row: StoredBrowser) -> KnownBrowser:
        content = orjson.loads(self._sealer.open(row.content))
        return KnownBrowser(
            id=row.id,
            account_id=row.account_id,
            user_agent=row.user_agent,
            created_at=row.created_at,
            digest=row.endpoint_hash,
            subscription=Subscription(**content),
        )
