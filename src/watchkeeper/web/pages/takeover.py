"""Taking over a Tautulli: upload or path, dry run, start; or reading beside it."""

from __future__ import annotations

from dataclasses import field, replace
from pathlib import Path
from secrets import token_urlsafe
from shutil import copyfileobj, rmtree
from typing import Any

import anyio.to_thread
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.errors import InputError, OutsideError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.importers import FileOrder, report_of
from watchkeeper.features.importers.report import ImportReport
from watchkeeper.texts import _, told
from watchkeeper.values import dataclass
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.recorded import said_again
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.takeover import JobView, job_view, report_view

PATH = "/take-over"
MOST_UPLOAD_BYTES = 8 * 1024**3
KEPT_TRIALS = 8
SHOWN_JOBS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A file that was looked into and waits to be taken over."""

    token: str
    order: FileOrder
    report: ImportReport
    back: str  # the page that asked for it


@dataclass(slots=True)
class Trials:
    """The last few of them."""

    kept: dict[str, Trial] = field(default_factory=dict)

    def keep(self, trial: Trial) -> None:
        while len(self.kept) >= KEPT_TRIALS:
            self.kept.pop(next(iter(self.kept)))
        self.kept[trial.token] = trial

    def get(self, token: str) -> Trial:
        """One of them.

        Raises:
            InputError: it is too long ago.
        """
        if token not in self.kept:
            raise InputError("This dry run is gone. Choose the file again.", field="trial")
        return self.kept[token]


class TakeOver:
    """Shown on the servers page and in the wizard."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application
        self._trials = Trials()

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(PATH, self.look_into, Access.OWNER, ("POST",), max_body_bytes=MOST_UPLOAD_BYTES),
            Page(f"{PATH}/start", self.start, Access.OWNER, ("POST",)),
            Page(f"{PATH}/beside", self.beside, Access.OWNER, ("POST",)),
            Page(f"{PATH}/beside/{{mirror_id:int}}/end", self.end, Access.OWNER, ("POST",)),
            Page(f"{PATH}/{{token}}", self.trial, Access.OWNER),
            Page("/jobs/{job_id:int}/report", self.report, Access.OWNER),
        ]

    async def values(self) -> dict[str, Any]:
        """What the parts on other pages need. Any: views of many shapes."""
        mirrors = [
            replace(mirror, problem=said_again(mirror.problem))
            for mirror in await self._app.importers.mirrors()
        ]
        return {"jobs": await self.jobs(), "mirrors": mirrors}

    async def jobs(self) -> list[JobView]:
        """The newest jobs first."""
        jobs = await self._app.jobs.all(limit=SHOWN_JOBS)
        return [job_view(job, self._site.renderer.url) for job in jobs]

    async def look_into(self, request: Request) -> Response:
        """Read the file and count what would come; nothing is written."""
        form = await request.form()
        try:
            order = await self._order(form)
            report = await self._app.importers.dry_run(order)
        except InputError as error:
            return self._site.go(_back(form), Message(told(error), "danger"))
        trial = Trial(
            token=token_urlsafe(12),
            order=order,
            report=report,
            back=_back(form),
        )
        self._trials.keep(trial)
        return self._site.go(f"{PATH}/{trial.token}")

    async def trial(self, request: Request) -> Response:
        """What a dry run found."""
        trial = self._trials.get(request.path_params["token"])
        report = report_view(trial.report, self._app.zone)
        values = {"report": report, "token": trial.token, "back": trial.back}
        return await self._site.show(request, "pages/report.html", values, section="servers")

    async def start(self, request: Request) -> Response:
        """Take the file over, in the background."""
        form = await request.form()
        trial = self._trials.get(text_of(form, "token"))
        await self._app.importers.import_file(trial.order)
        return self._site.go(trial.back, Message(_("The take-over has begun."), "ok"))

    async def report(self, request: Request) -> Response:
        """What an import did."""
        job = await self._app.jobs.get(request.path_params["job_id"])
        if not job.result:
            raise InputError("This job has no report.", field="job_id")
        report = report_view(report_of(job.result), self._app.zone)
        values = {"report": report, "token": "", "back": "/servers"}
        return await self._site.show(request, "pages/report.html", values, section="servers")

    async def beside(self, request: Request) -> Response:
        """Read a running Tautulli from now on."""
        form = await request.form()
        try:
            await self._app.importers.stand_beside(text_of(form, "url"), text_of(form, "key"))
        except (InputError, OutsideError) as error:
            return self._site.go(_back(form), Message(told(error), "danger"))
        return self._site.go(_back(form), Message(_("Its history is being read."), "ok"))

    async def end(self, request: Request) -> Response:
        """Read it no longer; what was read stays."""
        await self._app.importers.leave(request.path_params["mirror_id"])
        text = _("It is read no longer; its plays stay.")
        return self._site.go("/servers", Message(text, "ok"))

    async def _order(self, form: FormData) -> FileOrder:
        uploaded = form.get("file")
        with_api_key = bool(text_of(form, "with_api_key"))
        notifiers_tell = bool(text_of(form, "notifiers_tell"))
        if isinstance(uploaded, UploadFile) and uploaded.filename:
            path = await anyio.to_thread.run_sync(self._stored, uploaded)
        elif text_of(form, "path"):
            path = Path(text_of(form, "path"))
        else:
            raise InputError("Choose a file, or name a path on this machine.", field="file")
        return FileOrder(
            path=path,
            server=text_of(form, "server"),
            with_api_key=with_api_key,
            notifiers_tell=notifiers_tell,
        )

    def _stored(self, uploaded: UploadFile) -> Path:
        """A copy under a name of ours: the sender's name never touches the disk."""
        uploads = self._app.data_folder / "uploads"
        uploads.mkdir(mode=0o700, exist_ok=True)
        for old in sorted(uploads.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT_TRIALS]:
            rmtree(old, ignore_errors=True)
        folder = uploads / token_urlsafe(12)
        folder.mkdir()
        is_zip = (uploaded.filename or "").lower().endswith(".zip")
        path = folder / ("tautulli.zip" if is_zip else "tautulli.db")
        with path.open("wb") as target:
            copyfileobj(uploaded.file, target)
        return path


def _back(form: FormData) -> str:
    return "/setup/history" if text_of(form, "from") == "setup" else "/servers"
