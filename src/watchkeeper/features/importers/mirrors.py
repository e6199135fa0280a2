"""The Tautullis beside us: adding, removing, keeping their loops alive, saying how they are."""

from __future__ import annotations

from urllib.parse import urlsplit

from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import ConflictError, NotFoundError
from watchkeeper.features.importers.beside import Mirror
from watchkeeper.features.importers.queries import mirrors as queries
from watchkeeper.features.importers.queries.mirrors import MirrorRow
from watchkeeper.features.importers.surroundings import Surroundings
from watchkeeper.runtime.clock import instant
from watchkeeper.texts import _, number
from watchkeeper.values import dataclass

ROUND_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorView:
    """A Tautulli beside us as it stands; its key is not told."""

    id: int
    server_id: ServerId
    url: str
    is_whole: bool  # whether the whole history was read
    rows_read: int
    total: int | None  # rows of its history, None until told
    pending: int  # plays whose stream details are still to be asked for
    last_ok_at: int | None  # UTC seconds
    problem: str  # why it cannot be read at present, "" when it can

    @property
    def progress(self) -> str:
        """How far it is, in words."""
        if not self.is_whole:
            read = number(self.rows_read)
            if self.total is None:
                return _("%(count)s plays read", count=read)
            return _("%(count)s of %(total)s plays read", count=read, total=number(self.total))
        if self.pending:
            return _(
                "All plays read; the details of %(count)s are still being asked for",
                count=number(self.pending),
            )
        return _("All plays read; new ones follow within a minute")


class Mirrors:
    """Keeps one loop for each Tautulli beside us."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._running: dict[int, Mirror] = {}

    async def start(self) -> None:
        """Begin the loops of those on record that have none yet."""
        for row in await self._around.db.read(queries.all_mirrors):
            if row.id not in self._running:
                self._keep(row)

    async def all(self) -> list[MirrorView]:
        """All of them with their present state."""
        rows = await self._around.db.read(queries.all_mirrors)
        return [await self._view(row) for row in rows]

    async def add(self, url: str, key: str, *, verify_tls: bool) -> int:
        """Prove that a Tautulli answers, remember it, begin to read it; returns its number.

        Raises:
            InputError: the address or the key is not usable.
            ConflictError: it is read already.
            OutsideError: no Tautulli answers there, or it refuses the key.
        """
        around, address = self._around, url.strip()
        if any(row.url == address for row in await around.db.read(queries.all_mirrors)):
            raise ConflictError("This Tautulli is read already.", field="url")
        api = around.connect(address, key.strip(), verify_tls=verify_tls)
        try:
            identity = await api.identity()
        finally:
            await api.aclose()
        name = identity.server_name or urlsplit(address).hostname or "Plex server"
        server = await around.servers.know(identity.server_identifier, name)
        values = {
            "server_id": server.id,
            "url": address,
            "key_sealed": around.sealer.seal(key.strip()),
            "verify_tls": verify_tls,
            "added_at": instant(around.clock),
        }
        mirror_id = await around.db.write(queries.add_mirror, values)
        await self.start()
        return mirror_id

    async def remove(self, mirror_id: int) -> None:
        """End the loop of one and forget its key.

        Raises:
            NotFoundError: there is none of this number.
        """
        if not await self._around.db.write(queries.remove_mirror, mirror_id):
            raise NotFoundError(
                "There is no mirror %(mirror_id)s.", mirror_id=mirror_id, field="mirror_id"
            )
        self._around.supervisor.end(_loop_name(mirror_id))
        running = self._running.pop(mirror_id, None)
        if running is not None:
            await running.aclose()

    def _keep(self, row: MirrorRow) -> None:
        key = self._around.sealer.open(row.key_sealed)
        api = self._around.connect(row.url, key, verify_tls=row.verify_tls)
        mirror = self._running[row.id] = Mirror(self._around, row, api)
        self._around.supervisor.keep(_loop_name(row.id), mirror.round, pause_seconds=ROUND_SECONDS)

    async def _view(self, row: MirrorRow) -> MirrorView:
        running = self._running.get(row.id)
        loop = self._around.supervisor.loops.get(_loop_name(row.id))
        return MirrorView(
            id=row.id,
            server_id=row.server_id,
            url=row.url,
            is_whole=row.is_whole,
            rows_read=row.rows_read,
            total=None if running is None else running.progress.total,
            pending=await self._around.db.read(queries.count_pending, row.server_id),
            last_ok_at=row.last_ok_at,
            problem="" if loop is None else loop.last_error,
        )


def _loop_name(mirror_id: int) -> str:
    return f"tautulli {mirror_id}"
