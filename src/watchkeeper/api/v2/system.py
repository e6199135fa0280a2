"""The program itself: is it there, and what is it."""

from __future__ import annotations

import platform
from dataclasses import field

from watchkeeper import __version__
from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.params import GivenText, OtherParams
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.db.health import integrity
from watchkeeper.errors import InputError, StorageError
from watchkeeper.values import dataclass

VERSION = "v2.17.2"
"""The version of the Tautulli API that is spoken: callers demand a least one."""
QUOTATIONS = (
    "I'll be back.",
    "Hasta la vista, baby.",
    "Get to the chopper!",
    "It's not a tumor!",
    "Consider that a divorce.",
    "Come with me if you want to live.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusParams:
    """`database` has the database checked too; others are ignored only beside `check`."""

    check: GivenText | None = None
    others: OtherParams = field(default_factory=dict)


@command("arnold", params=NoParams)
async def arnold(call: Call, _params: NoParams) -> object:
    """A line that Arnold Schwarzenegger is known for."""
    return QUOTATIONS[int(call.app.clock.monotonic()) % len(QUOTATIONS)]


@command("status", params=StatusParams)
async def status(call: Call, params: StatusParams) -> object:
    """Whether the program is there and, if asked, whether its database is in order."""
    if params.check is None and params.others:
        raise InputError("The command has no such parameter.", field=next(iter(params.others)))
    if params.check != "database":
        return Said("Ok")
    try:
        found = await call.app.db.read(integrity)
    except StorageError as error:
        found = str(error)
    if found != "ok":
        return Refused("Database not ok", {"integrity_check": found})
    return Said("Database ok", {"integrity_check": found})


@command("get_tautulli_info", params=NoParams)
async def get_tautulli_info(_call: Call, _params: NoParams) -> object:
    """What program answers, in which version, and what it runs on."""
    return tautulli_info()


def tautulli_info() -> Row:
    """The facts of get_tautulli_info."""
    machine = platform.uname()
    return {
        "tautulli_install_type": "source",
        "tautulli_version": VERSION,
        "tautulli_branch": f"watchkeeper-{__version__}",
        "tautulli_commit": None,
        "tautulli_platform": machine.system,
        "tautulli_platform_release": machine.release,
        "tautulli_platform_version": machine.version,
        "tautulli_platform_linux_distro": "",
        "tautulli_platform_device_name": machine.node,
        "tautulli_python_version": platform.python_version(),
    }


COMMANDS = (arnold, status, get_tautulli_info)
