"""Wiring of notifications."""

from __future__ import annotations

from uuid import UUID

from watchkeeper import __version__
from watchkeeper.features.history import History
from watchkeeper.features.hosting import Hosting
from watchkeeper.features.libraries import Inventory, Libraries, Metadata
from watchkeeper.features.monitoring import Monitoring
from watchkeeper.features.notifications import Notifiers, Outbox
from watchkeeper.features.notifications.occasions.chronicle import Chronicle, ChronicleParts
from watchkeeper.features.notifications.occasions.server_updates import ServerUpdates, UpdateParts
from watchkeeper.features.notifications.outbox.sending import SendingParts
from watchkeeper.features.notifications.ports import Reach
from watchkeeper.features.notifications.rehearsal import (
    DryRuns,
    PastEvents,
    PastParts,
    Previews,
)
from watchkeeper.features.notifications.telling.arrivals import Arrivals, ArrivalsParts
from watchkeeper.features.notifications.telling.gathering import Gathering, PosterAddress, Sources
from watchkeeper.features.notifications.telling.plex_marks import PlexMarks
from watchkeeper.features.notifications.telling.telling import Telling, TellingParts
from watchkeeper.features.notifications.telling.wishes import Wishes
from watchkeeper.features.places import Places
from watchkeeper.features.preferences import Preferences
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.features.users import Users
from watchkeeper.integrations.channels import Channels
from watchkeeper.integrations.plex import describe_session
from watchkeeper.main.ground import Ground
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyingParts:
    """What notifications need from the house."""

    ground: Ground
    servers: Servers
    users: Users
    items: Metadata
    preferences: Preferences
    streams: Monitoring
    reach: Reach
    channels: Channels
    hosting: Hosting
    history: History
    inventory: Inventory
    libraries: Libraries
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Notifications, wired."""

    notifiers: Notifiers
    outbox: Outbox
    telling: Telling
    arrivals: Arrivals
    server_updates: ServerUpdates
    previews: Previews
    dry_runs: DryRuns


def notifying(parts: NotifyingParts) -> Told:
    """Wire notifications; events are written down from now on, and told once the loops run."""
    notifiers = Notifiers(parts.ground.db, parts.ground.clock, parts.ground.sealer)
    outbox = _outbox(parts, notifiers)
    gathering = _gathering(parts, parts.hosting.address)
    chronicle = _chronicle(parts, notifiers)
    telling = Telling(
        TellingParts(
            clock=parts.ground.clock,
            chronicle=chronicle,
            notifiers=notifiers,
            outbox=outbox,
            wishes=Wishes(parts.ground.db, parts.preferences, gathering, parts.places),
            marks=PlexMarks(parts.reach, parts.streams),
            gathering=gathering,
        )
    )
    previews, dry_runs = _rehearsing(parts, _gathering(parts, parts.hosting.known))
    return Told(
        notifiers=notifiers,
        outbox=outbox,
        telling=telling,
        arrivals=_arrivals(parts, telling, outbox, notifiers),
        server_updates=_server_updates(parts, chronicle),
        previews=previews,
        dry_runs=dry_runs,
    )


def _outbox(parts: NotifyingParts, notifiers: Notifiers) -> Outbox:
    ground = parts.ground
    return Outbox(
        SendingParts(
            db=ground.db,
            clock=ground.clock,
            notifiers=notifiers,
            channels=parts.channels,
            zone=ground.settings.zone,
            marks=UUID(bytes=ground.sealer.derive("marks of messages")[:16], version=4),
        )
    )


def _gathering(parts: NotifyingParts, posters: PosterAddress) -> Gathering:
    return Gathering(
        Sources(
            servers=parts.servers,
            users=parts.users,
            items=parts.items,
            preferences=parts.preferences,
            streams=parts.streams,
            describe=describe_session,
            zone=parts.ground.settings.zone,
            version=__version__,
            posters=posters,
        )
    )


def _chronicle(parts: NotifyingParts, notifiers: Notifiers) -> Chronicle:
    ground = parts.ground
    chronicle = Chronicle(
        ChronicleParts(
            db=ground.db,
            clock=ground.clock,
            notifiers=notifiers,
            preferences=parts.preferences,
            servers=parts.servers,
            streams=parts.streams,
            reach=parts.reach,
        )
    )
    chronicle.listen(ground.bus, ground.consequences)
    return chronicle


def _arrivals(
    parts: NotifyingParts, telling: Telling, outbox: Outbox, notifiers: Notifiers
) -> Arrivals:
    arrivals = Arrivals(
        ArrivalsParts(
            db=parts.ground.db,
            clock=parts.ground.clock,
            telling=telling,
            outbox=outbox,
            notifiers=notifiers,
            preferences=parts.preferences,
        )
    )
    arrivals.listen(parts.ground.consequences)
    return arrivals


def _server_updates(parts: NotifyingParts, chronicle: Chronicle) -> ServerUpdates:
    return ServerUpdates(
        UpdateParts(
            clock=parts.ground.clock,
            preferences=parts.preferences,
            servers=parts.servers,
            reach=parts.reach,
            chronicle=chronicle,
        )
    )


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
