"""Building the application from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from watchkeeper.application import Application
from watchkeeper.features.accounts import Pairing
from watchkeeper.features.exports import ExportParts, Exports
from watchkeeper.features.guests import OptingOut, YearLinks
from watchkeeper.features.history import (
    LargeChanges,
    LinkPreviews,
    Repairs,
    SavedViews,
    SmallChanges,
)
from watchkeeper.features.history.search import Search
from watchkeeper.features.importers import Importers, Surroundings
from watchkeeper.features.libraries import Images, Metadata, Readings
from watchkeeper.features.monitoring import (
    STOP_STREAM,
    Keeping,
    Monitoring,
    MonitoringParts,
    Stopping,
    rules_of,
)
from watchkeeper.features.preferences import Backing, Notifying, Preferences, Recording
from watchkeeper.features.privacy import PersonalData, PrivacyParts
from watchkeeper.features.privacy.parts import Forget
from watchkeeper.features.statistics import Explorer, PlaceStatistics, Statistics
from watchkeeper.features.statistics.year import Years
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.audit.undoing import Undoing
from watchkeeper.features.system.servers.refresh_all import RefreshAll
from watchkeeper.features.system.upkeep.backing_up import BackingUp, BackupRules
from watchkeeper.features.system.upkeep.disk_watch import DiskWatch
from watchkeeper.integrations.plex.server_log import ServerLogs
from watchkeeper.main.adapters import SESSION_WORDS, connect_tautulli
from watchkeeper.main.bootstrap import bootstrap_of
from watchkeeper.main.channels import ChannelParts, browsers_of, channels_of
from watchkeeper.main.core import Core
from watchkeeper.main.ground import Ground
from watchkeeper.main.hosting import hosting_of
from watchkeeper.main.notifying import NotifyingParts, notifying
from watchkeeper.main.publishing import PublishingParts, publishing
from watchkeeper.main.speaking import offered_languages
from watchkeeper.plans import Plans
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.debugging import Debugging
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings


def build(settings: Settings, clock: Clock, redactor: Redactor) -> Application:
    """Wire everything; nothing runs and nothing is asked yet. Secrets are told to the redactor.

    Raises:
        StorageError: the data folder cannot be used as it is.
    """
    core = Core.of(Ground.lay(settings, clock, redactor), redactor)
    ground, media, record, folk = core.ground, core.media, core.record, core.folk
    db, preferences, jobs = ground.db, core.preferences, core.jobs
    images = Images(media.connections.get, settings.data / "cache" / "images", clock)
    metadata = Metadata(media.connections.get, clock)
    monitoring = _monitoring(core)
    plans = Plans(db, clock, ground.bus, [STOP_STREAM])
    audit = AuditTrail(db)
    opting_out = OptingOut(db, clock)
    year_links = YearLinks(db, clock, preferences, opting_out, folk.admission.admitted)
    folk.users.hand_over_by(opting_out.hand_over)
    folk.users.hand_over_by(year_links.hand_over)
    large_changes = _large_changes(core)
    browsers = browsers_of(ground)
    channels = channels_of(
        ChannelParts(
            ground=ground,
            servers=media.servers,
            images=images,
            accounts=folk.accounts,
            browsers=browsers,
            kept=core.kept,
        )
    )
    hosting = hosting_of(ground, preferences, core.kept, images)
    told = notifying(
        NotifyingParts(
            ground=ground,
            servers=media.servers,
            users=folk.users,
            items=metadata,
            preferences=preferences,
            streams=monitoring,
            reach=media.connections.get,
            channels=channels,
            hosting=hosting,
            history=record.history,
            inventory=record.inventory,
            libraries=record.libraries,
            places=record.places,
        )
    )
    statistics = Statistics(record.history, record.columns, clock)
    explorer = Explorer(record.history, record.columns, db, clock)
    languages = offered_languages(settings.languages, preferences)
    newsroom = publishing(
        PublishingParts(
            ground=ground,
            languages=languages,
            servers=media.servers,
            libraries=record.libraries,
            users=folk.users,
            people=folk.people,
            preferences=preferences,
            statistics=statistics,
            opting_out=opting_out,
            items=metadata,
            images=images,
            notifiers=told.notifiers,
            channels=channels,
        )
    )

    async def forget_settings() -> None:
        told.notifiers.forget()
        newsroom.letters.forget()

    return Application(
        data_folder=settings.data,
        bootstrap=bootstrap_of(settings),
        languages=languages,
        zone=settings.zone,
        db=db,
        clock=clock,
        bus=ground.bus,
        supervisor=ground.supervisor,
        sealer=ground.sealer,
        accounts=folk.accounts,
        browsers=browsers,
        guest_admission=folk.admission,
        opting_out=opting_out,
        year_links=year_links,
        preferences=preferences,
        servers=media.servers,
        media=media.connections,
        open_plex_tv=media.plex.tv,
        users=folk.users,
        people=folk.people,
        erased=folk.erased,
        personal_data=_personal_data(
            core,
            {
                "pictures": images.clear,
                "notifiers and newsletters": forget_settings,
                "places": record.places.forget,
            },
        ),
        libraries=record.libraries,
        inventory=record.inventory,
        readings=Readings(record.inventory, record.libraries, jobs),
        metadata=metadata,
        images=images,
        jobs=jobs,
        audit=audit,
        undoing=_undoing(core, audit, large_changes),
        heard_frames=media.heard,
        server_logs=None if settings.plex_logs is None else ServerLogs(settings.plex_logs),
        backing_up=BackingUp(db, clock, jobs, lambda: _backup_rules(preferences), ground.bus),
        refresh_all=RefreshAll(media.servers, jobs, (record.libraries.refresh, folk.users.refresh)),
        debugging=Debugging(clock),
        kept=core.kept,
        hosting=hosting,
        plans=plans,
        columns=record.columns,
        places=record.places,
        history=record.history,
        corrections=record.corrections,
        repairs=Repairs(db, record.columns, clock, record.history, record.corrections),
        relinks=record.relinks,
        link_previews=LinkPreviews(record.relinks, jobs, clock, ground.bus),
        large_changes=large_changes,
        saved_views=SavedViews(db, clock),
        search=Search(db, record.columns, media.servers, folk.users, record.libraries),
        statistics=statistics,
        explorer=explorer,
        place_statistics=PlaceStatistics(explorer, record.places),
        years=Years(record.history, record.columns),
        monitoring=monitoring,
        stopping=Stopping(plans, media.connections.get, monitoring.look_soon),
        importers=_importers(core),
        pairing=Pairing(clock),
        notifiers=told.notifiers,
        outbox=told.outbox,
        telling=told.telling,
        arrivals=told.arrivals,
        server_updates=told.server_updates,
        disk_watch=DiskWatch(
            settings.data,
            ground.bus,
            lambda: preferences.group(Notifying).notify_low_disk_percent,
        ),
        previews=told.previews,
        dry_runs=told.dry_runs,
        exports=_exports(core),
        newsroom=newsroom,
    )


def _monitoring(core: Core) -> Monitoring:
    ground, record = core.ground, core.record
    return Monitoring(
        MonitoringParts(
            db=ground.db,
            clock=ground.clock,
            bus=ground.bus,
            supervisor=ground.supervisor,
            servers=core.media.servers,
            connect=core.media.connections.get,
            keeping=Keeping(
                record=record.history,
                words=SESSION_WORDS,
                people=core.folk.users,
                libraries=record.libraries,
                consequences=ground.consequences,
            ),
            rules=lambda: rules_of(core.preferences.group(Recording)),
        )
    )


def _large_changes(core: Core) -> LargeChanges:
    record = core.record
    small = SmallChanges(record.columns, record.history, record.corrections, record.relinks)
    large = LargeChanges(core.ground.db, core.ground.clock, small, core.jobs)
    core.folk.users.hand_over_by(partial(large.reassign, who="plex.tv"))
    return large


def _undoing(core: Core, audit: AuditTrail, large: LargeChanges) -> Undoing:
    hooks = {
        "libraries": core.record.libraries.undo,
        "people": core.folk.people.undo,
        "preferences": core.preferences.undo,
        "users": core.folk.users.undo,
    }
    return Undoing(audit, hooks, {"history": large.undo})


def _personal_data(core: Core, forget: Mapping[str, Forget]) -> PersonalData:
    ground, folk = core.ground, core.folk
    return PersonalData(
        PrivacyParts(
            db=ground.db,
            clock=ground.clock,
            sealer=ground.sealer,
            jobs=core.jobs,
            accounts=folk.accounts,
            users=folk.users,
            people=folk.people,
            erased=folk.erased,
            history=core.record.history,
            folder=ground.settings.data,
            forget=forget,
        )
    )


def _importers(core: Core) -> Importers:
    ground, folk = core.ground, core.folk
    return Importers(
        Surroundings(
            db=ground.db,
            clock=ground.clock,
            supervisor=ground.supervisor,
            connect=connect_tautulli,
            zone=ground.settings.zone,
            sealer=ground.sealer,
            jobs=core.jobs,
            servers=core.media.servers,
            users=folk.users,
            libraries=core.record.libraries,
            preferences=core.preferences,
            accounts=folk.accounts,
            history=core.record.history,
            is_erased=folk.erased.is_erased,
        )
    )


def _exports(core: Core) -> Exports:
    settings = core.ground.settings
    return Exports(
        ExportParts(
            kept=core.kept,
            jobs=core.jobs,
            sources=core.media.connections.get,
            libraries=core.record.libraries,
            users=core.folk.users,
            preferences=core.preferences,
            clock=core.ground.clock,
            zone=settings.zone,
            folder=settings.data / "exports",
        )
    )


def _backup_rules(preferences: Preferences) -> BackupRules:
    chosen = preferences.group(Backing)
    return BackupRules(chosen.backup_interval, chosen.backup_days)
