"""The logs: what the program says, who signed in, who changed what, which jobs ran."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.accounts.sign_in.sign_ins import SignInQuery
from watchkeeper.runtime.log_entries import LEVELS
from watchkeeper.runtime.log_reading import Position, lines_back
from watchkeeper.runtime.logs import LOG_FILE
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.pages.server_log import server_log
from watchkeeper.web.pages.undone import undone
from watchkeeper.web.privacy.disguise import Disguise, undressed
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.veiling import Veiling
from watchkeeper.web.views.audit import audit_line, notice_line, sign_in_line
from watchkeeper.web.views.logs import Entry, Found, LogQuery, found_in
from watchkeeper.web.views.settings.fields import PreferenceWords
from watchkeeper.web.views.takeover import job_view
from watchkeeper.web.words import moment

SIZE = 50
LINES = ("program", "errors", "api", "events")
PARTS = {"lines": "parts/log_entries.html", "plex": "parts/server_log_entries.html"}
"""What is fetched anew of a tab that follows."""
NOTICES = ("notify_log", "newsletter_log")
TABS = (
    ("program", N_("Program")),
    ("errors", N_("Errors")),
    ("api", N_("API calls")),
    ("sign-ins", N_("Sign-ins")),
    ("audit", N_("Audit")),
    ("jobs", N_("Jobs")),
    ("notices", N_("Notices")),
    ("plex", N_("Plex server")),
    ("events", N_("Plex events")),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the page."""

    name: str
    text: str
    url: str


