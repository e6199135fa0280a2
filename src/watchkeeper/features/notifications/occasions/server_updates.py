"""Whether the servers know a newer version of themselves: asked now and then, if that is wanted."""

from __future__ import annotations

from collections.abc import Sequence

import anyio
import structlog

from watchkeeper.errors import OutsideError
from watchkeeper.features.notifications.occasions.chronicle import Chronicle
from watchkeeper.features.notifications.occasions.happenings import Happening
from watchkeeper.features.notifications.ports import Reach
from watchkeeper.features.preferences import Notifying, Preferences
from watchkeeper.features.system.servers.server import Server
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

LOOK_SECONDS = 60.0
HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateParts:
    """What looking for newer versions needs."""

    clock: Clock
    preferences: Preferences
    servers: Servers
    reach: Reach
    chronicle: Chronicle


class ServerUpdates:
    """Has notifiers tell that a server could be brought up to date."""

    def __init__(self, parts: UpdateParts) -> None:
        self._parts = parts
        self._asked_at: float | None = None  # monotonic seconds

    async def run(self) -> None:
        """Look when it is time: the body of a supervised loop."""
        await anyio.sleep(LOOK_SECONDS)
        if self._is_due():
            await self.look()

    async def look(self) -> None:
        """Ask every server now; one that does not answer is asked the next time."""
        self._asked_at = self._parts.clock.monotonic()
        for server in await self._watched():
            await self._ask(server)

    async def _watched(self) -> Sequence[Server]:
        return [server for server in await self._parts.servers.all() if server.is_watched]

    async def _ask(self, server: Server) -> None:
        reached = self._parts.reach(server.id)
        try:
            release = await reached.newer_release() if reached else None
        except OutsideError as error:
            log.info("newer versions are not known", server=server.id, reason=str(error))
            return
        if release is None or release.version == server.version:
            return
        repeats = self._parts.preferences.group(Notifying).notify_server_update_repeat
        await self._parts.chronicle.note(
            Happening(
                trigger="on_pmsupdate",
                server_id=server.id,
                extra={**release.values(), "update_platform": server.platform or ""},
                tag="" if repeats else release.version,
            )
        )

    def _is_due(self) -> bool:
        notifying = self._parts.preferences.group(Notifying)
        if not notifying.monitor_pms_updates:
            return False
        pause = notifying.pms_update_check_interval * HOUR
        now = self._parts.clock.monotonic()
        return self._asked_at is None or now - self._asked_at >= pause
