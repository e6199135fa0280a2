"""Plays for tests: sensible throughout, each value open to a keyword."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from watchkeeper.domain.facts import Fact, SectionId, ServerId, UserId
from watchkeeper.domain.play import NewPlay, PlayerFacts, PlaySource

STARTED = 1_790_000_000


def make_play(**overrides: Any) -> NewPlay:  # Any: values of any field
    """A film of two hours that one person saw to the end.

    Words of the item and of the stream are fields of their own here: `make_play(title="Tides")`
    changes the item's title, `make_play(transcode_decision="transcode")` the stream's decision.
    """
    names = {field.name for field in fields(NewPlay)}
    words = {name: overrides.pop(name) for name in list(overrides) if name not in names}
    stream = stream_words(**{name: words.pop(name) for name in list(words) if name in STREAM})
    values: dict[str, Any] = {  # Any: values of any field
        "server_id": ServerId(1),
        "started": STARTED,
        "stopped": STARTED + 7200,
        "paused_seconds": 0,
        "user_id": UserId(101),
        "username": "ada",
        "media_type": "movie",
        "rating_key": 500,
        "parent_rating_key": None,
        "grandparent_rating_key": None,
        "section_id": SectionId(1),
        "view_offset": 7_200_000,
        "ip_address": "192.168.1.20",
        "player": make_player(),
        "item": item_words(**words),
        "stream": stream,
        "source": PlaySource.RECORDED,
    }
    return NewPlay(**(values | overrides))


def make_player(**overrides: str | None) -> PlayerFacts:
    """A television in the living room."""
    values: dict[str, str | None] = {
        "player": "Living Room",
        "product": "Plex for Android (TV)",
        "platform": "Android",
        "machine_id": "tv-1",
    }
    return PlayerFacts(**(values | overrides))


ITEM: dict[str, Fact] = {
    "title": "The Tide",
    "parent_title": "",
    "grandparent_title": "",
    "original_title": "",
    "full_title": "The Tide",
    "year": 2019,
    "duration": 7_200_000,
    "guid": "plex://movie/5d7768244de0ee001fcc7fed",
    "live": 0,
}

STREAM: dict[str, Fact] = {
    "transcode_decision": "direct play",
    "video_decision": "direct play",
    "audio_decision": "direct play",
    "video_full_resolution": "1080p",
    "stream_video_full_resolution": "1080p",
}


def item_words(**overrides: Fact) -> dict[str, Fact]:
    """The words of an item, as a play carries them."""
    return ITEM | overrides


def stream_words(**overrides: Fact) -> dict[str, Fact]:
    """The words of a stream, as a play carries them."""
    return STREAM | overrides
