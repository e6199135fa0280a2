"""The Tautulli face: the commands of Tautulli's API v2, answered for one of our servers."""

from __future__ import annotations

from watchkeeper.api.v2 import (
    activity,
    addresses,
    deep_links,
    devices,
    exports,
    graphs,
    history,
    icons,
    images,
    libraries,
    library_upkeep,
    logs,
    lookups,
    media_info,
    metadata,
    newsletters,
    notifiers,
    pairing,
    play_tables,
    rating_keys,
    relinking,
    sending,
    sent_logs,
    server,
    settings,
    shelf_tables,
    sign_ins,
    stats,
    synced_items,
    system,
    updates,
    upkeep,
    users,
    watch_time,
    web_sign_in,
)
from watchkeeper.api.v2.docs import commands_about
from watchkeeper.api.v2.face import Face
from watchkeeper.api.v2.public_images import public_image
from watchkeeper.api.v2.registry import Registry
from watchkeeper.application import Application
from watchkeeper.features.accounts.access import Access, Page

COMMANDS = (
    activity.COMMANDS,
    addresses.COMMANDS,
    devices.COMMANDS,
    exports.COMMANDS,
    graphs.COMMANDS,
    history.COMMANDS,
    images.COMMANDS,
    libraries.COMMANDS,
    library_upkeep.COMMANDS,
    logs.COMMANDS,
    lookups.COMMANDS,
    media_info.COMMANDS,
    metadata.COMMANDS,
    newsletters.COMMANDS,
    notifiers.COMMANDS,
    play_tables.COMMANDS,
    rating_keys.COMMANDS,
    relinking.COMMANDS,
    sending.COMMANDS,
    sent_logs.COMMANDS,
    server.COMMANDS,
    settings.COMMANDS,
    shelf_tables.COMMANDS,
    sign_ins.COMMANDS,
    stats.COMMANDS,
    synced_items.COMMANDS,
    system.COMMANDS,
    updates.COMMANDS,
    upkeep.COMMANDS,
    users.COMMANDS,
    watch_time.COMMANDS,
)
REGISTRY = Registry((*COMMANDS, commands_about(COMMANDS)))
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes(application: Application) -> list[Page]:
    """The pages of the face, and pictures."""
    face = Face(application, REGISTRY)
    return [
        *icons.PAGES,
        *deep_links.PAGES,
        *web_sign_in.PAGES,
        *pairing.PAGES,
        Page("/image/{name}", public_image, Access.PUBLIC, name="public_image"),
        Page("/api/v2", face.answer, Access.KEY, METHODS, "tautulli"),
    ]


def last_routes(application: Application) -> list[Page]:
    """Pages that take all of /api that no page before takes."""
    face = Face(application, REGISTRY)
    return [
        Page("/api", face.elsewhere, Access.KEY, METHODS, "tautulli_root"),
        Page("/api/{rest:path}", face.elsewhere, Access.KEY, METHODS, "tautulli_below"),
    ]


__all__ = ["REGISTRY", "last_routes", "routes"]
