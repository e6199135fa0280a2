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
    action = delivery.message.action
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
        "metadata": _metadata(delivery),
    }
    key = delivery.message.extras.get("rating_key", "")
    if key:
        library = "com.plexapp.plugins.library/library/metadata"
        value["uri"] = f"server://{access.identifier}/{library}/{key}"
        value["play"] = text(delivery, "tap_action") == "play"
    return json_post(URL, value, "user_ids", **{"X-Plex-Token": access.token})


def _data(delivery: Delivery, access: PlexAccess) -> dict[str, object]:
    data: dict[str, object] = {"provider": {"identifier": access.identifier, "title": access.name}}
    extras = delivery.message.extras
    if delivery.message.action in {"play", "newdevice"}:
        data["user"] = {"title": extras.get("user", "")}
        data["player"] = {"title": extras.get("player", "")}
    return data


def _metadata(delivery: Delivery) -> dict[str, str]:
    """The item, as the apps word it in their own language."""
    extras, kind = delivery.message.extras, delivery.message.extras.get("media_type", "")
    if not kind:
        return {"type": "movie", "title": delivery.message.body}
    named = {
        "season": {"title": "show_name"},
        "episode": {"title": "episode_name", "grandparentTitle": "show_name",
                    "index": "episode_num", "parentIndex": "season_num"},
        "album": {"title": "album_name", "parentTitle": "artist_name"},
        "track": {"title": "track_name", "grandparentTitle": "artist_name",
                  "parentTitle": "album_name"},
    }.get(kind, {})  # fmt: skip
    found = {"type": "show" if kind == "season" else kind, "title": extras.get("title", "")}
    found |= {name: extras.get(source, "") for name, source in named.items()}
    if kind in {"movie", "show"}:
        found["year"] = extras.get("year", "")
    return {name: value for name, value in found.items() if value}
