"""What the settings can do: back up, check, refresh, clear, and hand out files."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from watchkeeper.errors import ConflictError, OutsideError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.system.database_check import KIND as CHECK_DATABASE
from watchkeeper.features.system.job import Plain
from watchkeeper.features.system.jobs import JobHandle
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.support import bundle, zipped
from watchkeeper.web.veiling import Veiling

BACKUPS, DATA = "/settings/backups", "/settings/data"
REFRESH = "refresh_all"


class UpkeepActions:
    """The buttons of the areas Backups, Data and About."""

    def __init__(self, site: Site, veiling: Veiling) -> None:
        self._site = site
        self._app = site.application
        self._veiling = veiling

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(f"{BACKUPS}/make", self.make, Access.OWNER, ("POST",)),
            Page(f"{BACKUPS}/check", self.check_backup, Access.OWNER, ("POST",)),
            Page(f"{BACKUPS}/file/{{name:str}}", self.download, Access.OWNER),
            Page(f"{DATA}/check", self.check, Access.OWNER, ("POST",)),
            Page(f"{DATA}/refresh", self.refresh, Access.OWNER, ("POST",)),
            Page(f"{DATA}/pictures", self.pictures, Access.OWNER, ("POST",)),
            Page("/settings/about/bundle.zip", self.bundle, Access.OWNER),
        ]

    async def make(self, _request: Request) -> Response:
        """Begin a backup."""
        await self._app.backing_up.make()
        return self._site.go(BACKUPS, Message("The backup is being made.", "ok"))

    async def check_backup(self, request: Request) -> Response:
        """Begin to read a backup whole."""
        await self._app.backing_up.check(text_of(await request.form(), "name"))
        return self._site.go(BACKUPS, Message("The backup is being read.", "ok"))

    async def download(self, request: Request) -> Response:
        """A backup as a file: its name is looked up, never a path walked."""
        backup = await self._app.backing_up.get(request.path_params["name"])
        return FileResponse(
            backup.path,
            media_type="application/vnd.sqlite3",
            filename=backup.path.name,
            headers={"Cache-Control": "no-store"},
        )

    async def check(self, _request: Request) -> Response:
        """Begin to read the database whole."""

        async def body(job: JobHandle) -> Plain:
            await self._app.db.check()
            await job.progress(1, 1, "every page was read: sound")
            return {"integrity": "ok"}

        await self._app.jobs.start(CHECK_DATABASE, "Check the database", {}, body)
        return self._site.go(DATA, Message("The database is being read.", "ok"))

    async def refresh(self, _request: Request) -> Response:
        """Begin to ask every watched server for its libraries and people."""
        if not await self._app.servers.watched():
            raise ConflictError("No server is watched: add one first.")
        await self._app.jobs.start(REFRESH, "Refresh libraries and people", {}, self._refresh)
        return self._site.go(DATA, Message("Libraries and people are being read.", "ok"))

    async def pictures(self, _request: Request) -> Response:
        """Forget the pictures that are kept; they are fetched again when they are shown."""
        count = await self._app.images.clear()
        return self._site.go(DATA, Message(f"{count:,} pictures were forgotten.", "ok"))

    async def bundle(self, request: Request) -> Response:
        """The support bundle, as its preview shows it."""
        files = await bundle(self._app, await self._veiling.disguise(request))
        headers = {"Content-Disposition": 'attachment; filename="watchkeeper-support.zip"'}
        return Response(zipped(files), media_type="application/zip", headers=headers)

    async def _refresh(self, job: JobHandle) -> Plain:
        servers = await self._app.servers.watched()
        failed = []
        for done, server in enumerate(servers):
            await job.progress(done, len(servers), server.name)
            try:
                await self._app.libraries.refresh(server.id)
                await self._app.users.refresh(server.id)
            except OutsideError as error:
                failed.append(str(error))
        if failed:
            raise OutsideError(" ".join(failed))
        await job.progress(len(servers), len(servers), "all were asked")
        return {"servers": len(servers)}
