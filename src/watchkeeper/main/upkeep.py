"""Wiring of what everything stands on, and of what keeps it in order."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.application import HouseServices, MessageServices
from watchkeeper.features.exports import ExportParts, Exports
from watchkeeper.features.history import LargeChanges
from watchkeeper.features.importers import Importers, Surroundings
from watchkeeper.features.preferences import Backing, Notifying, Preferences
from watchkeeper.features.privacy import PersonalData, PrivacyParts
from watchkeeper.features.privacy.parts import Forget
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.audit.undoing import Undoing
from watchkeeper.features.system.upkeep.backing_up import BackingUp, BackupRules
from watchkeeper.features.system.upkeep.disk_watch import DiskWatch
from watchkeeper.main.adapters import connect_tautulli
from watchkeeper.main.bootstrap import bootstrap_of
from watchkeeper.main.core import Core
from watchkeeper.main.ground import Ground
from watchkeeper.main.messages import Neighbours
from watchkeeper.runtime.debugging import Debugging


def house_services(core: Core, around: Neighbours, messages: MessageServices) -> HouseServices:
    """Wire them; last, as some of them ask the others."""
    ground, preferences, jobs = core.ground, core.preferences, core.jobs
    audit = AuditTrail(ground.db)
    return HouseServices(
        data_folder=ground.settings.data,
        bootstrap=bootstrap_of(ground.settings),
        zone=ground.settings.zone,
        languages=around.languages,
        db=ground.db,
        clock=ground.clock,
        bus=ground.bus,
        supervisor=ground.supervisor,
        sealer=ground.sealer,
        preferences=preferences,
        kept=core.kept,
        jobs=jobs,
        audit=audit,
        undoing=_undoing(core, audit, around.record.large_changes),
        backing_up=_backing_up(core),
        debugging=Debugging(ground.clock),
        disk_watch=_disk_watch(ground, preferences),
        importers=_importers(core),
        exports=_exports(core),
        personal_data=_personal_data(core, _forgetting(around, messages)),
    )


def _undoing(core: Core, audit: AuditTrail, large: LargeChanges) -> Undoing:
    hooks = {
        "libraries": core.record.libraries.undo,
        "people": core.folk.people.undo,
        "preferences": core.preferences.undo,
        "users": core.folk.users.undo,
    }
    return Undoing(audit, hooks, {"history": large.undo})


def _backing_up(core: Core) -> BackingUp:
    ground = core.ground

    def rules() -> BackupRules:
        chosen = core.preferences.group(Backing)
        return BackupRules(chosen.backup_interval, chosen.backup_days)

    return BackingUp(ground.db, ground.clock, core.jobs, rules, ground.bus)


def _disk_watch(ground: Ground, preferences: Preferences) -> DiskWatch:
    def least_percent() -> int:
        return preferences.group(Notifying).notify_low_disk_percent

    return DiskWatch(ground.settings.data, ground.bus, least_percent)


def _forgetting(around: Neighbours, messages: MessageServices) -> Mapping[str, Forget]:
    """What else remembers people, and how it forgets, by the words for it."""

    async def forget_settings() -> None:
        messages.notifiers.forget()
        messages.newsroom.letters.forget()

    return {
        "pictures": around.media.images.clear,
        "notifiers and newsletters": forget_settings,
        "places": around.record.places.forget,
    }


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
            copies=ground.copies,
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
