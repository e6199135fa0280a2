"""Building the application from its settings."""

from __future__ import annotations

from watchkeeper.application import Application, MediaServices, PeopleServices
from watchkeeper.features.accounts import Pairing
from watchkeeper.features.guests import OptingOut, YearLinks
from watchkeeper.features.libraries import Images, Metadata
from watchkeeper.features.monitoring import (
    STOP_STREAM,
    Keeping,
    Monitoring,
    MonitoringParts,
    Stopping,
    rules_of,
)
from watchkeeper.features.preferences import Recording
from watchkeeper.features.system.servers.refresh_all import RefreshAll
from watchkeeper.integrations.plex.server_log import ServerLogs
from watchkeeper.main.adapters import SESSION_WORDS
from watchkeeper.main.channels import browsers_of
from watchkeeper.main.core import Core
from watchkeeper.main.ground import Ground
from watchkeeper.main.hosting import hosting_of
from watchkeeper.main.messages import Neighbours, message_services
from watchkeeper.main.record import record_services
from watchkeeper.main.speaking import offered_languages
from watchkeeper.main.upkeep import house_services
from watchkeeper.plans import Plans
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings


def build(settings: Settings, clock: Clock, redactor: Redactor) -> Application:
    """Wire everything; nothing runs and nothing is asked yet. Secrets are told to the redactor.

    Raises:
        StorageError: the data folder cannot be used as it is.
    """
    core = Core.of(Ground.lay(settings, clock, redactor), redactor)
    media = _media_services(core)
    people = _people_services(core)
    record = record_services(core)
    languages = offered_languages(settings.languages, core.preferences)
    around = Neighbours(media=media, people=people, record=record, languages=languages)
    messages = message_services(core, around)
    house = house_services(core, around, messages)
    return Application.of(media, people, record, messages, house)


def _media_services(core: Core) -> MediaServices:
    ground, media = core.ground, core.media
    settings, reach = ground.settings, media.connections.get
    images = Images(reach, settings.data / "cache" / "images", ground.clock)
    monitoring = _monitoring(core)
    plans = Plans(ground.db, ground.clock, ground.bus, [STOP_STREAM])
    refreshed = (core.record.libraries.refresh, core.folk.users.refresh)
    return MediaServices(
        servers=media.servers,
        media=media.connections,
        open_plex_tv=media.plex.tv,
        metadata=Metadata(reach, ground.clock),
        images=images,
        hosting=hosting_of(ground, core.preferences, core.kept, images),
        heard_frames=media.heard,
        server_logs=None if settings.plex_logs is None else ServerLogs(settings.plex_logs),
        refresh_all=RefreshAll(media.servers, core.jobs, refreshed),
        monitoring=monitoring,
        plans=plans,
        stopping=Stopping(plans, reach, monitoring.look_soon),
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


def _people_services(core: Core) -> PeopleServices:
    ground, folk = core.ground, core.folk
    opting_out = OptingOut(ground.db, ground.clock)
    year_links = YearLinks(
        ground.db, ground.clock, core.preferences, opting_out, folk.admission.admitted
    )
    folk.users.hand_over_by(opting_out.hand_over)
    folk.users.hand_over_by(year_links.hand_over)
    return PeopleServices(
        accounts=folk.accounts,
        browsers=browsers_of(ground),
        guest_admission=folk.admission,
        opting_out=opting_out,
        year_links=year_links,
        users=folk.users,
        people=folk.people,
        erased=folk.erased,
        pairing=Pairing(ground.clock),
    )
