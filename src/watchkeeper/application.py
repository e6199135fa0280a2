"""The services of the house, as they are handed to every protocol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from zoneinfo import ZoneInfo

from watchkeeper.columns.columns import Columns
from watchkeeper.db.database import Database
from watchkeeper.features.accounts import Accounts, Pairing
from watchkeeper.features.browsers import Browsers
from watchkeeper.features.exports import Exports
from watchkeeper.features.guests import GuestAdmission, OptingOut, YearLinks
from watchkeeper.features.history import (
    Corrections,
    History,
    LargeChanges,
    LinkPreviews,
    Relinks,
    Repairs,
    SavedViews,
)
from watchkeeper.features.history.search import Search
from watchkeeper.features.hosting import Hosting
from watchkeeper.features.importers import Importers
from watchkeeper.features.libraries import Images, Inventory, Libraries, Metadata, Readings
from watchkeeper.features.monitoring import Monitoring, Stopping
from watchkeeper.features.newsletters import Newsroom
from watchkeeper.features.notifications import Notifiers, Outbox
from watchkeeper.features.notifications.occasions.server_updates import ServerUpdates
from watchkeeper.features.notifications.rehearsal import DryRuns, Previews, Rehearsals
from watchkeeper.features.notifications.telling.arrivals import Arrivals
from watchkeeper.features.notifications.telling.telling import Telling
from watchkeeper.features.places import Places
from watchkeeper.features.preferences import Preferences
from watchkeeper.features.privacy import PersonalData
from watchkeeper.features.statistics import Explorer, PlaceStatistics, Statistics
from watchkeeper.features.statistics.year import Years
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.audit.undoing import Undoing
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.features.system.kept import Kept
from watchkeeper.features.system.servers.media_servers import MediaServers
from watchkeeper.features.system.servers.refresh_all import RefreshAll
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.features.system.upkeep.backing_up import BackingUp
from watchkeeper.features.system.upkeep.disk_watch import DiskWatch
from watchkeeper.features.users import ErasedAccounts, People, Users
from watchkeeper.integrations.plex.client import PlexServer
from watchkeeper.integrations.plex.heard import HeardFrames
from watchkeeper.integrations.plex.server_log import ServerLogs
from watchkeeper.integrations.plex.tv import PlexTv
from watchkeeper.plans.plans import Plans
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.debugging import Debugging
from watchkeeper.runtime.languages import Languages
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.runtime.supervisor import Supervisor
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """A setting of environment or file, as pages show it: it cannot be changed while we run."""

    name: str
    variable: str  # WATCHKEEPER_PORT
    help: str
    value: str  # of a secret, whether it is set
    is_default: bool


@dataclass(frozen=True, kw_only=True)
class MediaServices:
    """Media servers, what they hold, and what they are told to do."""

    servers: Servers
    media: MediaServers[PlexServer]
    open_plex_tv: Callable[[str], PlexTv]  # with the token of an account, "" for none
    metadata: Metadata
    images: Images
    hosting: Hosting
    heard_frames: HeardFrames
    server_logs: ServerLogs | None  # of the media server, where their folder is named
    refresh_all: RefreshAll
    monitoring: Monitoring
    plans: Plans
    stopping: Stopping


@dataclass(frozen=True, kw_only=True)
class PeopleServices:
    """Who may come in, whom the record is about, and what guests decide."""

    accounts: Accounts
    browsers: Browsers
    guest_admission: GuestAdmission
    opting_out: OptingOut
    year_links: YearLinks
    users: Users
    people: People
    erased: ErasedAccounts
    pairing: Pairing


@dataclass(frozen=True, kw_only=True)
class RecordServices:
    """The record, what it is about, what puts it right, and what is made of it."""

    columns: Columns
    history: History
    corrections: Corrections
    repairs: Repairs
    relinks: Relinks
    link_previews: LinkPreviews
    large_changes: LargeChanges
    saved_views: SavedViews
    libraries: Libraries
    inventory: Inventory
    readings: Readings
    places: Places
    search: Search
    statistics: Statistics
    explorer: Explorer
    place_statistics: PlaceStatistics
    years: Years


@dataclass(frozen=True, kw_only=True)
class MessageServices:
    """What tells people: notifications and newsletters."""

    notifiers: Notifiers
    outbox: Outbox
    telling: Telling
    arrivals: Arrivals
    server_updates: ServerUpdates
    previews: Previews
    dry_runs: DryRuns
    rehearsals: Rehearsals
    newsroom: Newsroom


@dataclass(frozen=True, kw_only=True)
class HouseServices:
    """What everything stands on, and what keeps it in order."""

    data_folder: Path
    bootstrap: tuple[Bootstrap, ...]
    zone: ZoneInfo  # the owner's
    languages: Languages
    db: Database
    clock: Clock
    bus: Bus
    supervisor: Supervisor
    sealer: Sealer
    preferences: Preferences
    kept: Kept
    jobs: Jobs
    audit: AuditTrail
    undoing: Undoing
    backing_up: BackingUp
    debugging: Debugging
    disk_watch: DiskWatch
    importers: Importers
    exports: Exports
    personal_data: PersonalData


@dataclass(frozen=True, kw_only=True)
class Application(MediaServices, PeopleServices, RecordServices, MessageServices, HouseServices):
    """Everything that is wired together once, in `main.build`."""

    @classmethod
    def of(
        cls,
        media: MediaServices,
        people: PeopleServices,
        record: RecordServices,
        messages: MessageServices,
        house: HouseServices,
    ) -> Application:
        """All of them in one place."""
        kinds = (media, people, record, messages, house)
        return cls(
            **{each.name: getattr(kind, each.name) for kind in kinds for each in fields(kind)}
        )
