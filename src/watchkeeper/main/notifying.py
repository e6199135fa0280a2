"""Wiring of notifications."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass

from watchkeeper import __version__
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts import Accounts
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
from watchkeeper.integrations.channels import Channels, Poster, Scripts, Ways
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
    accounts: Accounts
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
    scripts = Scripts(ground.settings.scripts, ScriptFacts(parts).variables)
    channels = Channels(Ways(Poster(), scripts))
    outbox = Outbox(db, clock, notifiers, channels, ground.settings.zone)
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


class ScriptFacts:
    """What scripts are told of the house, in the variables that Tautulli's scripts read."""

    def __init__(self, parts: NotifyingParts) -> None:
        self._parts = parts

    async def variables(self, server_id: int) -> Mapping[str, str]:
        """The variables for scripts about a server."""
        settings = self._parts.ground.settings
        url = f"http://127.0.0.1:{settings.port}{settings.base_path}"
        try:
            server = await self._parts.servers.get(ServerId(server_id))
            address, token = server.url, await self._parts.servers.token(server.id)
        except NotFoundError:
            address, token = "", ""
        return {
            "PLEX_URL": address,
            "PLEX_TOKEN": token,
            "TAUTULLI_URL": url,
            "TAUTULLI_PUBLIC_URL": url,
            "TAUTULLI_APIKEY": await self._parts.accounts.tautulli_key(),
            "TAUTULLI_ENCODING": "UTF-8",
            "TAUTULLI_PYTHON_VERSION": platform.python_version(),
        }
