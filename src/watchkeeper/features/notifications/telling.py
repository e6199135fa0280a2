"""From what happens to what has to be sent: which notifiers tell of it, and in which words."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import anyio
import structlog

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.message import EXTRAS
from watchkeeper.errors import InputError, NotFoundError, OutsideError
from watchkeeper.features.monitoring.events import (
    RemoteAccessChanged,
    ServerCameBack,
    ServerWentDown,
    SessionEvent,
)
from watchkeeper.features.notifications.facts import NoticeFacts
from watchkeeper.features.notifications.gathering import Gathering
from watchkeeper.features.notifications.notice import Draft
from watchkeeper.features.notifications.notifier import Notifier
from watchkeeper.features.notifications.notifiers import Notifiers
from watchkeeper.features.notifications.occasion import Occasion, occasions_of
from watchkeeper.features.notifications.outbox import Outbox
from watchkeeper.features.notifications.queries.devices import is_known_device
from watchkeeper.features.notifications.rule import Values, conditions_of, worded
from watchkeeper.features.notifications.values import media_type_of, values_of
from watchkeeper.features.notifications.wanted import has_many_streams, is_wanted
from watchkeeper.features.preferences import Notifying, Preferences, Recording
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock

log = structlog.get_logger(__name__)

HEARD = (SessionEvent, ServerWentDown, ServerCameBack, RemoteAccessChanged)


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingParts:
    """What telling needs from the house."""

    db: Database
    clock: Clock
    notifiers: Notifiers
    outbox: Outbox
    preferences: Preferences
    gathering: Gathering


class Telling:
    """Hears what happens, and writes down what notifiers have to send because of it."""

    def __init__(self, parts: TellingParts) -> None:
        self._parts = parts
        self._heard: deque[Occasion] = deque()
        self._has_news = anyio.Event()

    def listen(self, bus: Bus) -> None:
        """Hear every later event."""
        for kind in HEARD:
            bus.listen(kind, self._hear)

    async def run(self) -> None:
        """Tell what was heard, in its order, for ever: the body of a supervised loop."""
        while True:
            self._has_news = anyio.Event()
            await self.catch_up()
            await self._has_news.wait()

    async def catch_up(self) -> None:
        """Tell all that was heard up to now."""
        while self._heard:
            occasion = self._heard.popleft()
            try:
                await self.tell(occasion)
            except (OutsideError, NotFoundError) as error:
                log.warning("nobody is notified", trigger=occasion.trigger, reason=str(error))

    async def tell(self, occasion: Occasion) -> int:
        """Write down what has to be sent because of this; how many messages.

        Raises:
            OutsideError: facts without which nothing can be told cannot be had now.
        """
        drafts = await self.drafts(occasion)
        await self._parts.outbox.add(drafts)
        return len(drafts)

    async def drafts(self, occasion: Occasion) -> list[Draft]:
        """What has to be sent because of this.

        Raises:
            OutsideError: facts without which nothing can be told cannot be had now.
        """
        concerned = await self._parts.notifiers.set_off_by(occasion.server_id, occasion.trigger)
        if not concerned or not await self._is_wanted(occasion):
            return []
        values, facts = await self._values(occasion)
        if occasion.rating_key is not None and facts.item is None:
            return []  # the item is gone again
        return [
            drafted(notifier, facts, values, occasion)
            for notifier in concerned
            if _holds(notifier, values)
        ]

    async def by_hand(self, notifier: Notifier, occasion: Occasion) -> Draft:
        """What one notifier has to send of something, whatever its triggers and conditions.

        Raises:
            NotFoundError: the server does not have the item.
            OutsideError: it cannot be asked.
        """
        values, facts = await self._values(occasion)
        if occasion.rating_key is not None and facts.item is None:
            raise NotFoundError("The server has no such item.", field="rating_key")
        return drafted(notifier, facts, values, occasion)

    def _hear(self, event: object) -> None:
        self._heard.extend(occasions_of(event, self._parts.clock.now()))
        self._has_news.set()

    async def _values(self, occasion: Occasion) -> tuple[Values, NoticeFacts]:
        facts = await self._parts.gathering.facts(occasion)
        return values_of(facts), facts

    async def _is_wanted(self, occasion: Occasion) -> bool:
        notifying = self._parts.preferences.group(Notifying)
        if not is_wanted(occasion, notifying, self._parts.preferences.group(Recording)):
            return False
        if occasion.trigger == "on_concurrent":
            return self._has_many_streams(occasion, notifying)
        return occasion.trigger != "on_newdevice" or await self._is_new_device(occasion, notifying)

    def _has_many_streams(self, occasion: Occasion, notifying: Notifying) -> bool:
        if occasion.session is None:
            return False
        running = self._parts.gathering.running(occasion)
        return has_many_streams(occasion.session, running, notifying)

    async def _is_new_device(self, occasion: Occasion, notifying: Notifying) -> bool:
        session = occasion.session
        if session is None or not session.observed.machine_id:
            return False
        return not await self._parts.db.read(
            is_known_device,
            (session.server_id, session.person.user_id),
            session.observed.machine_id,
            by_stops=notifying.notify_new_device_initial_only,
        )


def drafted(notifier: Notifier, facts: NoticeFacts, values: Values, occasion: Occasion) -> Draft:
    """What a notifier has to send of an event."""
    wording = worded(notifier, occasion.trigger, values, media_type_of(facts))
    told = facts.session
    return Draft(
        server_id=notifier.server_id,
        notifier=notifier.number,
        agent_id=whole_number(notifier.content.get("agent_id")) or 0,
        agent_name=str(notifier.content.get("agent_name") or ""),
        action=occasion.trigger.removeprefix("on_"),
        occurred_at=round(occasion.at),
        subject=wording.subject,
        body=wording.body,
        extras={name: str(values.get(name, "")) for name in EXTRAS},
        session_key=whole_number(told.session.observed.session_key) if told else None,
        rating_key=told.session.rating_key if told else occasion.rating_key,
        user_id=told.person.user_id if told else None,
        user=told.person.friendly_name if told else "",
    )


def _holds(notifier: Notifier, values: Values) -> bool:
    try:
        return conditions_of(notifier).hold(values)
    except InputError as error:
        log.warning(
            "the conditions of a notifier cannot be read: it tells nothing",
            notifier=notifier.number,
            reason=str(error),
        )
        return False
