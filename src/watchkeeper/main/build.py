"""Building the application from its settings."""

from __future__ import annotations

from functools import partial

from watchkeeper.application import Application
from watchkeeper.columns.columns import Columns
from watchkeeper.features.accounts import Accounts, Pairing
from watchkeeper.features.exports import ExportParts, Exports
from watchkeeper.features.guests import GuestAdmission, OptingOut, YearLinks
from watchkeeper.features.history import Corrections, History, LargeChanges, Relinks, Repairs
from watchkeeper.features.history.search import Search
from watchkeeper.features.importers import Importers, Surroundings
from watchkeeper.features.libraries import Images, Inventory, Libraries, Metadata, Readings
from watchkeeper.features.monitoring import (
    STOP_STREAM,
    Keeping,
    Monitoring,
    MonitoringParts,
    Stopping,
    rules_of,
)
from watchkeeper.features.preferences import (
    Backing,
    Preferences,
    PreferencesChanged,
    Privacy,
    Recording,
)
from watchkeeper.features.privacy import PersonalData, PrivacyParts
from watchkeeper.features.statistics import Explorer, Statistics
from watchkeeper.features.statistics.year import Years
from watchkeeper.features.system.audit import AuditTrail
from watchkeeper.features.system.backing_up import BackingUp, BackupRules
from watchkeeper.features.system.jobs import Jobs
from watchkeeper.features.system.kept import Kept
from watchkeeper.features.system.media_servers import MediaServers
from watchkeeper.features.system.servers import Servers
from watchkeeper.features.system.undoing import Undoing
from watchkeeper.features.users import ErasedAccounts, People, Users
from watchkeeper.integrations.plex.client import PlexServer
from watchkeeper.main.adapters import (
    SESSION_WORDS,
    PlexConnections,
    connect_tautulli,
    product_facts,
)
from watchkeeper.main.bootstrap import bootstrap_of
from watchkeeper.main.ground import Ground
from watchkeeper.main.notifying import NotifyingParts, notifying
from watchkeeper.plans import Plans
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.debugging import Debugging
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings


