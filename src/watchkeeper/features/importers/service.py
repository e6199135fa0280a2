"""Importing: look into a file, try it, take it over; stand beside a running Tautulli."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import anyio.to_thread

from watchkeeper.db.backup import Backup, Backups
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError
from watchkeeper.features.importers.file_import import NOWHERE, FileImport, Watcher
from watchkeeper.features.importers.import_order import ImportOrder
from watchkeeper.features.importers.mirrors import Mirrors, MirrorView
from watchkeeper.features.importers.notifier_problems import notifier_problems
from watchkeeper.features.importers.opening import open_quietly
from watchkeeper.features.importers.queries import tautulli
from watchkeeper.features.importers.queries.settings import chosen_here
from watchkeeper.features.importers.report import ImportReport, report_of
from watchkeeper.features.importers.settings_import import take_settings
from watchkeeper.features.importers.surroundings import Surroundings
from watchkeeper.features.importers.table_import import TableImport
from watchkeeper.features.importers.tautulli_file import OpenFile, TautulliFile
from watchkeeper.features.system.jobs.job import Job, JobState, Plain
from watchkeeper.features.system.jobs.jobs import JobHandle
from watchkeeper.runtime.clock import instant
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

KIND = "import_tautulli"
WHO = "import"
UNNAMED = "Plex server"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOrder:
    """What to take over, as its owner ordered it."""

    path: Path
    config: Path | None = None  # a config.ini; one beside the file or in the zip is found
    server: str = ""  # the server's identifier; needed when neither file nor config names one
    with_api_key: bool = False  # programs that know the Tautulli's key go on with it
    notifiers_tell: bool = False  # else they are silent: that Tautulli may still tell

    def as_json(self) -> dict[str, object]:
        """The order as a job keeps it."""
        return {
            "path": str(self.path),
            "config": None if self.config is None else str(self.config),
            "server": self.server,
            "with_api_key": self.with_api_key,
            "notifiers_tell": self.notifiers_tell,
        }


def order_of(inputs: Plain) -> FileOrder:
    """The order that `as_json` made plain."""
    config = inputs["config"]
    return FileOrder(
        path=Path(inputs["path"]),
        config=None if config is None else Path(config),
        server=inputs["server"],
        with_api_key=inputs["with_api_key"],
        notifiers_tell=inputs.get("notifiers_tell", False),
    )


class Importers:
    """Takes over Tautulli databases, and stands beside running Tautullis.

    Every import is a job: seen, stopped, taken up again.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._mirrors = Mirrors(around)
        around.jobs.register(KIND, self._run)

    async def start(self) -> None:
        """Begin to read those Tautullis beside us that are not being read yet."""
        await self._mirrors.start()

    async def mirrors(self) -> list[MirrorView]:
        """The Tautullis beside us, and how far each is."""
        return await self._mirrors.all()

    async def stand_beside(self, url: str, key: str, *, verify_tls: bool = True) -> int:
        """Read a running Tautulli from now on; returns its number.

        Raises:
            InputError: the address or the key is not usable, or it is read already.
            OutsideError: no Tautulli answers there, or it refuses the key.
        """
        return await self._mirrors.add(url, key, verify_tls=verify_tls)

    async def leave(self, mirror_id: int) -> None:
        """Read a Tautulli no longer and forget its key; what was read stays.

        Raises:
            NotFoundError: there is none of this number.
        """
        await self._mirrors.remove(mirror_id)

    async def inspect(self, order: FileOrder) -> TautulliFile:
        """What a file holds; nothing is changed.

        Raises:
            InputError: it is no Tautulli database, damaged, cut short, or of a newer version.
        """
        async with open_quietly(order.path, self._around.copies, order.config) as opened:
            return opened.about

    async def dry_run(self, order: FileOrder) -> ImportReport:
        """What an import would do, counted row by row; nothing is changed.

        Raises:
            InputError: the file cannot be taken over, or it does not say of which server it is.
        """
        async with open_quietly(order.path, self._around.copies, order.config) as opened:
            identifier = _identifier(order, opened)
            known = await self._around.servers.by_identifier(identifier)
            server_id = NOWHERE if known is None else known.id
            name = opened.about.server_name or identifier
            walk = FileImport(
                self._around.db,
                opened,
                ImportOrder(server_id, name, self._around.zone, self._around.is_erased),
            )
            report = await walk.dry_run()
            report.problems += notifier_problems(opened.file)
            return report

    async def import_file(self, order: FileOrder) -> int:
        """Begin to take a file over, or go on with it; returns the number of the job.

        Raises:
            InputError: the file cannot be taken over, or it does not say of which server it is.
        """
        async with open_quietly(order.path, self._around.copies, order.config) as opened:
            _identifier(order, opened)
        jobs, inputs = self._around.jobs, order.as_json()
        for job in await jobs.all():
            if job.kind == KIND and job.inputs == inputs and not job.state.is_over:
                return job.id
        return await jobs.start(KIND, f"Import {order.path.name}", inputs)

    async def import_and_wait(self, order: FileOrder) -> ImportReport:
        """Take a file over and return when it is done; for the command line.

        Raises:
            InputError: the file cannot be taken over, or the import ended half-way; why.
        """
        job = await self._around.jobs.wait(await self.import_file(order))
        return report_of_job(job)

    async def _run(self, job: JobHandle) -> Plain:
        order = order_of(job.inputs)
        around = self._around
        async with open_quietly(order.path, self._around.copies, order.config) as opened:
            backup = None if job.start else await self._backup(job, opened)
            server_id = await self._server(_identifier(order, opened), opened)
            elsewhere = await self._library_servers(opened)
            name = opened.about.server_name or UNNAMED
            order_ = ImportOrder(
                server_id, name, around.zone, around.is_erased, order.notifiers_tell
            )
            walk = FileImport(around.db, opened, order_)
            report = await walk.run(
                TableImport(opened, order_, elsewhere, around.sealer),
                Watcher(job.note, job.progress),
                job.start,
            )
            report.problems += await self._settings(order, opened, server_id)
            report.problems += notifier_problems(opened.file)
        await anyio.to_thread.run_sync(self._tidy_backups, backup, report)
        await self._announce({server_id, *elsewhere.values()})
        return report.as_json()

    async def _backup(self, job: JobHandle, opened: OpenFile) -> Backup:
        around = self._around
        await job.progress(0, opened.about.rows, "backup")
        backups = Backups(around.db.path)
        return await anyio.to_thread.run_sync(backups.add, "before_import", instant(around.clock))

    def _tidy_backups(self, backup: Backup | None, report: ImportReport) -> None:
        """Let a backup push out older ones only when it differs from what came after it."""
        if backup is not None and not report.has_news:
            backup.path.unlink(missing_ok=True)
        else:
            Backups(self._around.db.path).rotate()

    async def _server(self, identifier: str, opened: OpenFile) -> ServerId:
        server = await self._around.servers.know(identifier, opened.about.server_name or UNNAMED)
        return server.id

    async def _library_servers(self, opened: OpenFile) -> Mapping[str, ServerId]:
        """Our servers for the libraries of other servers: each keeps its own."""
        found = {}
        for identifier in tautulli.library_servers(opened.file):
            known = await self._around.servers.know(identifier, "Former server")
            found[identifier] = known.id
        return found

    async def _settings(
        self, order: FileOrder, opened: OpenFile, server_id: ServerId
    ) -> Mapping[str, int]:
        config = opened.about.config
        chosen = await self._around.db.read(chosen_here, WHO)
        problems = await take_settings(self._around.preferences, config.preferences, WHO, chosen)
        if order.with_api_key and config.api_key:
            try:
                await self._around.accounts.add_tautulli_key(
                    config.api_key, "Taken over from Tautulli", server_id
                )
            except InputError:
                problems["API key of another form, not taken over"] += 1
        return problems

    async def _announce(self, servers: set[ServerId]) -> None:
        """Let everybody see what is new."""
        await self._around.history.catch_up()
        for server_id in servers:
            await self._around.users.reload(server_id)
            await self._around.libraries.reload(server_id)


def report_of_job(job: Job) -> ImportReport:
    """The report of an import that is done.

    Raises:
        InputError: it failed or was stopped; the message says why.
    """
    if job.state is not JobState.DONE or job.result is None:
        raise InputError(
            "The import is %(state)s: %(message)s",
            state=Sentence(job.state),
            message=job.message,
            field="file",
        )
    return report_of(job.result)


def _identifier(order: FileOrder, opened: OpenFile) -> str:
    identifier = order.server or opened.about.server_identifier
    if not identifier:
        raise InputError(
            "%(source)s does not say of which Plex server its history is: name the"
            " server's machine identifier, or give the config.ini of the Tautulli.",
            source=opened.about.name,
            field="server",
        )
    return identifier
