"""Previews: what a notifier would say of an event, and whether it would tell of it at all."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from watchkeeper.domain.notices.triggers import Trigger
from watchkeeper.errors import InputError
from watchkeeper.features.notifications.notifiers.checking import PARTS, Flaw, flaws
from watchkeeper.features.notifications.notifiers.notifier import Notifier, Wording
from watchkeeper.features.notifications.notifiers.rule import Values, conditions_of, worded
from watchkeeper.features.notifications.rehearsal.past import PastEvent, PastEvents
from watchkeeper.features.notifications.values import media_type_of, values_of
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

REMEMBERED = 16
REMEMBERED_SECONDS = 60
"""While somebody writes a text, its event is not looked up anew with each letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be sent of an event; nothing was."""

    event: PastEvent
    wording: Wording
    is_told: bool  # whether the conditions hold for it
    flaws: tuple[Flaw, ...]  # of these texts; with broken ones the wording is the usual one


@dataclass(frozen=True, slots=True)
class _Known:
    until: float  # UTC seconds
    values: Values
    media_type: str | None


class Previews:
    """Shows messages before anything happens."""

    def __init__(self, events: PastEvents, clock: Clock) -> None:
        self._events = events
        self._clock = clock
        self._known: OrderedDict[tuple[int, str, str], _Known] = OrderedDict()

    async def events(self, notifier: Notifier, trigger: Trigger) -> list[PastEvent]:
        """The events that it can be tried with, the newest first, made-up ones last."""
        return await self._events.newest(notifier.server_id, trigger)

    async def of(
        self, notifier: Notifier, trigger: Trigger, event: str, offered: Sequence[PastEvent]
    ) -> Preview:
        """What a notifier (also one that is not kept) says of one of the events offered.

        Raises:
            NotFoundError: there is no such event (any more).
        """
        chosen = next((one for one in offered if one.reference == event), offered[0])
        known = await self._values(notifier, trigger, chosen.reference)
        found = flaws(notifier, [f"{trigger.name}_{part}" for part in PARTS])
        return Preview(
            event=chosen,
            wording=worded(notifier, trigger.name, known.values, known.media_type),
            is_told=_holds(notifier, known.values),
            flaws=tuple(found),
        )

    async def _values(self, notifier: Notifier, trigger: Trigger, reference: str) -> _Known:
        key, now = (notifier.server_id, trigger.name, reference), self._clock.now()
        found = self._known.get(key)
        if found is None or found.until < now:
            facts = await self._events.facts(notifier.server_id, trigger, reference)
            found = _Known(now + REMEMBERED_SECONDS, values_of(facts), media_type_of(facts))
            self._known[key] = found
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found


def _holds(notifier: Notifier, values: Values) -> bool:
    try:
        return conditions_of(notifier).hold(values)
    except InputError:
        return False
