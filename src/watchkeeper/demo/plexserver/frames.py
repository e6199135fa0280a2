"""The websocket's frames, as Plex writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from watchkeeper.demo.items import TYPE_NUMBERS, Item
from watchkeeper.demo.plexserver.stream import Stream
from watchkeeper.domain.session import SessionState

Frame: TypeAlias = dict[str, Any]  # Any: JSON as Plex nests it


def _container(kind: str, name: str, entry: Mapping[str, object]) -> Frame:
    return {"NotificationContainer": {"type": kind, "size": 1, name: [dict(entry)]}}


def playing(stream: Stream, offset: int, state: SessionState | None = None) -> Frame:
    """A `playing` frame; `state` overrides what the stream itself says."""
    entry: dict[str, object] = {
        "sessionKey": stream.session_key,
        "clientIdentifier": stream.device.machine_id,
        "guid": "",
        "ratingKey": stream.rating_key,
        "url": "",
        "key": stream.key,
        "viewOffset": offset,
        "playQueueItemID": 7000 + int(stream.session_key),
        "playQueueID": 100 + int(stream.session_key),
        "state": str(state or stream.state),
    }
    if stream.delivery.is_transcoder_busy:
        entry["transcodeSession"] = stream.transcode_key
    return _container("playing", "PlaySessionStateNotification", entry)


def timeline(item: Item, root_key: int | None, state: int, metadata_state: str, at: int) -> Frame:
    """A `timeline` frame: state 0 created, 5 done, 9 deleted."""
    entry: dict[str, object] = {
        "identifier": "com.plexapp.plugins.library",
        "sectionID": str(item.section_id),
        "itemID": str(item.rating_key),
        "type": TYPE_NUMBERS[item.type],
        "title": item.title,
        "state": state,
        "updatedAt": at,
    }
    if item.parent_key is not None:
        entry["parentItemID"] = str(item.parent_key)
        entry["rootItemID"] = str(root_key)
    if metadata_state:
        entry["metadataState"] = metadata_state
    if state == 0:
        entry |= {"mediaState": "analyzing", "queueSize": 1}
    return _container("timeline", "TimelineEntry", entry)


def transcode(stream: Stream, event: str, facts: Mapping[str, object]) -> Frame:
    """A `transcodeSession.start`, `.update` or `.end` frame with the session's transcode facts."""
    kind = f"transcodeSession.{event}"
    return _container(kind, "TranscodeSession", {**facts, "key": stream.transcode_key})


def activity(uuid: str, event: str, title: str, progress: int) -> Frame:
    """An `activity` frame of a library scan: event started, updated or ended."""
    return _container(
        "activity",
        "ActivityNotification",
        {
            "event": event,
            "uuid": uuid,
            "Activity": {
                "uuid": uuid,
                "type": "library.update.section",
                "cancellable": True,
                "userID": 1,
                "title": f"Scanning {title}",
                "subtitle": "",
                "progress": progress,
            },
        },
    )


def status(title: str) -> Frame:
    """A `status` frame about a finished library scan."""
    entry = {"title": title, "description": "", "notificationName": "LIBRARY_UPDATE"}
    return _container("status", "StatusNotification", entry)


def reachability(*, is_reachable: bool) -> Frame:
    """A `reachability` frame: remote access came or went."""
    return _container("reachability", "ReachabilityNotification", {"reachability": is_reachable})
