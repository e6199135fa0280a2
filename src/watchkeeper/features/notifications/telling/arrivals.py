"""Telling what came to the libraries: collected for a while, grouped, silent on upgrades."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import anyio
import structlog
from sqlalchemy import Connection

from watchkeeper.db.consequences import Consequences
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import OutsideError
from watchkeeper.features.libraries.inventory.items import Arrival, ItemsArrived, LibraryItem
from watchkeeper.features.notifications.notifiers.notifier import Notifier
from watchkeeper.features.notifications.notifiers.notifiers import Notifiers
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.outbox.notice import Draft
from watchkeeper.features.notifications.outbox.outbox import Outbox
from watchkeeper.features.notifications.queries import arrivals as queries
from watchkeeper.features.notifications.queries import occasions
from watchkeeper.features.notifications.telling.arriving import (
    Announcement,
    Family,
    announcements,
    arrived,
    families,
)
from watchkeeper.features.notifications.telling.telling import Telling
from watchkeeper.features.preferences import Notifying, Preferences
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

TRIGGER, UPGRADED = "on_created", "on_upgraded"
RETRY_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalsParts:
    """What telling of arrivals needs."""

    db: Database
    clock: Clock
    telling: Telling
    outbox: Outbox
    notifiers: Notifiers
    preferences: Preferences


class Arrivals:
    """Writes new items down, and has notifiers tell of them once nothing more comes."""

    def __init__(self, parts: ArrivalsParts) -> None:
        self._db = parts.db
        self._clock = parts.clock
        self._telling = parts.telling
        self._outbox = parts.outbox
        self._notifiers = parts.notifiers
        self._preferences = parts.preferences
        self._has_news = anyio.Event()
        self._retry_at: dict[tuple[ServerId, int], float] = {}

    def listen(self, consequences: Consequences) -> None:
        """Write every later arrival down in the transaction that takes it in."""
        consequences.listen(ItemsArrived, self._write, self._wake)

    async def run(self) -> None:
        """Tell what is due, for ever: the body of a supervised loop."""
        while True:
            self._has_news = anyio.Event()
            pause = await self.catch_up()
            with anyio.move_on_after(pause):
                await self._has_news.wait()

    async def catch_up(self) -> float:
        """Tell what has waited long enough; seconds until more is due."""
        now, pauses = self._clock.now(), [math.inf]
        delay = self._preferences.group(Notifying).notify_recently_added_delay
        for family in families(await self._db.read(queries.waiting)):
            due = max(family.last_at + delay, self._retry_at.get(_key(family), 0.0))
            if due > now:
                pauses.append(due - now)
            elif not await self._tell(family):
                self._retry_at[_key(family)] = now + RETRY_SECONDS
                pauses.append(RETRY_SECONDS)
            else:
                self._retry_at.pop(_key(family), None)
        return min(pauses)

    async def tell_by_hand(
        self, server_id: ServerId, rating_key: int, only: Notifier | None
    ) -> None:
        """Have an item told now: by one notifier, or by all that tell of such.

        No conditions are asked, nor whether it was told before.

        Raises:
            NotFoundError: the server does not have it.
            OutsideError: it cannot be asked.
        """
        occasion = replace(self._occasion(server_id, Announcement(rating_key)), is_by_hand=True)
        await self._outbox.add(await self._telling.by_hand(occasion, only))

    def _wake(self) -> None:
        self._has_news.set()

    def _write(self, conn: Connection, event: ItemsArrived) -> None:
        notifiers, now = self._notifiers, instant(self._clock)
        replaced = [item for item in event.items if item.arrival is Arrival.REPLACEMENT]
        new = [item for item in event.items if item.arrival is Arrival.NEW]
        if self._preferences.group(Notifying).notify_recently_added_upgrade:
            new += replaced
        if notifiers.may_tell(event.server_id, TRIGGER):
            queries.keep(conn, [arrived(item, now) for item in new])
        if notifiers.may_tell(event.server_id, UPGRADED):
            occasions.add(conn, [(_upgrade(item, now), now) for item in replaced])

    async def _tell(self, family: Family) -> bool:
        """Write down what has to be sent of a family; False when its server cannot be asked."""
        notifying = self._preferences.group(Notifying)
        wanted = announcements(
            family.members,
            by_top=notifying.notify_group_recently_added_grandparent,
            by_parent=notifying.notify_group_recently_added_parent,
        )
        try:
            drafts = await self._drafts(family.server_id, list(wanted))
        except OutsideError as error:
            log.info("new items are told later", reason=str(error))
            return False
        await self._db.write(queries.told, family.server_id, family.keys, drafts)
        self._outbox.wake()
        return True

    async def _drafts(self, server_id: ServerId, wanted: Sequence[Announcement]) -> list[Draft]:
        found: list[Draft] = []
        for announcement in wanted:
            found += await self._telling.drafts(self._occasion(server_id, announcement))
        return found

    def _occasion(self, server_id: ServerId, announcement: Announcement) -> Occasion:
        return Occasion(
            trigger=TRIGGER,
            server_id=server_id,
            at=self._clock.now(),
            rating_key=announcement.rating_key,
            child_keys=announcement.child_keys,
        )


def _upgrade(item: LibraryItem, now: int) -> Occasion:
    return Occasion(trigger=UPGRADED, server_id=item.server_id, at=now, rating_key=item.rating_key)


def _key(family: Family) -> tuple[ServerId, int]:
    return family.server_id, family.top_key
