"""Plex's own apps on phones: messages through the service that Plex's servers use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import InputError
from watchkeeper.integrations.channels.post import Post, json_post
from watchkeeper.integrations.channels.reading import listed, text
from watchkeeper.values import dataclass

URL = "https://notifications.plex.tv/api/v1/notifications"
KINDS: Mapping[str, tuple[str, str]] = {
    "play": ("media", "tv.plex.notification.playback.started"),
    "created": ("media", "tv.plex.notification.library.new"),
    "newdevice": ("admin", "tv.plex.notification.device.new"),
}
"""What the apps know how to show: group and identifier for each action."""
BY_HAND = frozenset({"test", "api"})
MEDIA = "media"
LIBRARY = "com.plexapp.plugins.library/library/metadata"


@dataclass(frozen=True, slots=True)
class Shown:
    """How the apps are told of an item: its kind there, and members with their parameters."""

    type: str
    members: Mapping[str, str]
    is_parent: bool = False  # a tap opens what stands above it


_ALBUM = {"title": "album_name", "year": "year", "parentTitle": "artist_name"}
SHOWN: Mapping[str, Shown] = {
    "movie": Shown("movie", {"title": "title", "year": "year", "thumb": "thumb"}),
    "show": Shown("show", {"title": "show_name", "thumb": "thumb"}),
    "season": Shown("show", {"title": "show_name", "thumb": "thumb"}),
    "episode": Shown(
        "episode",
        {
            "title": "episode_name",
            "grandparentTitle": "show_name",
            "index": "episode_num",
            "parentIndex": "season_num",
            "grandparentThumb": "grandparent_thumb",
        },
    ),
    "artist": Shown("artist", {"title": "artist_name", "thumb": "thumb"}),
    "album": Shown("album", {**_ALBUM, "thumb": "thumb"}),
    "track": Shown("album", {**_ALBUM, "thumb": "parent_thumb"}, is_parent=True),
}
"""By media type; a track is shown as its album."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlexAccess:
    """A media server as Plex's services know it."""

    token: str = field(repr=False)
    identifier: str
    name: str


Access = Callable[[int], Awaitable[PlexAccess]]
"""From the number of a server to what opens Plex's services for it."""


def plexmobileapp(delivery: Delivery, access: PlexAccess) -> Post:
    """One message to the chosen people's apps.

    Raises:
        InputError: the apps know no such message, or nobody is chosen.
    """
    action, extras = delivery.message.action, delivery.message.extras
    kind = KINDS.get("created" if action in BY_HAND else action)
    if kind is None:
        raise InputError(
            "Plex's apps show playback starts, new items and new devices alone.", field="actions"
        )
    group, identifier = kind
    people = [number for each in listed(delivery, "user_ids") if (number := whole_number(each))]
    if not people:
        raise InputError("Choose who gets the message.", field="user_ids")
    value: dict[str, object] = {
        "group": group,
        "identifier": identifier,
        "to": people,
        "data": _data(delivery, access),
    }
    shown = SHOWN.get(extras.get("media_type", ""))
    if shown and group == MEDIA:
        key = extras.get("parent_rating_key" if shown.is_parent else "rating_key", "")
        value["metadata"] = _metadata(shown, extras)
        value["uri"] = f"server://{access.identifier}/{LIBRARY}/{key}"
        value["play"] = text(delivery, "tap_action") == "play"
    elif action in BY_HAND:
        value["metadata"] = {"type": "movie", "title": delivery.message.body}
    elif group == MEDIA:
        raise InputError("Plex's apps show no such item.", field="actions")
    return json_post(URL, value, "user_ids", **{"X-Plex-Token": access.token})


def _data(delivery: Delivery, access: PlexAccess) -> dict[str, object]:
    data: dict[str, object] = {"provider": {"identifier": access.identifier, "title": access.name}}
    extras, action = delivery.message.extras, delivery.message.action
    if action in {"play", "newdevice"}:
        data["player"] = {
            "title": extras.get("player", ""),
            "platform": extras.get("platform", ""),
            "machineIdentifier": extras.get("machine_id", ""),
        }
        data["user"] = {
            "title": extras.get("user", ""),
            "id": whole_number(extras.get("user_id")),
            "thumb": extras.get("user_thumb", ""),
        }
    elif action == "created" and extras.get("media_type") == "season":
        data["count"] = whole_number(extras.get("episode_count"))
    return data


def _metadata(shown: Shown, extras: Mapping[str, str]) -> dict[str, str]:
    """The item, as the apps word it in their own language."""
    stated = {name: extras.get(source, "") for name, source in shown.members.items()}
    return {"type": shown.type, **{name: value for name, value in stated.items() if value}}
