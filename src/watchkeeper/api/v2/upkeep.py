"""Upkeep: backups, caches, logs of sign-ins, grouping anew, and what is never done here."""

from __future__ import annotations

import anyio.to_thread

from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.logs import download
from watchkeeper.api.v2.params import Flag, Key, Text
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.settings import settings
from watchkeeper.application import Application
from watchkeeper.db.backup import Backups
from watchkeeper.errors import StorageError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle
from watchkeeper.runtime.clock import instant
from watchkeeper.values import dataclass

BACKUP_REASON = "by_api"
REGROUP = "regroup_history"
RECENTLY_ADDED = "recently_added"
CONFIG_FILE = "config.ini"


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheParams:
    """`images`: pictures alone."""

    images: Flag = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlParams:
    """Taken as callers send it."""

    query: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigParams:
    """Taken as callers send them."""

    config_file: Text = ""
    config_path: Text = ""
    backup: Flag = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseParams:
    """Taken as callers send them."""

    database_file: Text = ""
    database_path: Text = ""
    method: Text = ""
    backup: Flag = False
    table_name: Text = ""
    import_ignore_interval: Key | None = None


@command("backup_db", params=NoParams, scope=Scope.ADMIN, takes_unknown=False)
async def backup_db(call: Call, _params: NoParams) -> object:
    """Copy the database beside it; whether that went well."""
    return await _backed_up(call.app)


@command("backup_config", params=NoParams, scope=Scope.ADMIN, takes_unknown=False)
async def backup_config(call: Call, _params: NoParams) -> object:
    """Copy the settings: they lie in the database, so that is copied."""
    return await _backed_up(call.app)


@command("download_config", params=NoParams, scope=Scope.ADMIN)
async def download_config(call: Call, _params: NoParams) -> object:
    """The settings as a file, without secrets."""
    lines = []
    for section, values in settings(call).items():
        lines += [
            f"[{section}]",
            *(f"{name} = {_written(value)}" for name, value in values.items()),
        ]
    return download("\n".join([*lines, ""]).encode(), CONFIG_FILE)


@command("download_database", params=NoParams, scope=Scope.ADMIN)
async def download_database(_call: Call, _params: NoParams) -> object:
    """The database as a file: refused, since it is no Tautulli database and may be very large."""
    return Refused("The database is not handed out: backup_db makes a copy in its folder.")


@command("delete_cache", params=CacheParams, scope=Scope.ADMIN)
async def delete_cache(call: Call, params: CacheParams) -> object:
    """Throw away what was kept of the media server: pictures, metadata, listings."""
    await call.app.images.clear()
    if params.images:
        return Said("Cleared the images cache.")
    call.app.metadata.forget()
    for library in await call.app.libraries.all(call.server_id, with_deleted=True):
        await call.app.libraries.forget_listings(call.server_id, library.section_id)
    return Said("Cleared the cache.")


@command("delete_image_cache", params=NoParams, scope=Scope.WRITE)
async def delete_image_cache(call: Call, _params: NoParams) -> object:
    """Throw away the pictures that were kept."""
    await call.app.images.clear()
    return Said("Cleared the images cache.")


@command("delete_login_log", params=NoParams, scope=Scope.ADMIN)
async def delete_login_log(call: Call, _params: NoParams) -> object:
    """Forget who signed in, but for the sessions that are on record."""
    await call.app.accounts.forget_sign_ins()
    return Said("Cleared login logs.")


@command("delete_recently_added", params=NoParams, scope=Scope.WRITE)
async def delete_recently_added(call: Call, _params: NoParams) -> object:
    """Forget which new items were told of."""
    await call.app.kept.delete(call.server_id, RECENTLY_ADDED)
    return Said("Recently added flushed.")


@command("delete_temp_sessions", params=NoParams, scope=Scope.WRITE)
async def delete_temp_sessions(call: Call, _params: NoParams) -> object:
    """Look anew at what plays; streams that are over are ended by that."""
    call.app.monitoring.look_soon(call.server_id)
    return Said("Temporary sessions flushed.")


@command("regroup_history", params=NoParams, scope=Scope.ADMIN)
async def regroup_history(call: Call, _params: NoParams) -> object:
    """Begin a job that backs the database up and groups all plays anew."""
    app = call.app

    async def body(_job: JobHandle) -> Plain:
        await _back_up(app)
        return {"plays_moved": await app.history.regroup()}

    await app.jobs.start(REGROUP, "Group the history anew", {}, body)
    return Said("Regrouping play history started. Check the logs to monitor any problems.")


@command("sql", params=SqlParams, scope=Scope.ADMIN)
async def sql(_call: Call, _params: SqlParams) -> object:
    """Raw SQL: never allowed."""
    return Refused("SQL not enabled for the API.")


@command("import_config", params=ConfigParams, scope=Scope.ADMIN)
async def import_config(_call: Call, params: ConfigParams) -> object:
    """Take settings from a file: done with the import of a Tautulli, not by the API."""
    if not (params.config_file or params.config_path):
        return Refused("No config specified for import")
    return Refused("Settings are taken over with the import of a Tautulli.")


@command("import_database", params=DatabaseParams, scope=Scope.ADMIN)
async def import_database(_call: Call, _params: DatabaseParams) -> object:
    """Take over another database: the API never passes on which program wrote it."""
    return Refused("No app specified for import")


async def _backed_up(app: Application) -> bool:
    try:
        await _back_up(app)
    except StorageError:
        return False
    return True


async def _back_up(app: Application) -> None:
    backups = Backups(app.db.path)
    await anyio.to_thread.run_sync(backups.make, BACKUP_REASON, instant(app.clock))


def _written(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = "" if value is None else str(value)
    return "".join(character for character in text if character.isprintable())


COMMANDS = (
    backup_db,
    backup_config,
    download_config,
    download_database,
    delete_cache,
    delete_image_cache,
    delete_login_log,
    delete_recently_added,
    delete_temp_sessions,
    regroup_history,
    sql,
    import_config,
    import_database,
)
