"""Whether an event is told at all, by the owner's preferences and by what the record knows."""

from __future__ import annotations

from watchkeeper.db.database import Database
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.ports import PlaceFinder
from watchkeeper.features.notifications.queries.devices import is_known_device, known_addresses
from watchkeeper.features.notifications.telling.gathering import Gathering
from watchkeeper.features.notifications.telling.wanted import (
    has_many_streams,
    is_new_by_place,
    is_new_place,
    is_wanted,
)
from watchkeeper.features.preferences import Notifying, Preferences, Recording
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Wishes:
    """Decides about occasions before any notifier's own conditions are asked."""

    db: Database
    preferences: Preferences
    gathering: Gathering
    places: PlaceFinder

    async def is_wanted(self, occasion: Occasion) -> bool:
        """Whether notifiers are asked about this."""
        notifying = self.preferences.group(Notifying)
        if not is_wanted(occasion, notifying, self.preferences.group(Recording)):
            return False
        session = occasion.session
        match occasion.trigger:
            case "on_concurrent":
                running = self.gathering.running(occasion)
                return session is not None and has_many_streams(session, running, notifying)
            case "on_newdevice":
                return session is not None and await self._is_new_device(session, notifying)
            case "on_newplace":
                return session is not None and await self._is_new_place(session)
            case _:
                return True

    async def _is_new_device(self, session: LiveSession, notifying: Notifying) -> bool:
        if not session.observed.machine_id:
            return False
        return not await self.db.read(
            is_known_device,
            (session.server_id, session.person.user_id),
            session.observed.machine_id,
            before=round(session.started),
            by_stops=notifying.notify_new_device_initial_only,
        )

    async def _is_new_place(self, session: LiveSession) -> bool:
        known = await self.db.read(
            known_addresses,
            (session.server_id, session.person.user_id),
            before=round(session.started),
        )
        address = session.observed.ip_address
        in_new_network = is_new_place(address, known)
        found = await self.places.of([address, *known])
        here = found.get(address)
        if here is None or not here.code:
            return in_new_network
        before = [found[one] for one in known]
        return is_new_by_place(here, before, in_new_network=in_new_network)
