"""Frames of the websocket, from Plex's words to ours."""

from __future__ import annotations

import orjson

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.session import (
    Notice,
    PlayingNotice,
    ReachabilityNotice,
    SessionState,
    TimelineNotice,
)
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.wire import Element

LISTS = {
    "playing": "PlaySessionStateNotification",
    "timeline": "TimelineEntry",
    "reachability": "ReachabilityNotification",
}
LIBRARY = "com.plexapp.plugins.library"
STATES = {state.value: state for state in SessionState}


def notices(server_id: ServerId, frame: str | bytes) -> tuple[Notice, ...]:
    """Everything one frame tells that matters here; nothing for other kinds and unreadable ones."""
    try:
        parsed = orjson.loads(frame)
    except orjson.JSONDecodeError:
        return ()
    if not isinstance(parsed, dict):
        return ()
    envelope = wire.child(parsed, "NotificationContainer") or parsed
    kind = wire.text(envelope, "type")
    entries = wire.elements(envelope, LISTS.get(kind, "")) or wire.elements(envelope, "_children")
    found = (_notice(server_id, kind, entry) for entry in entries)
    return tuple(notice for notice in found if notice is not None)


def _notice(server_id: ServerId, kind: str, entry: Element) -> Notice | None:
    match kind:
        case "playing":
            return _playing(server_id, entry)
        case "timeline":
            return _timeline(server_id, entry)
        case "reachability":
            is_reachable = wire.flag(entry, "reachability")
            return None if is_reachable is None else ReachabilityNotice(server_id, is_reachable)
        case _:
            return None


def _playing(server_id: ServerId, entry: Element) -> PlayingNotice | None:
    session_key, state = wire.text(entry, "sessionKey"), STATES.get(wire.text(entry, "state"))
    if not session_key.isdigit() or state is None:
        return None
    return PlayingNotice(
        server_id=server_id,
        session_key=session_key,
        rating_key=wire.text(entry, "ratingKey"),
        key=wire.text(entry, "key"),
        state=state,
        view_offset=wire.count(entry, "viewOffset"),
        transcode_key=wire.last_part(wire.text(entry, "transcodeSession")),
        client_identifier=wire.text(entry, "clientIdentifier"),
    )


def _timeline(server_id: ServerId, entry: Element) -> TimelineNotice | None:
    item_id = wire.number(entry, "itemID")
    if item_id is None or wire.text(entry, "identifier") != LIBRARY:
        return None
    section = wire.number(entry, "sectionID")
    return TimelineNotice(
        server_id=server_id,
        item_id=item_id,
        parent_id=wire.number(entry, "parentItemID"),
        root_id=wire.number(entry, "rootItemID"),
        section_id=None if section is None else SectionId(section),
        type_number=wire.count(entry, "type"),
        state=wire.count(entry, "state"),
        metadata_state=wire.text(entry, "metadataState"),
        title=wire.text(entry, "title"),
    )
