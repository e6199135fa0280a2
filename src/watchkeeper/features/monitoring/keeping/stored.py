"""Live sessions as rows that survive a kill, and back.

What rarely changes (the description) and what we count (the state) are kept apart, so that the
frequent writes are small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import orjson

from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.domain.media import Marker, MediaItem
from watchkeeper.domain.play import PlayerFacts
from watchkeeper.domain.session import ObservedSession, Person, PlayedMedia, SessionState
from watchkeeper.features.monitoring.advancing.advance import stream_words
from watchkeeper.features.monitoring.advancing.ending import is_stale
from watchkeeper.features.monitoring.live import Ending, LiveSession
from watchkeeper.values import dataclass

DRIFT_MS = 1_500
COUNTED = tuple(
    field.name
    for field in fields(LiveSession)
    if field.name not in {"number", "observed", "person", "item", "ending", "is_confirmed"}
)
"""Fields that hold plain numbers, flags or None."""
MOVING = frozenset({"position_at", "seen_at", "looked_at", "heard_at"})


@dataclass(frozen=True, slots=True)
class StoredSession:
    """One row of the table `session`, without its keys."""

    number: int
    rating_key: str
    machine_id: str
    started: int  # UTC seconds
    description: str  # JSON
    state: str  # JSON


def stored(session: LiveSession) -> StoredSession:
    """The session as it is written down."""
    return StoredSession(
        session.number,
        session.identity.item,
        session.observed.machine_id,
        round(session.started),
        description_text(session),
        state_text(session),
    )


def description_text(session: LiveSession) -> str:
    """What the server says of it, and whose it is."""
    content = {"observed": session.observed, "person": session.person, "item": session.item}
    return orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS).decode()


def state_text(session: LiveSession) -> str:
    """What was counted, and where it is."""
    content = {
        **{name: getattr(session, name) for name in COUNTED},
        "ending": session.ending,
        "state": session.state,
        "view_offset": session.observed.view_offset,
    }
    return orjson.dumps(content).decode()


def restored(row: StoredSession) -> LiveSession:
    """The session of a row, not confirmed until a look shows it."""
    description, counted = orjson.loads(row.description), orjson.loads(row.state)
    observed = _observed(description["observed"])
    ending = counted["ending"]
    return LiveSession(
        number=row.number,
        observed=replace(
            observed,
            state=SessionState(counted["state"]),
            view_offset=counted["view_offset"],
        ),
        person=_person(description["person"]),
        item=_item(description["item"]),
        ending=Ending(**ending) if ending else None,
        is_confirmed=False,
        **{name: counted[name] for name in COUNTED if name in counted},
    )


def carried_to(session: LiveSession, covered_at: float) -> LiveSession:
    """A restored session as it was when collection stopped: no news until then was good news."""
    if covered_at <= session.seen_at or is_stale(session) or session.missed_at is not None:
        return session
    if not session.is_moving:
        return replace(session, seen_at=covered_at)
    observed = replace(session.observed, view_offset=session.position(covered_at))
    return replace(session, observed=observed, position_at=covered_at, seen_at=covered_at)


def needs_description(before: LiveSession, after: LiveSession) -> bool:
    """Whether what is written of item, stream or person is out of date."""
    return (
        before.item is not after.item
        or before.person != after.person
        or stream_words(before.observed) != stream_words(after.observed)
    )


def needs_state(before: LiveSession, after: LiveSession, at: float) -> bool:
    """Whether what was counted differs from what is written, carried on to now."""
    if before is after:
        return False
    if before.state is not after.state or before.ending != after.ending:
        return True
    if any(getattr(before, name) != getattr(after, name) for name in COUNTED if name not in MOVING):
        return True
    drift = abs(before.position(at) - after.position(at))
    return drift > DRIFT_MS or is_stale(before) != is_stale(after)


def _observed(content: Mapping[str, Any]) -> ObservedSession:  # Any: JSON
    return ObservedSession(
        **{
            **_fields_of(ObservedSession, content),
            "server_id": ServerId(content["server_id"]),
            "state": SessionState(content["state"]),
            "player": PlayerFacts(**_fields_of(PlayerFacts, content["player"])),
            "played": PlayedMedia(**_fields_of(PlayedMedia, content["played"])),
        }
    )


def _person(content: Mapping[str, Any]) -> Person:  # Any: JSON
    return Person(UserId(content["user_id"]), content["username"], content["friendly_name"])


def _item(content: Mapping[str, Any] | None) -> MediaItem | None:  # Any: JSON
    if content is None:
        return None
    section = content["section_id"]
    return MediaItem(
        **{
            **_fields_of(MediaItem, content),
            "section_id": None if section is None else SectionId(section),
            "markers": tuple(Marker(**_fields_of(Marker, marker)) for marker in content["markers"]),
        }
    )


def _fields_of(kind: type, content: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    """The part of a row that the present program has fields for."""
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in content.items() if name in names}
