"""Sessions, notices and looks for tests, with keyword overrides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.domain.media import Marker, MediaItem
from watchkeeper.domain.play import PlayerFacts
from watchkeeper.domain.session import ObservedSession, Person, PlayingNotice, SessionState
from watchkeeper.features.monitoring.advancing.advance import advance
from watchkeeper.features.monitoring.advancing.known import Known, Step
from watchkeeper.features.monitoring.advancing.opening import Look, Sighting
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.ports import SessionWords
from watchkeeper.features.monitoring.rules import Rules

T = 1_000_000.0
MINUTE = 60_000
FILM = 100 * MINUTE
ANNA = Person(UserId(7), "anna", "Anna")
RULES = Rules()

PLAYING, PAUSED = SessionState.PLAYING, SessionState.PAUSED
BUFFERING, STOPPED = SessionState.BUFFERING, SessionState.STOPPED
ERROR = SessionState.ERROR


def make_observed(**fields: Any) -> ObservedSession:
    values: dict[str, Any] = {
        "server_id": ServerId(1),
        "session_key": "5",
        "session_id": "id-5",
        "rating_key": 40,
        "media_type": "movie",
        "guid": "plex://movie/40",
        "account_id": 7,
        "account_title": "anna",
        "state": PLAYING,
        "view_offset": 0,
        "duration": FILM,
        "section_id": SectionId(1),
        "machine_id": "tv",
        "player": PlayerFacts(player="Living Room", product="Plex for TV", machine_id="tv"),
        "ip_address": "192.168.1.5",
    }
    observed = ObservedSession(**(values | fields))
    return observed if observed.facts else replace(observed, facts=make_facts(observed))


def make_facts(observed: ObservedSession) -> dict[str, Any]:
    return {
        "rating_key": observed.rating_key,
        "parent_rating_key": "",
        "grandparent_rating_key": "",
        "title": f"Title {observed.rating_key}",
        "parent_title": "",
        "grandparent_title": "",
        "original_title": "",
        "full_title": f"Title {observed.rating_key}",
        "media_type": observed.media_type,
        "guid": observed.guid,
        "live": int(observed.is_live),
        "duration": observed.duration,
        "transcode_decision": "transcode" if observed.transcode_key else "direct play",
        "bandwidth": 8000,
        "location": "lan",
        "secure": 1,
        "relayed": 0,
        "quality_profile": "Original",
    }


def make_notice(state: SessionState = PLAYING, offset: int = 0, **fields: Any) -> PlayingNotice:
    values: dict[str, Any] = {
        "server_id": ServerId(1),
        "session_key": "5",
        "rating_key": "40",
        "key": "/library/metadata/40",
        "state": state,
        "view_offset": offset,
        "transcode_key": "",
    }
    return PlayingNotice(**(values | fields))


def make_item(rating_key: int = 40, **fields: Any) -> MediaItem:
    values: dict[str, Any] = {
        "rating_key": rating_key,
        "media_type": "movie",
        "title": f"Title {rating_key}",
        "guid": f"plex://movie/{rating_key}",
        "duration": FILM,
        "section_id": SectionId(1),
    }
    values |= fields
    facts = {
        "rating_key": rating_key,
        "title": values["title"],
        "full_title": values["title"],
        "media_type": values["media_type"],
        "guid": values["guid"],
        "duration": values["duration"],
    }
    return MediaItem(**values, facts=facts)


def make_marker(kind: str, start: int, end: int, **fields: Any) -> Marker:
    return Marker(kind, start, end, **fields)


def look_at(at: float, *observed: ObservedSession, **fields: Any) -> Look:
    return Look([Sighting(one, ANNA, **fields) for one in observed], at)


def advanced(known: Known, at: float, *observed: ObservedSession, **fields: Any) -> Step:
    """The step of one look."""
    return advance(known, look_at(at, *observed, **fields), RULES)


def only(known: Known) -> LiveSession:
    """The one session that is open."""
    (session,) = known.sessions.values()
    return session


def plain_words() -> SessionWords:
    """Readings that take an item's facts as they are."""
    return SessionWords(
        describe=lambda observed, item: (
            observed
            if item is None
            else replace(observed, facts={**observed.facts, **item.facts, "described": 1})
        ),
        item_facts=lambda item, observed: {
            name: value for name, value in (item or observed).facts.items() if name != "described"
        },
        stream_facts=lambda observed: {
            "transcode_decision": observed.facts.get("transcode_decision", "")
        },
    )