class LogPages:
    """All that begins with /logs."""

    def __init__(self, site: Site, veiling: Veiling) -> None:
        self._site = site
        self._app = site.application
        self._veiling = veiling
        self._lists: Mapping[str, Callable[[int], Awaitable[dict[str, Any]]]] = {
            "sign-ins": self._sign_ins,
            "audit": self._audit,
            "jobs": self._jobs,
            "notices": self._notices,
        }

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/logs", self.show, Access.OWNER, name="logs"),
            Page("/logs/file", self.file, Access.OWNER),
            Page("/logs/debug", self.debug, Access.OWNER, ("POST",)),
            Page("/logs/audit/{audit_id:int}/undo", self.undo, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """One tab; of a page that follows live, the entries alone."""
        tab = request.query_params.get("tab", "program")
        logs = self._app.server_logs
        if tab == "plex" and logs is not None:
            values = await server_log(logs, request)
        elif tab in self._lists:
            values = await self._lists[tab](_page_number(request))
        elif tab in LINES:
            values = await self._lines(request, tab)
        else:
            raise NotFoundError("There is no such log.")
        part = PARTS.get("lines" if tab in LINES else tab)
        if request.headers.get("HX-Request") and part:
            page = await self._site.frame(request, "logs")
            return self._site.renderer.page(part, {"page": page, **values})
        frame = {"tab": tab, "tabs": await self._tabs(), **values}
        return await self._site.show(request, "pages/logs.html", frame, section="logs")

    async def file(self, _request: Request) -> Response:
        """The log as a file: secrets were taken out when it was written."""
        path = self._app.data_folder / "logs" / LOG_FILE
        if not path.is_file():
            raise NotFoundError("No log file is written: logs go to the screen alone.")
        headers = {"Cache-Control": "no-store"}
        return FileResponse(path, media_type="text/plain", filename=LOG_FILE, headers=headers)

    async def debug(self, request: Request) -> Response:
        """Record debugging for a while, or stop it."""
        form = await request.form()
        if text_of(form, "do") == "stop":
            self._app.debugging.stop()
            return self._site.go("/logs", Message(_("Debugging is no longer recorded."), "ok"))
        until = moment(self._app.debugging.start(), self._app.zone, "%H:%M").text
        text = _("Debugging is recorded until %(time)s.", time=until)
        return self._site.go("/logs", Message(text, "ok"))

    async def undo(self, request: Request) -> Response:
        """Take a change back, by the service that made it."""
        audit_id, then = request.path_params["audit_id"], "/logs?tab=audit"
        job_id = await self._app.undoing.undo(audit_id, who(request))
        if job_id is not None:
            text = _("The change is being taken back, as a job.")
            return self._site.go(then, Message(text, "ok"))
        whole = _("The change was taken back.")
        return self._site.go(then, await undone(self._app.audit, [audit_id], whole))

    async def _tabs(self) -> list[Tab]:
        absent = {
            name
            for name, is_there in (
                ("notices", (await self._notices(1))["notices"]),
                ("plex", self._app.server_logs is not None),
            )
            if not is_there
        }
        url = self._site.renderer.url
        return [
            Tab(name, _(text), url(f"/logs?tab={name}"))
            for name, text in TABS
            if name not in absent
        ]

    async def _lines(self, request: Request, tab: str) -> dict[str, Any]:
        """Any: views of many shapes."""
        query = LogQuery.of(request.query_params, tab, self._app.zone)
        before = Position.of(request.query_params.get("before", ""))
        folder, is_file = self._app.data_folder / "logs", tab != "events"
        servers = {one.id: one.name for one in await self._app.servers.all()}
        heard = self._app.heard_frames.lines(servers if len(servers) > 1 else {})

        def read() -> Found:
            lines = lines_back(folder, before) if is_file else heard
            return found_in(lines, query, self._app.zone)

        found = await anyio.to_thread.run_sync(read)
        entries = found.entries
        if "mask" in query.values:
            disguise = await self._veiling.disguise(request.state.principal)
            entries = tuple(_masked(entry, disguise) for entry in entries)
        until = self._app.debugging.until
        return {
            "query": query,
            "entries": entries,
            "areas": found.areas,
            "levels": LEVELS,
            "older": query.path(before=found.older, follow="") if found.older and is_file else "",
            "is_first": not is_file or before == Position(),
            "debug_until": moment(until, self._app.zone, "%H:%M") if until else None,
            "has_file": is_file and (folder / LOG_FILE).is_file(),
        }

    async def _sign_ins(self, number: int) -> dict[str, Any]:
        query = SignInQuery(offset=(number - 1) * SIZE, limit=SIZE)
        found = await self._app.accounts.sign_ins(query)
        lines = [sign_in_line(one, self._app.zone) for one in found.rows]
        return {"sign_ins": lines, **_paging("sign-ins", number, found.filtered)}

    async def _audit(self, number: int) -> dict[str, Any]:
        found = await self._app.audit.page(offset=(number - 1) * SIZE, limit=SIZE)
        words = PreferenceWords(self._app.preferences.catalogue(), self._app.languages.offered)
        lines = [audit_line(entry, self._app.zone, words) for entry in found.entries]
        return {"changes": lines, **_paging("audit", number, found.total)}

    async def _jobs(self, number: int) -> dict[str, Any]:
        jobs = await self._app.jobs.all(offset=(number - 1) * SIZE, limit=SIZE)
        lines = [job_view(job, self._site.renderer.url) for job in jobs]
        return {"jobs": lines, **_paging("jobs", number, await self._app.jobs.count())}

    async def _notices(self, number: int) -> dict[str, Any]:
        rows = [
            row
            for server in await self._app.servers.all()
            for table in NOTICES
            for row in await self._app.kept.rows(server.id, table)
        ]
        rows.sort(key=lambda row: str(row.content.get("timestamp", "")), reverse=True)
        shown = rows[(number - 1) * SIZE : number * SIZE]
        lines = [notice_line(row, self._app.zone) for row in shown]
        return {"notices": lines, **_paging("notices", number, len(rows))}


def _paging(tab: str, number: int, total: int) -> dict[str, Any]:
    path = f"/logs?tab={tab}&page="
    return {
        "newer": f"{path}{number - 1}" if number > 1 else "",
        "older": f"{path}{number + 1}" if total > number * SIZE else "",
    }


def _page_number(request: Request) -> int:
    text = request.query_params.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def _masked(entry: Entry, disguise: Disguise) -> Entry:
    """The entry with stand-ins for names, titles and addresses."""

    def masked(text: str) -> str:
        return undressed(disguise.text(text))

    return replace(
        entry,
        message=masked(entry.message),
        details=tuple((name, masked(value)) for name, value in entry.details),
        exception=masked(entry.exception),
    )
