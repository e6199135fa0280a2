"""What single areas of the settings show besides their preferences."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from starlette.requests import Request

from watchkeeper import __version__
from watchkeeper.domain.facts import whole_number
from watchkeeper.features.accounts import Principal
from watchkeeper.features.system.upkeep import storage
from watchkeeper.runtime.clock import instant
from watchkeeper.values import dataclass
from watchkeeper.web.changelog import releases
from watchkeeper.web.site import Site
from watchkeeper.web.support import Support, facts
from watchkeeper.web.views.places import database_view
from watchkeeper.web.views.settings.areas import Area
from watchkeeper.web.views.settings.fields import shown
from watchkeeper.web.views.settings.upkeep import BackupLine, backup_line, file_line, row_line
from watchkeeper.web.views.takeover import job_view

PLACE = frozenset({"host", "port", "base_path", "trusted_proxies", "hsts", "plex_tv_url"})
ZONE = frozenset({"timezone"})
OWN_JOBS = frozenset({"back_up", "check_backup", "check_database", "refresh_all"})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: its template finds the values as `part.values`."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)  # Any: views of many shapes


class SettingsParts:
    """Gathers the parts."""

    def __init__(self, site: Site, support: Support) -> None:
        self._site = site
        self._app = site.application
        self._support = support
        self._makers: Mapping[str, Callable[[Request], Awaitable[Part]]] = {
            "general": self._zone,
            "appearance": self._appearance,
            "network": self._place,
            "location": self._location,
            "data": self._data,
            "backups": self._backups,
            "updates": self._updates,
            "advanced": self._advanced,
            "about": self._about,
        }

    async def of(self, area: Area, request: Request) -> Part | None:
        """The part of an area; None when it has only preferences."""
        make = self._makers.get(area.name)
        return await make(request) if make else None

    async def _zone(self, _request: Request) -> Part:
        return self._told(ZONE)

    async def _place(self, _request: Request) -> Part:
        return self._told(PLACE)

    def _told(self, names: frozenset[str]) -> Part:
        told = [one for one in self._app.bootstrap if one.name in names]
        return Part("parts/settings_told.html", {"told": told})

    async def _appearance(self, _request: Request) -> Part:
        return Part("parts/settings_look.html")

    async def _location(self, _request: Request) -> Part:
        state = await self._app.places.state()
        database = database_view(state, self._app.clock.now(), self._app.zone)
        return Part("parts/settings_location.html", {"database": database})

    async def _data(self, _request: Request) -> Part:
        kept = await storage.stored(self._app.db, self._app.data_folder)
        rows = sorted(kept.rows.items(), key=lambda row: -row[1])
        values = {
            "files": [file_line(one) for one in kept.files],
            "rows": [row_line(name, count) for name, count in rows if count],
            "jobs": await self._jobs(),
        }
        return Part("parts/settings_data.html", values)

    async def _backups(self, request: Request) -> Part:
        known = await self._app.backing_up.all()
        now = len(self._app.columns)
        lines = [backup_line(one, now, self._app.zone) for one in known]
        chosen = request.query_params.get("restore", "")
        principal: Principal = request.state.principal
        query = request.url.query
        values = {
            "asked": f"/settings/backups?{query}" if query else "/settings/backups",
            "going": _going(request.query_params, lines),
            "is_recent": principal.signed_in_recently(instant(self._app.clock)),
            "backups": lines,
            "jobs": await self._jobs(),
            "plays": now,
            "folder": str(self._app.backing_up.folder),
            "data": str(self._app.data_folder),
            "restoring": next((line for line in lines if line.name == chosen), None),
        }
        return Part("parts/settings_backups.html", values)

    async def _updates(self, _request: Request) -> Part:
        return Part("parts/settings_updates.html", {"version": __version__, "releases": releases()})

    async def _advanced(self, _request: Request) -> Part:
        known = self._app.preferences.catalogue()
        values = {
            "known": [(one, shown(one, one.value), shown(one, one.default)) for one in known],
            "told": self._app.bootstrap,
        }
        return Part("parts/settings_advanced.html", values)

    async def _about(self, request: Request) -> Part:
        files = await self._support.files(request.state.principal)
        values = {"facts": facts(self._app), "bundle": files}
        return Part("parts/settings_about.html", values)

    async def _jobs(self) -> list[Any]:  # Any: views of jobs
        jobs = [job for job in await self._app.jobs.all(limit=30) if job.kind in OWN_JOBS]
        return [job_view(job, self._site.renderer.url) for job in jobs[:4]]


def _going(asked: Mapping[str, str], lines: Sequence[BackupLine]) -> Sequence[BackupLine]:
    """The backups that are about to be deleted: one by its name, or all but the newest."""
    name, newest = asked.get("delete", ""), whole_number(asked.get("keep", ""))
    if name:
        return [line for line in lines if line.name == name]
    return lines[newest:] if newest and newest > 0 else []
