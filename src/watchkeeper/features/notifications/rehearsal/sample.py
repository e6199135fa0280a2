"""Made-up events, for previews where the record has none that fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.domain.media import Marker, MediaItem
from watchkeeper.domain.play import PlayerFacts
from watchkeeper.domain.session import ObservedSession, Person, SessionState
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.notifications.telling.facts import (
    NoticeFacts,
    ToldItem,
    ToldPerson,
    ToldSession,
)

Facts = Mapping[str, Any]  # Any: facts of several types

SERVER = "server"
LENGTH_MS = 3_000_000
PERSON = ToldPerson(user_id=1, username="alex", friendly_name="Alex", email="alex@example.org")
SHARED: Facts = MappingProxyType(
    {
        "year": 2024,
        "summary": "Two keepers count the nights until the relief boat comes.",
        "rating": "8.1",
        "content_rating": "TV-14",
        "studio": "Harbour Pictures",
        "genres": ["Drama", "Mystery"],
        "actors": ["Ada Reed", "Bo Lund", "Cleo Marsh"],
        "directors": ["Dana Frost"],
        "guids": ["imdb://tt0000000", "tmdb://1", "tvdb://1"],
        "originally_available_at": "2024-03-01",
        "duration": LENGTH_MS,
        "file": "/media/The Lamp Room.mkv",
        "file_size": 2_147_483_648,
        "container": "mkv",
        "video_codec": "hevc",
        "audio_codec": "eac3",
    }
)
SHOW: Facts = MappingProxyType({"title": "The Lamp Room", "full_title": "The Lamp Room"})
SEASON: Facts = MappingProxyType(
    {
        "title": "Season 1",
        "parent_title": "The Lamp Room",
        "full_title": "The Lamp Room - Season 1",
        "media_index": 1,
    }
)
EPISODE: Facts = MappingProxyType(
    {
        "title": "Fog Signal",
        "parent_title": "Season 1",
        "grandparent_title": "The Lamp Room",
        "full_title": "The Lamp Room - Fog Signal",
        "media_index": 3,
        "parent_media_index": 1,
    }
)
ALBUM: Facts = MappingProxyType(
    {
        "title": "Low Water",
        "parent_title": "The Keys",
        "full_title": "The Keys - Low Water",
        "media_index": 1,
    }
)
TRACK: Facts = MappingProxyType(
    {
        "title": "Undertow",
        "parent_title": "Low Water",
        "grandparent_title": "The Keys",
        "full_title": "The Keys - Undertow",
        "media_index": 4,
        "parent_media_index": 1,
    }
)
ITEMS: Mapping[str, Facts] = MappingProxyType(
    {
        "movie": {"title": "The Long Tide", "full_title": "The Long Tide"},
        "show": SHOW,
        "season": SEASON,
        "episode": EPISODE,
        "artist": {"title": "The Keys", "full_title": "The Keys"},
        "album": ALBUM,
        "track": TRACK,
    }
)
"""One item of each media type."""

STREAM: Facts = MappingProxyType(
    {
        "transcode_decision": "direct play",
        "video_decision": "direct play",
        "audio_decision": "direct play",
        "stream_video_full_resolution": "1080p",
        "video_full_resolution": "1080p",
        "quality_profile": "Original",
        "bandwidth": 6_200,
        "location": "lan",
        "secure": 1,
        "relayed": 0,
    }
)
EXTRA: Facts = MappingProxyType(
    {
        "remote_access_reason": "The mapping was lost.",
        "update_version": "1.43.0.10101",
        "update_channel": "Public",
        "tautulli_update_version": "v2.18.0",
        "reason": "No answer since 14:02.",
        "disk_free": "4.2 GB",
        "disk_free_bytes": 4_509_715_660,
        "disk_free_percent": 3,
        "sign_in_name": "alex",
        "sign_in_address": "198.51.100.7",
        "sign_in_device": "Firefox on Linux",
    }
)


def sample_facts(base: NoticeFacts, trigger: str, media_type: str) -> NoticeFacts:
    """A made-up event of that trigger about that media type ("server": about none).

    `base` gives server, program, formats and the instant.
    """
    facts = replace(base, trigger=trigger, session=None, item=None, running=(), extra={})
    if media_type == SERVER:
        return replace(facts, extra=EXTRA)
    item = _item(media_type)
    if trigger in {"on_created", "on_upgraded"}:
        return replace(facts, item=ToldItem(item=item))
    session = _session(item, base.at)
    told = ToldSession(
        session=session,
        person=PERSON,
        stopped_at=base.at if trigger == "on_stop" else None,
        marker=_marker(trigger),
    )
    return replace(facts, session=told, item=ToldItem(item=item), running=(session,))


def _item(media_type: str) -> MediaItem:
    own = ITEMS[media_type]
    return MediaItem(
        rating_key=1,
        media_type=media_type,
        title=str(own["title"]),
        guid="plex://sample/1",
        duration=LENGTH_MS,
        section_id=SectionId(1),
        facts={**SHARED, **own, "media_type": media_type, "library_name": "Sample library"},
    )


def _session(item: MediaItem, at: float) -> LiveSession:
    player = PlayerFacts(
        player="Living Room", product="Plex for Android (TV)", platform="Android", machine_id="tv"
    )
    observed = ObservedSession(
        server_id=ServerId(0),
        session_key="1",
        session_id="sample",
        rating_key=item.rating_key,
        media_type=item.media_type,
        guid=item.guid,
        account_id=PERSON.user_id,
        account_title=PERSON.username,
        state=SessionState.PLAYING,
        view_offset=LENGTH_MS * 9 // 10,
        duration=LENGTH_MS,
        section_id=item.section_id,
        machine_id="tv",
        player=player,
        ip_address="192.0.2.20",
        facts={**STREAM, **item.facts, "player": player.player, "product": player.product,
               "platform": player.platform},
    )  # fmt: skip
    return LiveSession(
        number=1,
        observed=observed,
        person=Person(UserId(PERSON.user_id), PERSON.username, PERSON.friendly_name),
        item=item,
        started=at - LENGTH_MS * 0.9 / 1000,
        position_at=at,
        seen_at=at,
        looked_at=at,
    )


def _marker(trigger: str) -> Marker | None:
    kinds = {"on_intro": "intro", "on_credits": "credits", "on_commercial": "commercial"}
    kind = kinds.get(trigger)
    return Marker(kind, 60_000, 120_000, is_first=True, is_final=True) if kind else None
