"""The programme guide of a server with tuners: what is known of a Live TV programme.

A session of Live TV tells little more than a title and a channel; its guid leads to the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import quote

from watchkeeper.domain.media import MediaItem
from watchkeeper.domain.session import ObservedSession
from watchkeeper.integrations.plex import items, wire
from watchkeeper.integrations.plex.connection import PlexConnection
from watchkeeper.integrations.plex.mapping_item import item_full_title, with_facts
from watchkeeper.integrations.plex.mapping_media import Named, channel_facts

AIRED = "%Y-%m-%d %H:%M:%S"
TOLD = (
    "title",
    "parent_title",
    "grandparent_title",
    "original_title",
    "parent_guid",
    "grandparent_guid",
    "guids",
    "media_index",
    "parent_media_index",
    "content_rating",
    "summary",
    "tagline",
    "studio",
    "rating",
    "rating_image",
    "audience_rating",
    "audience_rating_image",
    "duration",
    "year",
    "thumb",
    "parent_thumb",
    "grandparent_thumb",
    "art",
    "originally_available_at",
    "directors",
    "writers",
    "actors",
    "genres",
)
"""What the guide knows better than a session does."""


async def programme(plex: PlexConnection, guid: str, zone: tzinfo) -> MediaItem | None:
    """A programme by its guid; None when no guide of the server has it.

    Its `originally_available_at` is when this airing began, in the zone's time, and its facts tell
    the channel.

    Raises:
        OutsideError: There is no complete answer.
    """
    for guide in await _guides(plex):
        answer = await plex.answer("GET", f"/{guide}/metadata/{quote(guid, safe='')}")
        if answer.status == 404:
            continue
        container = wire.container(plex.http.checked(answer).content)
        for element in wire.metadata(container):
            for item in items.read_items(plex, [element], container):
                return _aired(item, wire.child(element, "Media"), zone)
    return None


def with_programme(observed: ObservedSession, item: MediaItem) -> ObservedSession:
    """The session with what the guide knows; what it does not know stays as observed."""
    wanted = (*TOLD, *channel_facts({}))
    told = {name: item.facts[name] for name in wanted if not _is_blank(item.facts.get(name))}
    facts: Named = {**observed.facts, **told}
    facts["full_title"] = item_full_title(facts)
    duration = item.duration if observed.duration is None else observed.duration
    return replace(observed, duration=duration, facts=facts)


async def _guides(plex: PlexConnection) -> list[str]:
    """Identifiers of the programme guides; none on a server without tuners."""
    answer = await plex.answer("GET", "/livetv/dvrs")
    if answer.status in {403, 404}:
        return []
    container = wire.container(plex.http.checked(answer).content)
    found = (wire.text(each, "epgIdentifier") for each in wire.elements(container, "Dvr"))
    return list(dict.fromkeys(name for name in found if name))


def _aired(item: MediaItem, airing: Mapping[str, Any], zone: tzinfo) -> MediaItem:  # Any: JSON
    changes = channel_facts(airing)
    begins_at = wire.number(airing, "beginsAt")
    if begins_at is not None:
        changes["originally_available_at"] = (
            datetime.fromtimestamp(begins_at, UTC).astimezone(zone).strftime(AIRED)
        )
    return with_facts(item, **changes)


def _is_blank(value: object) -> bool:
    return value in (None, "", [])
