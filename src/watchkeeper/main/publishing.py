"""Wiring of newsletters."""

from __future__ import annotations

from watchkeeper.features.accounts import Signer
from watchkeeper.features.guests import OptingOut
from watchkeeper.features.libraries import Images, Libraries, Metadata
from watchkeeper.features.newsletters import Newsroom
from watchkeeper.features.newsletters.addresses import Addresses, Place, Signers
from watchkeeper.features.newsletters.letters.newsletters import Newsletters
from watchkeeper.features.newsletters.letters.receivers import Receivers
from watchkeeper.features.newsletters.letters.unsubscribing import Unsubscribing
from watchkeeper.features.newsletters.making.added import AddedSections
from watchkeeper.features.newsletters.making.composing import Composing, Household
from watchkeeper.features.newsletters.making.gathering import Gathering, Sources
from watchkeeper.features.newsletters.making.press import Press, PressParts
from watchkeeper.features.newsletters.making.watched import WatchedSections, WatchedSources
from watchkeeper.features.newsletters.sending.issues import Issues
from watchkeeper.features.newsletters.sending.mailing import Mailing
from watchkeeper.features.newsletters.sending.sending import Sending, SendingParts
from watchkeeper.features.notifications import Notifiers
from watchkeeper.features.notifications.ports import Channels
from watchkeeper.features.preferences import Preferences
from watchkeeper.features.statistics import Statistics
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.features.users import People, Users
from watchkeeper.main.ground import Ground
from watchkeeper.runtime.languages import Languages
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishingParts:
    """What newsletters need from the house."""

    ground: Ground
    languages: Languages
    servers: Servers
    libraries: Libraries
    users: Users
    people: People
    preferences: Preferences
    statistics: Statistics
    opting_out: OptingOut
    items: Metadata
    images: Images
    notifiers: Notifiers
    channels: Channels


def publishing(parts: PublishingParts) -> Newsroom:
    """Wire newsletters; nothing is made or sent before the loops run."""
    ground = parts.ground
    db, clock, sealer, zone = ground.db, ground.clock, ground.sealer, ground.settings.zone
    addresses = addresses_of(ground, parts.preferences)
    letters = Newsletters(db, clock, sealer, zone)
    issues = Issues(db, clock, sealer, addresses)
    receivers = Receivers(parts.users, parts.notifiers)
    unsubscribing = Unsubscribing(db, clock, sealer, addresses, issues)
    sending = Sending(
        SendingParts(
            db=db,
            clock=clock,
            newsletters=letters,
            issues=issues,
            receivers=receivers,
            unsubscribing=unsubscribing,
            mailing=Mailing(parts.images, addresses),
            addresses=addresses,
            channels=parts.channels,
        )
    )
    household = Household(parts.preferences, parts.languages)
    press = Press(
        PressParts(
            clock=clock,
            newsletters=letters,
            issues=issues,
            composing=Composing(_gathering(parts), household, addresses, zone),
            receivers=receivers,
            addresses=addresses,
            sending=sending,
            folder=ground.settings.data / "newsletters",
        )
    )
    return Newsroom(
        letters=letters,
        issues=issues,
        press=press,
        sending=sending,
        receivers=receivers,
        unsubscribing=unsubscribing,
        addresses=addresses,
    )


def addresses_of(ground: Ground, preferences: Preferences) -> Addresses:
    """Where newsletters and their pictures are on the web."""
    settings, derive = ground.settings, ground.sealer.derive
    local = f"http://127.0.0.1:{settings.port}"
    signers = Signers(
        pictures=Signer(derive("newsletter picture")),
        receivers=Signer(derive("newsletter receiver")),
    )
    return Addresses(Place(base_path=settings.base_path, local=local), preferences, signers)


def _gathering(parts: PublishingParts) -> Gathering:
    watched = WatchedSources(parts.statistics, parts.people, parts.opting_out)
    return Gathering(
        Sources(
            servers=parts.servers,
            libraries=parts.libraries,
            preferences=parts.preferences,
            added=AddedSections(parts.ground.db, parts.items),
            watched=WatchedSections(watched),
        )
    )
