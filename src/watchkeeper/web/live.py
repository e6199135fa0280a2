"""The live channel: what changes on the bus becomes a changed part of the page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import anyio
import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from watchkeeper.features.accounts import Access, Browser, Page
from watchkeeper.features.history import PlayRecorded
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.monitoring.events import (
    ServerStateChanged,
    SessionChanged,
    SessionStarted,
    SessionStopped,
)
from watchkeeper.web.pages.home.page import HomePages
from watchkeeper.web.rendering import PageContext
from watchkeeper.web.site import Site
from watchkeeper.web.views.streams.card import Scene, card_id, said_of, stream_card

KEEP_ALIVE_SECONDS = 15
GATHER_SECONDS = 0.2  # what happens together is sent together
RETRY_MS = 2000
SHOWN = (SessionStarted, SessionChanged, SessionStopped, ServerStateChanged, PlayRecorded)
ROWS_CHANGE = (SessionStarted, SessionStopped, PlayRecorded)
PARTS = ("now", "problems", "today", "nothing_playing", "health")


class LivePages:
    """The stream of server-sent events behind every page."""

    def __init__(self, site: Site, home: HomePages) -> None:
        self._site = site
        self._app = site.application
        self._home = home

    def pages(self) -> list[Page]:
        """The address, and whom it lets in."""
        return [Page("/live", self.live, Access.OWNER, name="live")]

    async def live(self, request: Request) -> Response:
        """Never ends by itself; the browser comes back when it does."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            self._events(request), media_type="text/event-stream", headers=headers
        )

    async def _events(self, request: Request) -> AsyncIterator[bytes]:
        """Home is told all of it; other pages that rows and health have changed."""
        is_home = request.query_params.get("of") == "home"
        yield f"retry: {RETRY_MS}\n\n".encode()
        with self._app.bus.feed() as feed:
            yield b"".join(await self._whole(request, is_home=is_home))
            while not await request.is_disconnected():
                changed = await _gathered(feed)
                if changed is None or not await self._is_signed_in(request):
                    return
                messages = await self._changes(request, changed, is_home=is_home)
                yield b"".join(messages) or b": alive\n\n"

    async def _is_signed_in(self, request: Request) -> bool:
        """Whether who began to listen may listen still: the gate was passed long ago."""
        browser: Browser = request.state.browser
        return await self._app.accounts.is_signed_in(browser.session_token)

    async def _whole(self, request: Request, *, is_home: bool) -> list[bytes]:
        """Everything as it is now: a browser that comes back has missed something."""
        page = await self._site.frame(request, "home")
        if not is_home:
            return [self._part("health", {"page": page})]
        sessions, scene = self._home.sessions(), await self._home.scene()
        here = _message("here", {"ids": [card_id(live) for live in sessions]})
        cards = [self._card(live, sessions, scene, page) for live in sessions]
        return [here, *cards, *await self._summary(page)]

    async def _changes(
        self, request: Request, changed: Sequence[object], *, is_home: bool
    ) -> list[bytes]:
        if not changed:
            return []
        page = await self._site.frame(request, "home")
        if not is_home:
            rows_change = any(isinstance(event, ROWS_CHANGE) for event in changed)
            health = self._part("health", {"page": page})
            return [health, _message("rows", {})] if rows_change else [health]
        said = [
            _message("say", {"text": said_of(one.session)})
            for one in changed
            if isinstance(one, SessionStarted)
        ]
        return [*await self._cards(changed, page), *said[-1:], *await self._summary(page)]

    async def _cards(self, changed: Sequence[object], page: PageContext) -> list[bytes]:
        sessions, scene = self._home.sessions(), await self._home.scene()
        if any(isinstance(event, ServerStateChanged) for event in changed):
            return [self._card(live, sessions, scene, page) for live in sessions]
        running = {card_id(live): live for live in sessions}
        told = {
            card_id(event.session): None
            for event in changed
            if isinstance(event, SessionStarted | SessionChanged | SessionStopped)
        }
        return [
            self._card(running[name], sessions, scene, page)
            if name in running
            else _message("gone", {"id": name})
            for name in told
        ]

    def _card(
        self, live: LiveSession, sessions: Sequence[LiveSession], scene: Scene, page: PageContext
    ) -> bytes:
        card = stream_card(live, scene)
        html = self._site.renderer.text("parts/stream_card.html", {"card": card, "page": page})
        at = sessions.index(live)
        after = card_id(sessions[at - 1]) if at else ""
        return _message("card", {"id": card.id, "html": html, "after": after})

    async def _summary(self, page: PageContext) -> list[bytes]:
        home = await self._home.summary()
        values = {"home": home, "page": page}
        return [
            *(self._part(name, values) for name in PARTS),
            _message("title", {"text": home.document_title}),
        ]

    def _part(self, name: str, values: dict[str, object]) -> bytes:
        html = self._site.renderer.text(f"parts/{name}.html", values)
        return _message("part", {"id": name, "html": html})


async def _gathered(feed: AsyncIterator[object]) -> list[object] | None:
    """What happened within a moment; an empty list when nothing did for long, None at the end."""
    events: list[object] = []
    with anyio.move_on_after(KEEP_ALIVE_SECONDS) as scope:
        async for event in feed:
            if not isinstance(event, SHOWN):
                continue
            if not events:
                scope.deadline = anyio.current_time() + GATHER_SECONDS
            events.append(event)
        return None
    return events


def _message(name: str, content: dict[str, object]) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(content) + b"\n\n"
