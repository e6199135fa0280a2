"""From what happens to what has to be sent: which notifiers tell of it, and in which words."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace

import anyio
import structlog

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.extras import extras_of
from watchkeeper.errors import InputError, NotFoundError, OutsideError, StorageError
from watchkeeper.features.notifications.notifiers.notifier import Notifier
from watchkeeper.features.notifications.notifiers.notifiers import Notifiers
from watchkeeper.features.notifications.notifiers.rule import Values, conditions_of, worded
from watchkeeper.features.notifications.occasions.chronicle import Chronicle
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.outbox.notice import Draft
from watchkeeper.features.notifications.outbox.outbox import Outbox
from watchkeeper.features.notifications.outbox.pacing import once_tag
from watchkeeper.features.notifications.queries.occasions import Pending, Settled
from watchkeeper.features.notifications.telling.facts import NoticeFacts
from watchkeeper.features.notifications.telling.gathering import Gathering
from watchkeeper.features.notifications.telling.plex_marks import PlexMarks, awaited
from watchkeeper.features.notifications.telling.wishes import Wishes
from watchkeeper.features.notifications.values import media_type_of, values_of
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

BATCH = 24
"""So many occasions are asked about at once: one slow server delays no other event for long."""
REFRESH_SECONDS = 30.0
"""What an import brought beside us is noticed so soon."""
RETRY_SECONDS = 60.0
MOST_TRIES = 60
IDENTITY_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingParts:
    """What telling needs from the house."""

    clock: Clock
    chronicle: Chronicle
    notifiers: Notifiers
    outbox: Outbox
    wishes: Wishes
    marks: PlexMarks
    gathering: Gathering


class Telling:
    """Takes what is written in the chronicle, and writes down what has to be sent because of it."""

    def __init__(self, parts: TellingParts) -> None:
        self._parts = parts

    async def run(self) -> None:
        """Tell what happens, in its order, for ever: the body of a supervised loop."""
        while True:
            pause = await self.catch_up()
            await self._parts.chronicle.wait(min(pause, REFRESH_SECONDS))

    async def catch_up(self) -> float:
        """Tell all that is due; seconds until more will be."""
        chronicle = self._parts.chronicle
        await self._parts.notifiers.all()
        await chronicle.write_heard()
        while pending := await chronicle.due(BATCH):
            if await chronicle.settle(await self._all_settled(pending)):
                self._parts.outbox.wake()
        next_at = await chronicle.next_at()
        return math.inf if next_at is None else max(0.0, next_at - self._parts.clock.now())

    async def drafts(self, occasion: Occasion) -> list[Draft]:
        """What has to be sent because of this.

        Raises:
            OutsideError: facts without which nothing can be told cannot be had now.
        """
        return await self._drafts(occasion, await self._concerned(occasion))

    async def by_hand(self, occasion: Occasion, only: Notifier | None) -> list[Draft]:
        """What has to be sent of something that somebody asks for, whatever the conditions.

        By one notifier, whatever its triggers, or by all that this sets off.

        Raises:
            NotFoundError: the server does not have the item.
            OutsideError: it cannot be asked.
        """
        values, facts = await self._values(occasion)
        if occasion.rating_key is not None and facts.item is None:
            raise NotFoundError("The server has no such item.", field="rating_key")
        concerned = [only] if only else await self._concerned(occasion)
        return [drafted(each, facts, values, occasion) for each in concerned]

    async def _all_settled(self, pending: Sequence[Pending]) -> list[Settled]:
        found: dict[int, Settled] = {}

        async def one(waiting: Pending) -> None:
            found[waiting.id] = await self._settled(waiting)

        async with anyio.create_task_group() as group:
            for waiting in pending:
                group.start_soon(one, waiting)
        return [found[waiting.id] for waiting in pending]

    async def _settled(self, waiting: Pending) -> Settled:
        """What becomes of an occasion; one that fails is tried again, and given up in the log."""
        occasion = waiting.occasion
        if occasion is None:
            log.error("nobody is notified: what is written of an event cannot be read")
            return Settled(id=waiting.id)
        try:
            return await self._told(waiting.id, occasion)
        except NotFoundError as error:
            log.warning("nobody is notified", trigger=occasion.trigger, reason=str(error))
            return Settled(id=waiting.id)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001  # one broken event must not stop the others
            return self._failed(waiting, occasion.trigger, error)

    def _failed(self, waiting: Pending, trigger: str, error: Exception) -> Settled:
        is_foreseen = isinstance(error, OutsideError)
        reason = str(error)
        if waiting.attempts >= MOST_TRIES or (waiting.attempts and not is_foreseen):
            log.error("nobody is notified", trigger=trigger, reason=reason)
            return Settled(id=waiting.id)
        log.warning(
            "an event is told later", trigger=trigger, reason=reason, exc_info=not is_foreseen
        )
        return Settled(id=waiting.id, retry_at=self._parts.clock.now() + RETRY_SECONDS)

    async def _told(self, number: int, occasion: Occasion) -> Settled:
        now = self._parts.clock.now()
        if occasion.until is not None:
            later = await self._parts.marks.next_look(occasion, now)
            if later is not None:
                return Settled(id=number, later=(later,))
        concerned = await self._concerned(occasion)
        waiting_for_plex = awaited(occasion, concerned)
        theirs = {one.notifier for one in waiting_for_plex}
        at_once = [each for each in concerned if each.number not in theirs]
        drafts = await self._drafts(occasion, at_once)
        if occasion.until is not None:
            # Its notifier wanted it no sooner: what waited for Plex is not late by that.
            due = round(min(now, occasion.until))
            drafts = [replace(each, occurred_at=due) for each in drafts]
        return Settled(id=number, drafts=drafts, later=[(one, now) for one in waiting_for_plex])

    async def _concerned(self, occasion: Occasion) -> list[Notifier]:
        found = await self._parts.notifiers.set_off_by(occasion.server_id, occasion.trigger)
        return [
            each
            for each in found
            if not each.options.is_silent and occasion.notifier in {None, each.number}
        ]

    async def _drafts(self, occasion: Occasion, concerned: Sequence[Notifier]) -> list[Draft]:
        if not concerned or not await self._parts.wishes.is_wanted(occasion):
            return []
        values, facts = await self._values(occasion)
        if occasion.rating_key is not None and facts.item is None:
            return []  # the item is gone again
        return [
            drafted(notifier, facts, values, occasion)
            for notifier in concerned
            if _holds(notifier, values)
        ]

    async def _values(self, occasion: Occasion) -> tuple[Values, NoticeFacts]:
        facts = await self._parts.gathering.facts(occasion)
        return values_of(facts), facts


def drafted(notifier: Notifier, facts: NoticeFacts, values: Values, occasion: Occasion) -> Draft:
    """What a notifier has to send of an event."""
    media_type = media_type_of(facts)
    wording = worded(notifier, occasion.trigger, values, media_type)
    told, agent_name = facts.session, str(notifier.content.get("agent_name") or "")
    user_id = told.person.user_id if told else None
    tag = occasion.tag or once_tag(notifier.options, identity_of(facts), user_id)
    return Draft(
        server_id=notifier.server_id,
        notifier=notifier.number,
        agent_id=whole_number(notifier.content.get("agent_id")) or 0,
        agent_name=agent_name,
        action=occasion.trigger.removeprefix("on_"),
        occurred_at=round(occasion.at),
        subject=wording.subject,
        body=wording.body,
        extras=extras_of(agent_name, notifier.settings, values, media_type),
        tag="" if occasion.is_by_hand else tag,
        session_key=whole_number(told.session.observed.session_key) if told else None,
        rating_key=told.session.rating_key if told else occasion.rating_key,
        user_id=user_id,
        user=told.person.friendly_name if told else "",
    )


def identity_of(facts: NoticeFacts) -> str:
    """What stays the same of a title when its file, or its number on the server, changes.

    What came to a season is told of the season; other episodes of it are another matter.
    """
    if facts.item is None:
        return facts.session.session.observed.guid if facts.session else ""
    item, *children = facts.item.item, *(facts.item.children or ())
    own = item.guid or f"{facts.server.identifier} {item.rating_key}"
    if not children:
        return own
    below = " ".join(sorted(one.guid or str(one.rating_key) for one in children))
    return f"{own} {hashlib.sha256(below.encode()).hexdigest()[:IDENTITY_DIGITS]}"


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
