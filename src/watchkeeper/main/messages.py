"""Wiring of what tells people: channels, notifications, newsletters."""

from __future__ import annotations

from watchkeeper.application import (
    MediaServices,
    MessageServices,
    PeopleServices,
    RecordServices,
)
from watchkeeper.features.newsletters import Newsroom
from watchkeeper.features.notifications import Notifiers
from watchkeeper.features.notifications.rehearsal import Rehearsals
from watchkeeper.integrations.channels import Channels
from watchkeeper.main.channels import ChannelParts, channels_of
from watchkeeper.main.core import Core
from watchkeeper.main.notifying import NotifyingParts, Told, notifying
from watchkeeper.main.publishing import PublishingParts, publishing
from watchkeeper.runtime.languages import Languages
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The services that messages speak of."""

    media: MediaServices
    people: PeopleServices
    record: RecordServices
    languages: Languages


def message_services(core: Core, around: Neighbours) -> MessageServices:
    """Wire them."""
    channels = channels_of(
        ChannelParts(
            ground=core.ground,
            servers=core.media.servers,
            images=around.media.images,
            accounts=around.people.accounts,
            browsers=around.people.browsers,
            kept=core.kept,
            preferences=core.preferences,
        )
    )
    told = _told(core, around, channels)
    return MessageServices(
        notifiers=told.notifiers,
        outbox=told.outbox,
        telling=told.telling,
        arrivals=told.arrivals,
        server_updates=told.server_updates,
        previews=told.previews,
        dry_runs=told.dry_runs,
        rehearsals=Rehearsals(told.dry_runs, core.jobs, core.ground.clock),
        newsroom=_newsroom(core, around, channels, told.notifiers),
    )


def _told(core: Core, around: Neighbours, channels: Channels) -> Told:
    record = around.record
    return notifying(
        NotifyingParts(
            ground=core.ground,
            servers=core.media.servers,
            users=core.folk.users,
            items=around.media.metadata,
            preferences=core.preferences,
            streams=around.media.monitoring,
            reach=core.media.connections.get,
            channels=channels,
            hosting=around.media.hosting,
            history=record.history,
            inventory=record.inventory,
            libraries=record.libraries,
            places=record.places,
        )
    )


def _newsroom(core: Core, around: Neighbours, channels: Channels, notifiers: Notifiers) -> Newsroom:
    return publishing(
        PublishingParts(
            ground=core.ground,
            languages=around.languages,
            servers=core.media.servers,
            libraries=core.record.libraries,
            users=core.folk.users,
            people=core.folk.people,
            preferences=core.preferences,
            statistics=around.record.statistics,
            opting_out=around.people.opting_out,
            items=around.media.metadata,
            images=around.media.images,
            notifiers=notifiers,
            channels=channels,
        )
    )
