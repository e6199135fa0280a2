"""The support bundle: what helps to understand a fault, and nothing that names anybody."""

from __future__ import annotations

import io
import platform
import zipfile
from collections.abc import Mapping

import anyio.to_thread
import orjson

from watchkeeper import __version__
from watchkeeper.application import Application
from watchkeeper.db.engines import sqlite_version
from watchkeeper.features.accounts import Principal
from watchkeeper.features.system.upkeep import storage
from watchkeeper.runtime.log_reading import lines_back
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.texts import ENGLISH, N_, number, speaking
from watchkeeper.web.privacy.disguise import undressed
from watchkeeper.web.veiling import Veiling

LOG_LINES = 400


def facts(app: Application) -> dict[str, str]:
    """What runs here; the page translates the names, the bundle has them in English."""
    return {
        "Watchkeeper": __version__,
        "Python": platform.python_version(),
        "SQLite": sqlite_version(),
        N_("System"): f"{platform.system()} {platform.release()} ({platform.machine()})",
        N_("Time zone"): str(app.zone),
        N_("Plays"): number(len(app.columns)),
        N_("Licence"): "MIT",
    }


class Support:
    """Makes the bundle, with the stand-ins that somebody sees."""

    def __init__(self, application: Application, veiling: Veiling) -> None:
        self._app = application
        self._veiling = veiling

    async def files(self, principal: Principal | None) -> dict[str, str]:
        """The files of the bundle: name -> text, disguised and without secrets."""
        app, redactor = self._app, Redactor()
        disguise = await self._veiling.disguise(principal)
        with speaking(ENGLISH):  # for those who help
            parts = {
                "about.txt": _lines(facts(app)),
                "settings.txt": _lines(_settings(app)),
                "servers.txt": _lines(await _servers(app)),
                "data.txt": _lines(await _data(app)),
                "loops.txt": _lines(_loops(app)),
                "jobs.txt": _lines(await _jobs(app)),
                "log.txt": await anyio.to_thread.run_sync(_log, app),
            }

        def clean() -> dict[str, str]:
            return {
                name: redactor.text(undressed(disguise.text(text))) for name, text in parts.items()
            }

        return await anyio.to_thread.run_sync(clean)

    async def zipped(self, principal: Principal | None) -> bytes:
        """The files as one."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in (await self.files(principal)).items():
                archive.writestr(name, text)
        return content.getvalue()


def _settings(app: Application) -> dict[str, str]:
    told = {one.variable: one.value for one in app.bootstrap if not one.is_default and one.value}
    chosen = {
        one.name: f"{one.value}{' (fixed)' if one.is_fixed else ''}"
        for one in app.preferences.catalogue()
        if one.value != one.default or one.is_fixed
    }
    return {**told, **chosen}


async def _servers(app: Application) -> dict[str, str]:
    found = {}
    for server in await app.servers.all():
        state = app.monitoring.state(server.id)
        words = "connected" if state.is_connected else "not connected"
        found[f"Server {server.id}"] = f"version {server.version}, {server.platform}, {words}"
    return found


async def _data(app: Application) -> dict[str, str]:
    kept = await storage.stored(app.db, app.data_folder)
    files = {one.kind: f"{one.count} files, {one.size:,} bytes" for one in kept.files}
    return {**files, **{f"rows of {name}": str(count) for name, count in kept.rows.items()}}


def _loops(app: Application) -> dict[str, str]:
    return {
        name: f"failures in a row: {loop.failures} {loop.last_error}".strip()
        for name, loop in app.supervisor.loops.items()
    }


async def _jobs(app: Application) -> dict[str, str]:
    return {
        f"Job {job.id}": f"{job.kind}, {job.state}, {job.message}" for job in await app.jobs.all()
    }


def _log(app: Application) -> str:
    lines = []
    for line in lines_back(app.data_folder / "logs"):
        lines.append(_without_query(line.content))
        if len(lines) == LOG_LINES:
            break
    return "\n".join(reversed(lines))


def _without_query(content: bytes) -> str:
    """A line without what was asked for: it may be anything that somebody typed."""
    try:
        entry = orjson.loads(content)
    except orjson.JSONDecodeError:
        return ""
    return orjson.dumps({key: value for key, value in entry.items() if key != "query"}).decode()


def _lines(facts: Mapping[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in facts.items())
