"""Monitoring: one watch a server, and what all of them know together."""

from __future__ import annotations

from collections.abc import Callable

import anyio
import structlog

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.history.running import RunningPlay
from watchkeeper.features.monitoring import queries
from watchkeeper.features.monitoring.advancing.steady import SteadyTime
from watchkeeper.features.monitoring.gaps.gap import Gap
from watchkeeper.features.monitoring.gaps.gaps import Gaps
from watchkeeper.features.monitoring.keeping.recorder import Keeping, Recorder
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.ports import MediaServer, ServerDirectory
from watchkeeper.features.monitoring.rules import Rules
from watchkeeper.features.monitoring.running import running_play
from watchkeeper.features.monitoring.state import ServerState
from watchkeeper.features.monitoring.watching.wake import Sleep
from watchkeeper.features.monitoring.watching.watch import Watch, WatchParts
from watchkeeper.features.system.events import (
    ServerAdded,
    ServerChanged,
    ServerEvent,
    ServerRemoved,
)
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.supervisor import Supervisor
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringParts:
    """What monitoring needs from the house."""

    db: Database
    clock: Clock
    bus: Bus
    supervisor: Supervisor
    servers: ServerDirectory
    connect: Callable[[ServerId], MediaServer | None]  # None: it has no address
    keeping: Keeping
    rules: Callable[[], Rules]
    sleep: Sleep = anyio.sleep


class Monitoring:
    """What plays now, on which servers, and how collecting it goes."""

    def __init__(self, parts: MonitoringParts) -> None:
        self._parts = parts
        self._watches: dict[ServerId, Watch] = {}
        self._has_changed = anyio.Event()
        self._moved: set[ServerId] = set()
        parts.bus.listen(ServerAdded, self._on_server)
        parts.bus.listen(ServerRemoved, self._on_server)
        parts.bus.listen(ServerChanged, self._on_server)

    async def start(self) -> None:
        """Take up what the last process left and watch every server that is to be watched."""
        await self._follow_servers()
        self._parts.supervisor.keep("watched servers", self._tend, pause_seconds=0)

    def sessions(self, server_id: ServerId | None = None) -> tuple[LiveSession, ...]:
        """The streams that run now, of one server or all, in the order of their start."""
        found = [
            session
            for number, watch in sorted(self._watches.items())
            if server_id in {None, number}
            for session in watch.known.sessions.values()
        ]
        return tuple(found)

    def session(self, server_id: ServerId, session_key: str) -> LiveSession | None:
        """The stream under a session key; None when there is none (any more)."""
        candidates = (
            one for one in self.sessions(server_id) if one.observed.session_key == session_key
        )
        return next((one for one in candidates if one.ending is None), None)

    def running(self, server_id: ServerId | None = None) -> tuple[RunningPlay, ...]:
        """The same as rows of the history; without what is no play: photos, trailers."""
        now = self._parts.clock.now()
        return tuple(
            running_play(session, now) for session in self.sessions(server_id) if session.has_begun
        )

    def state(self, server_id: ServerId) -> ServerState:
        """How collection from a server goes."""
        watch = self._watches.get(server_id)
        return watch.connection.state if watch else ServerState(server_id=server_id)

    async def gaps(self, server_id: ServerId) -> list[Gap]:
        """The gaps in collection from a server, newest first."""
        return await self._parts.db.read(queries.gaps, server_id)

    def look_soon(self, server_id: ServerId) -> None:
        """Look at a server's sessions without waiting for the next regular time."""
        watch = self._watches.get(server_id)
        if watch is not None:
            watch.nudge()

    async def settle(self) -> None:
        """Look at every server and write everything down, now: for tests and for a quiet end."""
        for watch in list(self._watches.values()):
            await watch.look()
            await watch.run_errands()
            await watch.keep()

    def _on_server(self, event: ServerEvent) -> None:
        if isinstance(event, ServerChanged) and event.is_moved:
            self._moved.add(event.server_id)
        self._has_changed.set()

    async def _tend(self) -> None:
        """Follow changes of the servers on record: the body of a supervised loop."""
        await self._has_changed.wait()
        self._has_changed = anyio.Event()
        await self._follow_servers()

    async def _follow_servers(self) -> None:
        wanted = {server.id for server in await self._parts.servers.watched()}
        for server_id in [number for number in self._watches if number not in wanted]:
            await self._stop_watching(server_id)
        moved, self._moved = self._moved, set()
        for server_id in sorted(wanted):
            if server_id not in self._watches:
                await self._start_watching(server_id)
            elif server_id in moved:
                self._keep_running(server_id)

    async def _start_watching(self, server_id: ServerId) -> None:
        watch = self._watch(server_id)
        await watch.load()
        self._watches[server_id] = watch
        self._keep_running(server_id)
        log.info("watching server", server=server_id)

    async def _stop_watching(self, server_id: ServerId) -> None:
        self._parts.supervisor.end(_loop_name(server_id))
        watch = self._watches.pop(server_id)
        await watch.retire()
        log.info("no longer watching server", server=server_id)

    def _keep_running(self, server_id: ServerId) -> None:
        watch = self._watches[server_id]
        self._parts.supervisor.keep(_loop_name(server_id), watch.run, pause_seconds=1)

    def _watch(self, server_id: ServerId) -> Watch:
        parts = self._parts
        return Watch(
            WatchParts(
                server_id=server_id,
                connect=lambda: parts.connect(server_id),
                recorder=Recorder(server_id, parts.db, parts.keeping),
                gaps=Gaps(server_id, parts.db, parts.bus, parts.keeping),
                keeping=parts.keeping,
                time=SteadyTime(parts.clock),
                rules=parts.rules,
                bus=parts.bus,
                sleep=parts.sleep,
            )
        )


def _loop_name(server_id: ServerId) -> str:
    return f"watch server {server_id}"
