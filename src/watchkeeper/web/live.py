"""The live channel: what changes on the bus becomes a changed part of the page."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import PlayRecorded
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.monitoring.events import (
    ServerStateChanged,
    SessionChanged,
    SessionStarted,
    SessionStopped,
)
from watchkeeper.web.pages.home import HomePages
from watchkeeper.web.site import Site
from watchkeeper.web.views.home import document_title, now_of
from watchkeeper.web.views.stream_card import card_id, stream_card

KEEP_ALIVE_SECONDS = 15
TICK_SECONDS = 1.0
RETRY_MS = 2000


class LivePages:
    """The stream of server-sent events behind Home."""

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
        yield f"retry: {RETRY_MS}\n\n".encode()
        with self._app.bus.feed() as feed:
            for message in await self._whole(request):
                yield message
            while not await request.is_disconnected():
                changed = await _gathered(feed)
                if changed is None:
                    return
                yield b"".join(await self._messages(request, changed)) or b": alive\n\n"

    async def _whole(self, request: Request) -> list[bytes]:
        """Everything as it is now: a browser that comes back has missed something."""
        page = await self._site.frame(request, "home")
        cards = [self._card(live, page) for live in self._app.monitoring.sessions()]
        return [*cards, *await self._summary(request)]

    async def _messages(self, request: Request, changed: list[object]) -> list[bytes]:
        page = await self._site.frame(request, "home")
        latest: dict[str, bytes] = {}
        for event in changed:
            match event:
                case SessionStopped(session=live):
                    latest[card_id(live)] = _message("gone", {"id": card_id(live)})
                case SessionStarted(session=live) | SessionChanged(session=live):
                    latest[card_id(live)] = self._card(live, page)
        said = [_said(event) for event in changed if isinstance(event, SessionStarted)]
        summary = await self._summary(request) if changed else []
        return [*latest.values(), *said, *summary]

    def _card(self, live: LiveSession, page: object) -> bytes:
        card = stream_card(live, self._app.clock.now(), self._app.zone, self._site.pictures)
        html = self._site.renderer.text("parts/stream_card.html", {"card": card, "page": page})
        return _message("card", {"id": card.id, "html": html})

    async def _summary(self, request: Request) -> list[bytes]:
        sessions = self._app.monitoring.sessions()
        home = {
            "now": now_of(sessions),
            "problems": await self._home.problems(),
            "cards": sessions,
            "today": await self._home.today(),
            "last": (),
        }
        values = {"home": home, "page": await self._site.frame(request, "home")}
        parts = ("now", "problems", "today", "health")
        return [
            *(self._part(name, values) for name in parts),
            _message("title", {"text": document_title(len(sessions))}),
        ]

    def _part(self, name: str, values: dict[str, object]) -> bytes:
        html = self._site.renderer.text(f"parts/{name}.html", values)
        return _message("part", {"id": name, "html": html})


SHOWN = (SessionStarted, SessionChanged, SessionStopped, ServerStateChanged, PlayRecorded)


async def _gathered(feed: AsyncIterator[object]) -> list[object] | None:
    """What happened within a moment; an empty list when nothing did for long, None at the end."""
    events: list[object] = []
    with anyio.move_on_after(KEEP_ALIVE_SECONDS) as scope:
        async for event in feed:
            if not isinstance(event, SHOWN):
                continue
            if not events:
                scope.deadline = anyio.current_time() + TICK_SECONDS / 4
            events.append(event)
        return None
    return events


def _message(name: str, content: dict[str, object]) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(content) + b"\n\n"


def _said(event: SessionStarted) -> bytes:
    live = event.session
    title = live.observed.facts.get("full_title") or live.observed.facts.get("title") or ""
    return _message("say", {"text": f"{live.person.friendly_name} started {title}"})
