"""Watching one server: the socket nudges, looks tell the truth, and all of it is kept.

Three tasks share what is known and never wait for each other's slow part: `look` asks the server,
`keep` writes to disk, `errands` reads metadata and fills gaps. What is known changes only between
their awaits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import anyio
import structlog

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.session import (
    ConnectionNotice,
    Notice,
    PlayingNotice,
    ReachabilityNotice,
    TimelineNotice,
)
from watchkeeper.errors import OutsideError, StorageError, UnreachableError
from watchkeeper.features.monitoring.advancing.adjust import abandon, unconfirmed
from watchkeeper.features.monitoring.advancing.advance import advance
from watchkeeper.features.monitoring.advancing.hear import hear
from watchkeeper.features.monitoring.advancing.known import Known, Step
from watchkeeper.features.monitoring.advancing.moments import tick
from watchkeeper.features.monitoring.advancing.opening import Look, Sighting
from watchkeeper.features.monitoring.advancing.steady import SteadyTime, shifted
from watchkeeper.features.monitoring.events import (
    LibraryItemsAdded,
    RemoteAccessChanged,
    ServerHeard,
    ServerStateChanged,
    SessionEnded,
    SessionEvent,
)
from watchkeeper.features.monitoring.gaps.gap import RecordedPlay
from watchkeeper.features.monitoring.gaps.gaps import Gaps
from watchkeeper.features.monitoring.keeping.recorder import Keeping, Recorder
from watchkeeper.features.monitoring.ports import MediaServer
from watchkeeper.features.monitoring.rules import Rules
from watchkeeper.features.monitoring.state import Trouble, trouble_of
from watchkeeper.features.monitoring.watching.connection import Connection
from watchkeeper.features.monitoring.watching.pace import (
    LONGEST_SECONDS,
    Pace,
    seconds_after_nudge,
    seconds_to_next_look,
)
from watchkeeper.features.monitoring.watching.reading import Reading
from watchkeeper.features.monitoring.watching.wake import Sleep, Wake
from watchkeeper.runtime.bus import Bus
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

KEEP_SECONDS = 1.0
IDLE_KEEP_SECONDS = 5.0
ERRAND_SECONDS = 15.0
LISTEN_AGAIN_SECONDS = 5.0
TOKEN_SECONDS = 240.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchParts:
    """What watching one server needs."""

    server_id: ServerId
    connect: Callable[[], MediaServer | None]  # None: it has no address
    recorder: Recorder
    gaps: Gaps
    keeping: Keeping
    time: SteadyTime
    rules: Callable[[], Rules]
    bus: Bus
    sleep: Sleep


class Watch:
    """What is known of one server's streams, kept true."""

    def __init__(self, parts: WatchParts) -> None:
        self._parts = parts
        self._time = parts.time
        self.known = Known()
        self.connection = Connection(parts.server_id)
        self._reading = Reading(parts.server_id, parts.keeping, parts.time)
        self._is_loaded = False
        self._is_unsettled = False
        self._asked_at = 0.0
        self._cost_seconds = 0.0
        self._covered_at: float | None = None
        self._ended: list[SessionEnded] = []
        self._unwritten: list[SessionEvent] = []
        self._has_live_tv = False
        self._is_storing = True
        self._token_asked_at: float | None = None  # monotonic seconds
        self._look_wake = Wake(parts.sleep)
        self._keep_wake = Wake(parts.sleep)
        self._errand_wake = Wake(parts.sleep)
        self._looking = anyio.Lock()
        self._saving = anyio.Lock()

    async def load(self) -> None:
        """Take up what the last process left; once."""
        if self._is_loaded:
            return
        self.known = await self._parts.recorder.load()
        self._covered_at = self.known.covered_at
        await self._parts.gaps.load(self._covered_at, self._time.now())
        self._is_loaded = True

    async def run(self) -> None:
        """Watch until cancelled."""
        await self.load()
        self._token_asked_at = None
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._look_forever)
                group.start_soon(self._keep_forever)
                group.start_soon(self._listen_forever)
                group.start_soon(self._run_errands_forever)
        finally:
            with anyio.move_on_after(5, shield=True):
                await self.keep()

    def take(self, notice: Notice | ConnectionNotice) -> None:
        """Something that the server said by itself."""
        now = self._now()
        match notice:
            case PlayingNotice():
                self._apply(hear(self.known, notice, now, self._parts.rules()))
            case ConnectionNotice():
                self.connection.socket_changed(notice, now)
                self._look_wake.ring()
                self._publish(ServerStateChanged(self._parts.server_id))
                if notice.is_connected:
                    self._publish(ServerHeard(self._parts.server_id))
            case ReachabilityNotice():
                self._publish(RemoteAccessChanged(notice.server_id, notice.is_reachable))
            case TimelineNotice():
                self._publish(LibraryItemsAdded(notice))

    def nudge(self) -> None:
        """Look soon."""
        self._look_wake.ring()

    async def look(self) -> None:
        """Ask the server once for all its sessions; a failure changes nothing that is known."""
        async with self._looking:
            self._look_wake.silence()
            self._asked_at = self._now()
            try:
                sightings = await self._sightings()
            except OutsideError as error:
                self._failed(trouble_of(error), error.sentence)
                return
            self._cost_seconds = self._now() - self._asked_at
            look = Look(sightings, self._asked_at)
            step = advance(self.known, look, self._parts.rules())
            self._is_unsettled = step.wants_look
            self._apply(replace(step, wants_look=False))
            self._answered()

    async def keep(self) -> None:
        """Write down what changed and turn ended sessions into plays."""
        async with self._saving:
            self._apply(tick(self.known, self._now(), self._parts.rules()))
            await self._store()
            threshold = self._parts.rules().server_connection_threshold
            news = self.connection.news(self._now(), threshold)
            if news is not None:
                self._publish(news)

    async def run_errands(self) -> None:
        """Read missing metadata, compare gaps with the server's history, ask about the token."""
        server = self._parts.connect()
        if server is None or not self.connection.state.is_connected:
            return
        try:
            if await self._reading.read_items(server, self.known):
                self._apply(self._reading.completed(self.known))
            is_settled = not self._is_unsettled and not self._ended
            if self._parts.gaps.has_unchecked and is_settled:
                await self._parts.gaps.fill(server, self._running_plays())
        except (OutsideError, StorageError) as error:
            log.debug("errand waits", server=self._parts.server_id, error=str(error))
        await self._ask_about_token(server)

    async def retire(self) -> None:
        """Close every session at its last sign of life: the server is not watched any more."""
        await self.load()
        self._apply(abandon(self.known))
        await self.keep()

    async def _ask_about_token(self, server: MediaServer) -> None:
        now = self._time.monotonic()
        if self._token_asked_at is not None and now - self._token_asked_at < TOKEN_SECONDS:
            return
        self._token_asked_at = now
        if self.connection.token_told(await server.account_token_valid()):
            log.warning(
                "token checked", server=self._parts.server_id, cause=self.connection.state.cause
            )
            self._publish(ServerStateChanged(self._parts.server_id))

    async def _look_forever(self) -> None:
        while True:
            await self.look()
            if await self._look_wake.wait(seconds_to_next_look(self._pace())):
                since = self._now() - self._asked_at
                await self._parts.sleep(seconds_after_nudge(since, self._cost_seconds))

    async def _keep_forever(self) -> None:
        while True:
            await self.keep()
            is_busy = self.connection.state.is_connected and self.known.sessions
            await self._keep_wake.wait(KEEP_SECONDS if is_busy else IDLE_KEEP_SECONDS)

    async def _run_errands_forever(self) -> None:
        while True:
            await self._errand_wake.wait(ERRAND_SECONDS)
            await self.run_errands()

    async def _listen_forever(self) -> None:
        while True:
            server = self._parts.connect()
            if server is not None:
                async for notice in server.feed().events():
                    self.take(notice)
            await self._parts.sleep(LISTEN_AGAIN_SECONDS)

    async def _sightings(self) -> list[Sighting]:
        server = self._parts.connect()
        if server is None:
            raise UnreachableError("The server has no address.")
        return await self._reading.sightings(server)

    def _answered(self) -> None:
        now = self._now()
        self._covered_at = now
        if self.connection.answered(now):
            log.info("server answers", server=self._parts.server_id)
            self._publish(ServerStateChanged(self._parts.server_id))
        self._keep_wake.ring()
        self._errand_wake.ring()

    def _failed(self, trouble: Trouble, cause: str) -> None:
        self.known = unconfirmed(self.known)
        if self.connection.failed(trouble, cause, self._now()):
            log.warning("server does not answer", server=self._parts.server_id, cause=cause)
            self._publish(ServerStateChanged(self._parts.server_id))

    def _now(self) -> float:
        """UTC seconds; when the clock was set, everything remembered moves with it."""
        jump = self._time.jump()
        if jump:
            log.warning("clock was set", seconds=round(jump))
            self.known = shifted(self.known, jump)
            self._asked_at += jump
            self._covered_at = None if self._covered_at is None else self._covered_at + jump
        return self._time.now()

    def _pace(self) -> Pace:
        return Pace(
            is_active=bool(self.known.sessions),
            is_socket_open=bool(self.connection.state.socket.is_open),
            is_unsettled=self._is_unsettled,
            failures=self.connection.state.failures,
            cost_seconds=self._cost_seconds,
        )

    def _apply(self, step: Step) -> None:
        self.known = step.known
        for event in step.events:
            if isinstance(event, SessionEnded):
                self._ended.append(event)
            else:
                self._unwritten.append(event)
                self._publish(event)
        if step.events:
            self._keep_wake.ring()
        if step.wants_look:
            self._look_wake.ring()

    def _publish(self, event: object) -> None:
        self._parts.bus.publish(event)

    async def _store(self) -> None:
        """Write down what there is; while that fails, nothing is lost and all of it is retried."""
        try:
            await self._write()
        except StorageError as error:
            if self._is_storing:
                log.warning("cannot record", server=self._parts.server_id, error=str(error))
            self._is_storing = False
            return
        if not self._is_storing:
            log.info("recording again", server=self._parts.server_id)
        self._is_storing = True

    async def _write(self) -> None:
        await self._close_ended()
        await self._ensure_live_tv()
        now = self._now()
        if self._is_covering(now):
            self._covered_at = now
        await self._parts.gaps.follow(self._covered_at, now, self.connection.state)
        covered_at = self._covered_at if self._parts.gaps.open_gap is None else None
        ending = {ended.session.number for ended in self._ended}
        events = [one for one in self._unwritten if one.session.number not in ending]
        with anyio.CancelScope(shield=True):
            await self._parts.recorder.save(self.known, now, covered_at, events)
            self._have_written(events)

    def _have_written(self, events: Sequence[SessionEvent]) -> None:
        written = {id(one) for one in events}
        self._unwritten = [one for one in self._unwritten if id(one) not in written]

    async def _close_ended(self) -> None:
        while self._ended:
            ended = self._ended[0]
            number = ended.session.number
            events = [one for one in self._unwritten if one.session.number == number]
            with anyio.CancelScope(shield=True):
                stopped = await self._parts.recorder.close(ended, self._parts.rules(), events)
                self._ended.pop(0)
                self._have_written(events)
            log.info(
                "session ended",
                server=self._parts.server_id,
                play=stopped.play_id,
                not_recorded=stopped.not_recorded and stopped.not_recorded.value,
            )
            self._publish(stopped)
            self._errand_wake.ring()

    async def _ensure_live_tv(self) -> None:
        if self._has_live_tv or not any(s.observed.is_live for s in self.known.sessions.values()):
            return
        await self._parts.keeping.libraries.ensure_live_tv(self._parts.server_id)
        self._has_live_tv = True

    def _is_covering(self, now: float) -> bool:
        """Whether a stream that began or ended by now would have been told."""
        state = self.connection.state
        if not state.is_connected:
            return False
        return bool(state.socket.is_open) and now - self._asked_at < 2 * LONGEST_SECONDS

    def _running_plays(self) -> list[RecordedPlay]:
        now = round(self._now())
        return [
            RecordedPlay(
                one.person.user_id, one.rating_key, one.observed.guid, round(one.started), now
            )
            for one in self.known.sessions.values()
        ]
