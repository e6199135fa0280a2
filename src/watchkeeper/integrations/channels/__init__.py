"""Ways to the outside by which notifications are sent, one for each agent."""

from __future__ import annotations

from watchkeeper.integrations.channels.channels import SUPPORTED, Channels, Ways
from watchkeeper.integrations.channels.picture_hosts import Cloudinary, Imgur
from watchkeeper.integrations.channels.plexapp import PlexAccess
from watchkeeper.integrations.channels.post import Poster
from watchkeeper.integrations.channels.remoteapp import AppDevice
from watchkeeper.integrations.channels.room import ROOMS, Room
from watchkeeper.integrations.channels.script import Scripts
from watchkeeper.integrations.channels.web_push import PushKey, WebPush

__all__ = [
    "ROOMS",
    "SUPPORTED",
    "AppDevice",
    "Channels",
    "Cloudinary",
    "Imgur",
    "PlexAccess",
    "Poster",
    "PushKey",
    "Room",
    "Scripts",
    "Ways",
    "WebPush",
]
