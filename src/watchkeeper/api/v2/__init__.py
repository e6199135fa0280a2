"""The Tautulli face: the commands of Tautulli's API v2, answered for one of our servers."""

from __future__ import annotations

from watchkeeper.api.v2 import (
    activity,
    graphs,
    history,
    images,
    libraries,
    media_info,
    metadata,
    play_tables,
    rating_keys,
    server,
    settings,
    shelf_tables,
    sign_ins,
    stats,
    synced_items,
    system,
    users,
    watch_time,
)
from watchkeeper.api.v2.docs import commands_about
from watchkeeper.api.v2.face import Face
from watchkeeper.api.v2.registry import Registry
from watchkeeper.application import Application
from watchkeeper.features.accounts.access import Access, Page

COMMANDS = (
    activity.COMMANDS,
    graphs.COMMANDS,
    history.COMMANDS,
    images.COMMANDS,
    libraries.COMMANDS,
    media_info.COMMANDS,
    metadata.COMMANDS,
    play_tables.COMMANDS,
    rating_keys.COMMANDS,
    server.COMMANDS,
    settings.COMMANDS,
    shelf_tables.COMMANDS,
    sign_ins.COMMANDS,
    stats.COMMANDS,
    synced_items.COMMANDS,
    system.COMMANDS,
    users.COMMANDS,
    watch_time.COMMANDS,
)
REGISTRY = Registry((*COMMANDS, commands_about(COMMANDS)))
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes(application: Application) -> list[Page]:
    """The pages of the face. They take every path below /api that no page before them takes."""
    face = Face(application, REGISTRY)
    return [
        Page("/api/v2", face.answer, Access.KEY, METHODS, "tautulli"),
        Page("/api", face.elsewhere, Access.KEY, METHODS, "tautulli_root"),
        Page("/api/{rest:path}", face.elsewhere, Access.KEY, METHODS, "tautulli_below"),
    ]


__all__ = ["REGISTRY", "routes"]
