"""Wiring of notifications."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper import __version__
from watchkeeper.features.history import History
from watchkeeper.features.libraries import Inventory, Libraries, Metadata
from watchkeeper.features.monitoring import Monitoring
from watchkeeper.features.notifications import Notifiers, Outbox
from watchkeeper.features.notifications.arrivals import Arrivals
from watchkeeper.features.notifications.gathering import Gathering, Sources
from watchkeeper.features.notifications.rehearsal import (
    DryRuns,
    PastEvents,
    PastParts,
    Previews,
)
from watchkeeper.features.notifications.telling import Telling, TellingParts
from watchkeeper.features.preferences import Preferences
from watchkeeper.features.system.servers import Servers
from watchkeeper.features.users import Users
from watchkeeper.integrations.channels import Channels
from watchkeeper.main.ground import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyingParts:
    """What notifications need from the house."""

    ground: Ground
    servers: Servers
    users: Users
    items: Metadata
    preferences: Preferences
    streams: Monitoring
    channels: Channels
    history: History
    inventory: Inventory
    libraries: Libraries


@dataclass(frozen=True, slots=True)
class Told:
    """Notifications, wired."""

    notifiers: Notifiers
    outbox: Outbox
    telling: Telling
    arrivals: Arrivals
    previews: Previews
    dry_runs: DryRuns


def notifying(parts: NotifyingParts) -> Told:
    """Wire notifications; events are heard from now on, and told once the loops run."""
    ground = parts.ground
    db, clock, preferences = ground.db, ground.clock, parts.preferences
    notifiers = Notifiers(db, clock, ground.sealer)
    outbox = Outbox(db, clock, notifiers, parts.channels, ground.settings.zone)
    gathering = Gathering(
        Sources(
            servers=parts.servers,
            users=parts.users,
            items=parts.items,
            preferences=preferences,
            streams=parts.streams,
            zone=ground.settings.zone,
            version=__version__,
        )
    )
    telling = Telling(
        TellingParts(
            db=db,
            clock=clock,
            notifiers=notifiers,
            outbox=outbox,
            preferences=preferences,
            gathering=gathering,
        )
    )
    telling.listen(ground.bus)
    arrivals = Arrivals(db, clock, telling, outbox, preferences)
    arrivals.listen(ground.bus)
    previews, dry_runs = _rehearsing(parts, gathering)
    return Told(notifiers, outbox, telling, arrivals, previews, dry_runs)


def _rehearsing(parts: NotifyingParts, gathering: Gathering) -> tuple[Previews, DryRuns]:
    past = PastParts(
        db=parts.ground.db,
        clock=parts.ground.clock,
        history=parts.history,
        inventory=parts.inventory,
        libraries=parts.libraries,
        monitoring=parts.streams,
        gathering=gathering,
    )
    events = PastEvents(past)
    return Previews(events, past.clock), DryRuns(past, events, parts.preferences)
