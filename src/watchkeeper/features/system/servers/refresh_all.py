"""Asking every watched server anew, because somebody wants it: as a job."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.errors import ConflictError, OutsideError
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs
from watchkeeper.features.system.servers.refreshing import Refresh
from watchkeeper.features.system.servers.servers import Servers

KIND = "refresh_all"


class RefreshAll:
    """Runs refreshes, e.g. of libraries and of people, for one server after another."""

    def __init__(self, servers: Servers, jobs: Jobs, refreshes: Sequence[Refresh]) -> None:
        self._servers = servers
        self._jobs = jobs
        self._refreshes = refreshes
        jobs.register(KIND, self._run)

    async def start(self) -> int:
        """Begin; returns the number of the job.

        Raises:
            ConflictError: no server is watched.
        """
        if not await self._servers.watched():
            raise ConflictError("No server is watched: add one first.")
        return await self._jobs.start(KIND, "Refresh libraries and people", {})

    async def _run(self, job: JobHandle) -> Plain:
        servers = await self._servers.watched()
        failed = []
        for done, server in enumerate(servers):
            await job.progress(done, len(servers), server.name)
            try:
                for refresh in self._refreshes:
                    await refresh(server.id)
            except OutsideError as error:
                failed.append(str(error))
        if failed:
            said = " ".join(failed)
            raise OutsideError(said)
        await job.progress(len(servers), len(servers), "all were asked")
        return {"servers": len(servers)}
