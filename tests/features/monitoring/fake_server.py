"""A media server as the ports of monitoring see it, with state that tests change."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import anyio
from anyio.streams.memory import MemoryObjectSendStream

from tests.features.monitoring.making import PLAYING, STOPPED, make_notice, make_observed
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import MediaItem, ServerView
from watchkeeper.domain.session import (
    ConnectionNotice,
    Notice,
    ObservedSession,
    SessionState,
    Termination,
)
from watchkeeper.errors import OutsideError
from watchkeeper.runtime.clock import Clock

SERVER = ServerId(1)
Told = Notice | ConnectionNotice


@dataclass
class Playing:
    """One stream on the fake server; its offset follows the clock while it plays."""

    observed: ObservedSession
    anchored_at: float
    anchor: int

    def at(self, now: float) -> ObservedSession:
        moved = round((now - self.anchored_at) * 1000) if self.observed.state is PLAYING else 0
        return replace(self.observed, view_offset=self.anchor + moved)


@dataclass
class FakeServer:
    """Streams, items, history, and what goes wrong."""

    clock: Clock
    server_id: ServerId = SERVER
    streams: dict[str, Playing] = field(default_factory=dict)
    items: dict[int, MediaItem] = field(default_factory=dict)
    programmes: dict[str, MediaItem] = field(default_factory=dict)  # by guid
    views: list[ServerView] = field(default_factory=list)
    trouble: OutsideError | None = None
    is_token_valid: bool | None = None  # None: nobody could be asked
    is_deaf: bool = False  # does not tell what happens
    obeys: Termination = Termination.DONE
    ignores_stops: bool = False
    requests: list[str] = field(default_factory=list)
    gate: anyio.Event | None = None  # sessions are answered when it is set
    feeds: list[MemoryObjectSendStream[Told]] = field(default_factory=list)

    def play(self, session_key: str = "5", offset: int = 0, **fields: object) -> None:
        observed = make_observed(session_key=session_key, view_offset=offset, **fields)
        observed = replace(observed, server_id=self.server_id)
        self.streams[session_key] = Playing(observed, self.clock.now(), offset)
        self.tell(session_key)

    def turn(self, session_key: str, state: SessionState) -> None:
        """The player changes what it does."""
        playing, now = self.streams[session_key], self.clock.now()
        offset = playing.at(now).view_offset
        self.streams[session_key] = Playing(replace(playing.observed, state=state), now, offset)
        self.tell(session_key)

    def stop(self, session_key: str = "5", *, silently: bool = False) -> None:
        observed = self.streams[session_key].at(self.clock.now())
        if not silently:
            self.send(_notice(replace(observed, state=STOPPED)))
        del self.streams[session_key]

    def tell(self, session_key: str) -> None:
        self.send(_notice(self.streams[session_key].at(self.clock.now())))

    def send(self, told: Told) -> None:
        for feed in () if self.is_deaf else self.feeds:
            feed.send_nowait(told)

    async def sessions(self) -> Sequence[ObservedSession]:
        self.requests.append("sessions")
        if self.gate is not None:
            await self.gate.wait()
        self._check()
        return tuple(playing.at(self.clock.now()) for playing in self.streams.values())

    async def metadata_many(self, rating_keys: Iterable[int]) -> Mapping[int, MediaItem]:
        self.requests.append("metadata")
        self._check()
        return {key: self.items[key] for key in rating_keys if key in self.items}

    async def programme(self, guid: str) -> MediaItem | None:
        self.requests.append("programme")
        self._check()
        return self.programmes.get(guid)

    async def history(self, since: int) -> Sequence[ServerView]:
        self.requests.append("history")
        self._check()
        return [view for view in self.views if view.viewed_at >= since]

    async def account_token_valid(self) -> bool | None:
        self.requests.append("token")
        return self.is_token_valid

    async def terminate(self, session_id: str, reason: str) -> Termination:
        self.requests.append(f"terminate {session_id}: {reason}")
        self._check()
        found = [k for k, one in self.streams.items() if one.observed.session_id == session_id]
        if not found:
            return Termination.GONE
        if self.obeys is Termination.DONE and not self.ignores_stops:
            self.stop(found[0])
        return self.obeys

    def feed(self) -> FakeFeed:
        return FakeFeed(self)

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble


@dataclass
class FakeFeed:
    """The socket of the fake server."""

    server: FakeServer

    async def events(self) -> AsyncIterator[Told]:
        send, receive = anyio.create_memory_object_stream[Told](10_000)
        self.server.feeds.append(send)
        try:
            with send, receive:
                yield ConnectionNotice(self.server.server_id, is_connected=True)
                async for told in receive:
                    yield told
        finally:
            self.server.feeds.remove(send)


def _notice(observed: ObservedSession) -> Notice:
    return make_notice(
        observed.state,
        observed.view_offset,
        server_id=observed.server_id,
        session_key=observed.session_key,
        rating_key="" if observed.rating_key is None else str(observed.rating_key),
        key=f"/library/metadata/{observed.rating_key}",
        transcode_key=observed.transcode_key,
        client_identifier=observed.machine_id,
    )
