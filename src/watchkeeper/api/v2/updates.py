"""Updates of the media server and of ourselves, and starting anew."""

from __future__ import annotations

import re

from watchkeeper.api.v2.answers import Refused
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.plex_tv import ServerRelease
from watchkeeper.errors import OutsideError
from watchkeeper.features.accounts.access import Scope

STARTED_OUTSIDE = "Watchkeeper is started, stopped and updated by its container or service."


@command("get_pms_update", params=NoParams)
async def get_pms_update(call: Call, _params: NoParams) -> object:
    """The newest public media server for the platform of ours, as plex.tv lists it."""
    server = call.app.servers.known(call.server_id)
    if server is None or not server.platform:
        return {}
    tv = call.app.open_plex_tv("")
    try:
        release = await tv.newest_release(server.platform)
    except OutsideError:
        return {}
    finally:
        await tv.aclose()
    return {} if release is None else release_row(release, server.version or "")


@command("restart", params=NoParams, scope=Scope.ADMIN)
async def restart(_call: Call, _params: NoParams) -> object:
    """Start anew: not done from inside."""
    return Refused(STARTED_OUTSIDE)


@command("update", params=NoParams, scope=Scope.ADMIN)
async def update(_call: Call, _params: NoParams) -> object:
    """Install a newer version: not done from inside."""
    return Refused(STARTED_OUTSIDE)


@command("update_check", params=NoParams)
async def update_check(_call: Call, _params: NoParams) -> object:
    """Whether there is a newer version: nobody is asked, so that is not known."""
    return Refused("You are running an unknown version of Tautulli.", {"update": None})


def release_row(release: ServerRelease, installed: str) -> Row:
    """A release, and whether it is newer than the installed version."""
    return {
        "update_available": _parts(release.version) > _parts(installed) != (),
        "platform": release.platform,
        "release_date": release.released_at,
        "version": release.version,
        "requirements": release.requirements,
        "extra_info": release.extra_info,
        "changelog_added": release.added,
        "changelog_fixed": release.fixed,
        "label": release.label,
        "distro": release.distro,
        "distro_build": release.build,
        "download_url": release.url,
    }


def _parts(version: str) -> tuple[int, ...]:
    """The numbers of a version such as 1.41.9.9000-abcdef123."""
    return tuple(map(int, re.findall(r"[0-9]+", version.partition("-")[0])))


COMMANDS = (get_pms_update, restart, update, update_check)
