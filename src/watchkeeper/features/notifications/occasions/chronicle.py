"""What happened and has to be told: written down before anything is done about it.

What a write of ours tells of (a stream, a new item) is written in that write's transaction; the
rest is heard on the bus and written by itself. So no crash comes between an event and its messages.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Sequence

import anyio
import structlog
from sqlalchemy import Connection

from watchkeeper.db.consequences import Consequences
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import NotFoundError, OutsideError
from watchkeeper.features.monitoring.events import (
    RemoteAccessChanged,
    ServerStateChanged,
    SessionChanged,
    SessionEvent,
    SessionStarted,
    SessionStopped,
)
from watchkeeper.features.notifications.notifiers.notifiers import Notifiers
from watchkeeper.features.notifications.occasions.happenings import (
    Happening,
    happening_of,
    remote_access_happening,
    standing_of,
)
from watchkeeper.features.notifications.occasions.occasion import Occasion, occasions_of
from watchkeeper.features.notifications.ports import Reach, Streams
from watchkeeper.features.notifications.queries import occasions as queries
from watchkeeper.features.notifications.queries.occasions import Pending, Settled
from watchkeeper.features.preferences import Notifying, Preferences
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

TOKEN_DIGITS = 10
PUBLISHES = "PublishServerOnPlexOnlineKey"
"""The preference of a server that makes it reachable from outside."""
YES = frozenset({True, "1", "true"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicleParts:
    """What the chronicle needs from the house."""

    db: Database
    clock: Clock
    notifiers: Notifiers
    preferences: Preferences
    servers: Servers
    streams: Streams
    reach: Reach


class Chronicle:
    """Occasions that notifiers have to be asked about."""

    def __init__(self, parts: ChronicleParts) -> None:
        self._parts = parts
        self._heard: deque[object] = deque()
        self._has_news = anyio.Event()

    def listen(self, bus: Bus, consequences: Consequences) -> None:
        """Write down every later event."""
        for kind in (SessionStarted, SessionChanged, SessionStopped):
            consequences.listen(kind, self._write_session, self._wake)
        bus.listen(object, self._hear)

    async def wait(self, seconds: float) -> None:
        """Wait until something new is written or heard, at most so long."""
        with anyio.move_on_after(seconds):
            await self._has_news.wait()
        self._has_news = anyio.Event()

    async def write_heard(self) -> None:
        """Write down what was heard on the bus."""
        while self._heard:
            happenings = await self._happenings(self._heard[0])
            if happenings:
                await self._note(happenings)
            self._heard.popleft()

    async def note(self, happening: Happening) -> None:
        """Write down something that is told nowhere else."""
        await self._note([happening])
        self._wake()

    async def due(self, most: int) -> list[Pending]:
        """The first occasions that wait for nothing."""
        return await self._parts.db.read(queries.due, self._parts.clock.now(), most)

    async def next_at(self) -> float | None:
        """When another one will be due (UTC seconds); None: none waits."""
        return await self._parts.db.read(queries.next_at)

    async def settle(self, settled: Sequence[Settled]) -> int:
        """Write messages down in place of their occasions; how many."""
        return await self._parts.db.write(queries.settle, settled)

    def _wake(self) -> None:
        self._has_news.set()

    def _hear(self, event: object) -> None:
        is_of_server = isinstance(event, ServerStateChanged | RemoteAccessChanged)
        if is_of_server or happening_of(event) is not None:
            self._heard.append(event)
            self._wake()

    def _write_session(self, conn: Connection, event: SessionEvent) -> None:
        self._add(conn, occasions_of(event), self._parts.clock.now())

    async def _happenings(self, event: object) -> list[Happening]:
        if isinstance(event, ServerStateChanged):
            return standing_of(self._parts.streams.state(event.server_id))
        if isinstance(event, RemoteAccessChanged):
            return await self._remote_access(event)
        happening = happening_of(event)
        return [happening] if happening else []

    async def _remote_access(self, event: RemoteAccessChanged) -> list[Happening]:
        """Ask the server itself: what it says by itself may already be over."""
        server = self._parts.reach(event.server_id)
        try:
            if server is None or await server.preference(PUBLISHES) not in YES:
                return []
            told = await server.remote_access()
        except OutsideError as error:
            log.info("remote access is not known", server=event.server_id, reason=str(error))
            return []
        threshold = self._parts.preferences.group(Notifying).notify_remote_access_threshold
        found = remote_access_happening(event.server_id, told, threshold)
        return [found] if found else []

    async def _note(self, happenings: Iterable[Happening]) -> None:
        await self._parts.notifiers.all()  # so that those are known who are concerned
        tagged = [(one, await self._tag(one)) for one in happenings]
        await self._parts.db.write(self._write, tagged)

    async def _tag(self, happening: Happening) -> str:
        """An expired token is told once, by the first digits of its hash as Tautulli does it."""
        if happening.trigger != "on_tokenexpired" or happening.server_id is None:
            return ""
        try:
            token = await self._parts.servers.token(happening.server_id)
        except NotFoundError:
            return ""
        return hashlib.sha256(token.encode()).hexdigest()[:TOKEN_DIGITS]

    def _write(self, conn: Connection, tagged: Sequence[tuple[Happening, str]]) -> None:
        now = self._parts.clock.now()
        for happening, tag in tagged:
            if _is_news(conn, happening, now) and happening.trigger:
                occasions = self._occasions(happening, tag, now)
                self._add(conn, occasions, now + happening.after_seconds)

    def _occasions(self, happening: Happening, tag: str, now: float) -> list[Occasion]:
        servers = (
            self._parts.notifiers.servers
            if happening.server_id is None
            else frozenset({happening.server_id})
        )
        return [
            Occasion(
                trigger=happening.trigger,
                server_id=server_id,
                at=now,
                extra=happening.extra,
                tag=tag or happening.tag,
            )
            for server_id in sorted(servers)
        ]

    def _add(self, conn: Connection, occasions: Iterable[Occasion], not_before: float) -> None:
        concerned = [
            (one, not_before)
            for one in occasions
            if self._parts.notifiers.may_tell(one.server_id, one.trigger)
        ]
        queries.add(conn, concerned)


def _is_news(conn: Connection, happening: Happening, now: float) -> bool:
    server_id = happening.server_id or ServerId(0)
    if happening.begins:
        return queries.begin_trouble(conn, server_id, happening.begins, int(now))
    if happening.ends:
        was_told = queries.end_trouble(conn, server_id, happening.ends)
        off = happening.calls_off
        return was_told and not (off and queries.call_off(conn, server_id, off, now))
    return True