def build(settings: Settings, clock: Clock, redactor: Redactor) -> Application:
    """Wire everything; nothing runs and nothing is asked yet. Secrets are told to the redactor.

    Raises:
        StorageError: the data folder cannot be used as it is.
    """
    ground = Ground.lay(settings, clock, redactor)
    db, bus, sealer = ground.db, ground.bus, ground.sealer
    plex = PlexConnections(product_facts(sealer), settings.plex_tv_url, settings.zone)
    preferences = _preferences(ground, redactor)
    servers = Servers(db, clock, sealer, bus, plex)
    media = MediaServers[PlexServer](plex.server, servers, bus)
    erased = ErasedAccounts(db, clock, sealer.derive("erased"))
    users = Users(db, clock, bus, media.get, erased.is_erased)
    libraries = Libraries(db, clock, bus, media.get, settings.data / "cache" / "listings")
    columns = Columns(settings.zone)
    people = People(db, clock, bus, users, columns)
    history = History(db, columns, clock, bus, preferences)
    admission = GuestAdmission(users, servers, preferences, people)
    accounts = _accounts(ground, admission, users, history)
    opting_out = OptingOut(db, clock)
    jobs, kept = Jobs(db, clock, bus), Kept(db, sealer)
    plans = Plans(db, clock, bus, [STOP_STREAM])
    inventory = Inventory(db, clock, bus, media.get)
    corrections = Corrections(db, clock, history, inventory)
    relinks = Relinks(columns, history, inventory, corrections, bus)
    monitoring = _monitoring(
        ground,
        servers,
        media,
        Keeping(record=history, words=SESSION_WORDS, people=users, libraries=libraries),
        preferences,
    )
    audit = AuditTrail(db)
    undo_by_hook = {
        "history": history.undo,
        "libraries": libraries.undo,
        "people": people.undo,
        "preferences": preferences.undo,
        "users": users.undo,
    }
    images = Images(media.get, settings.data / "cache" / "images", clock)
    metadata = Metadata(media.get, clock)
    told = notifying(
        NotifyingParts(
            ground=ground,
            servers=servers,
            users=users,
            items=metadata,
            preferences=preferences,
            streams=monitoring,
            accounts=accounts,
        )
    )
    return Application(
        data_folder=settings.data,
        bootstrap=bootstrap_of(settings),
        zone=settings.zone,
        db=db,
        clock=clock,
        bus=bus,
        supervisor=ground.supervisor,
        sealer=sealer,
        accounts=accounts,
        guest_admission=admission,
        opting_out=opting_out,
        year_links=YearLinks(db, clock, preferences, opting_out, admission.admitted),
        preferences=preferences,
        servers=servers,
        media=media,
        open_plex_tv=plex.tv,
        users=users,
        people=people,
        erased=erased,
        personal_data=PersonalData(
            PrivacyParts(
                db=db,
                clock=clock,
                sealer=sealer,
                jobs=jobs,
                accounts=accounts,
                users=users,
                people=people,
                erased=erased,
                history=history,
                folder=settings.data,
                forget={"pictures": images.clear},
            )
        ),
        libraries=libraries,
        inventory=inventory,
        readings=Readings(inventory, libraries, jobs),
        metadata=metadata,
        images=images,
        jobs=jobs,
        audit=audit,
        undoing=Undoing(audit, undo_by_hook),
        backing_up=BackingUp(db, clock, jobs, lambda: _backup_rules(preferences)),
        debugging=Debugging(clock),
        kept=kept,
        plans=plans,
        columns=columns,
        history=history,
        corrections=corrections,
        repairs=Repairs(db, columns, clock, history, corrections),
        relinks=relinks,
        large_changes=LargeChanges(db, clock, history, relinks, jobs),
        search=Search(db, columns, servers, users, libraries),
        statistics=Statistics(history, columns, clock),
        explorer=Explorer(history, columns, db, clock),
        years=Years(history, columns),
        monitoring=monitoring,
        stopping=Stopping(plans, media.get, monitoring.look_soon),
        importers=Importers(
            Surroundings(
                db=db,
                clock=clock,
                supervisor=ground.supervisor,
                connect=connect_tautulli,
                zone=settings.zone,
                sealer=sealer,
                jobs=jobs,
                servers=servers,
                users=users,
                libraries=libraries,
                preferences=preferences,
                accounts=accounts,
                history=history,
                is_erased=erased.is_erased,
            )
        ),
        pairing=Pairing(clock),
        notifiers=told.notifiers,
        outbox=told.outbox,
        telling=told.telling,
        arrivals=told.arrivals,
        exports=Exports(
            ExportParts(
                kept=kept,
                jobs=jobs,
                sources=media.get,
                libraries=libraries,
                users=users,
                preferences=preferences,
                clock=clock,
                zone=settings.zone,
                folder=settings.data / "exports",
            )
        ),
    )


def _accounts(
    ground: Ground, admission: GuestAdmission, users: Users, history: History
) -> Accounts:
    """The accounts; features are told what they need of later ones."""
    accounts = Accounts(ground.db, ground.clock, ground.sealer, ground.bus)
    accounts.guests.admit_by(admission)
    users.hand_over_by(partial(history.reassign, who="plex.tv"))
    return accounts


def _preferences(ground: Ground, redactor: Redactor) -> Preferences:
    preferences = Preferences(ground.db, ground.bus, ground.clock, ground.settings.set)
    _mask_as_preferred(redactor, preferences, ground.bus)
    return preferences


def _monitoring(
    ground: Ground,
    servers: Servers,
    media: MediaServers[PlexServer],
    keeping: Keeping,
    preferences: Preferences,
) -> Monitoring:
    return Monitoring(
        MonitoringParts(
            db=ground.db,
            clock=ground.clock,
            bus=ground.bus,
            supervisor=ground.supervisor,
            servers=servers,
            connect=media.get,
            keeping=keeping,
            rules=lambda: rules_of(preferences.group(Recording)),
        )
    )


def _backup_rules(preferences: Preferences) -> BackupRules:
    chosen = preferences.group(Backing)
    return BackupRules(chosen.backup_interval, chosen.backup_days)


def _mask_as_preferred(redactor: Redactor, preferences: Preferences, bus: Bus) -> None:
    """Mask addresses in the log when the owner wants it, now and after each change."""

    def follow(_event: object) -> None:
        redactor.masks_addresses = preferences.group(Privacy).log_blacklist

    follow(None)
    bus.listen(PreferencesChanged, follow)
