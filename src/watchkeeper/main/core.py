"""The middle of the house: servers, people and the record, which all other services ask."""

from __future__ import annotations

from watchkeeper.columns.columns import Columns
from watchkeeper.features.accounts import Accounts
from watchkeeper.features.guests import GuestAdmission
from watchkeeper.features.history import Corrections, History, Relinks
from watchkeeper.features.libraries import Inventory, Libraries
from watchkeeper.features.places import Places
from watchkeeper.features.preferences import Preferences, PreferencesChanged, Privacy
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.features.system.kept import Kept
from watchkeeper.features.system.servers.media_servers import MediaServers
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.features.users import ErasedAccounts, People, Users
from watchkeeper.integrations.mmdb import PlaceDatabase
from watchkeeper.integrations.plex.client import PlexServer
from watchkeeper.integrations.plex.heard import HeardFrames
from watchkeeper.main.adapters import PlexConnections, product_facts
from watchkeeper.main.ground import Ground
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """The servers, and the way to them."""

    plex: PlexConnections
    servers: Servers
    connections: MediaServers[PlexServer]
    heard: HeardFrames

    @classmethod
    def of(cls, ground: Ground, redactor: Redactor) -> Media:
        settings = ground.settings
        heard = HeardFrames(ground.clock, redactor)
        plex = PlexConnections(
            product=product_facts(ground.sealer),
            plex_tv_url=settings.plex_tv_url,
            zone=settings.zone,
            hear=heard.take,
        )
        servers = Servers(ground.db, ground.clock, ground.sealer, ground.bus, plex)
        connections = MediaServers[PlexServer](plex.server, servers, ground.bus)
        return cls(plex=plex, servers=servers, connections=connections, heard=heard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The record, what it is about, and what puts it right."""

    libraries: Libraries
    inventory: Inventory
    columns: Columns
    history: History
    corrections: Corrections
    relinks: Relinks
    places: Places

    @classmethod
    def of(cls, ground: Ground, media: Media, preferences: Preferences) -> Record:
        db, clock, bus = ground.db, ground.clock, ground.bus
        listings = ground.settings.data / "cache" / "listings"
        inventory = Inventory(db, clock, bus, media.connections.get, ground.consequences)
        columns = Columns(ground.settings.zone)
        history = History(db, columns, clock, bus, preferences)
        corrections = Corrections(db, clock, history, inventory)
        places = Places(preferences, columns, ground.settings.data, PlaceDatabase)
        places.listen(bus)
        return cls(
            libraries=Libraries(db, clock, bus, media.connections.get, listings),
            inventory=inventory,
            columns=columns,
            history=history,
            corrections=corrections,
            relinks=Relinks(columns, history, inventory, corrections, bus),
            places=places,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Folk:
    """Whom the record is about, and who may come in."""

    erased: ErasedAccounts
    users: Users
    people: People
    admission: GuestAdmission
    accounts: Accounts

    @classmethod
    def of(cls, ground: Ground, media: Media, record: Record, preferences: Preferences) -> Folk:
        db, clock, bus, sealer = ground.db, ground.clock, ground.bus, ground.sealer
        erased = ErasedAccounts(db, clock, sealer.derive("erased"))
        users = Users(db, clock, bus, media.connections.get, erased.is_erased)
        people = People(db, clock, bus, users, record.columns)
        users.hand_over_by(people.hand_over)
        admission = GuestAdmission(users, media.servers, preferences, people)
        accounts = Accounts(db, clock, sealer, bus)
        accounts.guests.admit_by(admission)
        return cls(
            erased=erased, users=users, people=people, admission=admission, accounts=accounts
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What most services are made with."""

    ground: Ground
    preferences: Preferences
    media: Media
    record: Record
    folk: Folk
    jobs: Jobs
    kept: Kept

    @classmethod
    def of(cls, ground: Ground, redactor: Redactor) -> Core:
        """Wire it; the redactor learns what the owner wants masked."""
        preferences = Preferences(ground.db, ground.bus, ground.clock, ground.settings.set)
        _mask_as_preferred(redactor, preferences, ground.bus)
        media = Media.of(ground, redactor)
        record = Record.of(ground, media, preferences)
        return cls(
            ground=ground,
            preferences=preferences,
            media=media,
            record=record,
            folk=Folk.of(ground, media, record, preferences),
            jobs=Jobs(ground.db, ground.clock, ground.bus),
            kept=Kept(ground.db, ground.sealer),
        )


def _mask_as_preferred(redactor: Redactor, preferences: Preferences, bus: Bus) -> None:
    """Mask addresses in the log when the owner wants it, now and after each change."""

    def follow(_event: object) -> None:
        redactor.masks_addresses = preferences.group(Privacy).log_blacklist

    follow(None)
    bus.listen(PreferencesChanged, follow)
