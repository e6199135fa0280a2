"""The privacy view around all pages: what goes out is disguised, what comes back is understood."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

import anyio.to_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message

from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.accounts.access import Endpoint, Principal
from watchkeeper.features.libraries.library import LibrariesChanged
from watchkeeper.features.system.events import ServerAdded, ServerChanged
from watchkeeper.features.users.user import UsersChanged
from watchkeeper.web.look import COOKIE, Look
from watchkeeper.web.privacy import Disguise, Kind, Known, StandIns
from watchkeeper.web.site import Site

MOST_SESSIONS = 64  # whose stand-ins are remembered
FORM = "application/x-www-form-urlencoded"
PICTURE = "/static/hidden.svg"


class Veiling:
    """Lays the privacy view over pages, for the browsers that switched it on."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application
        self._sessions: OrderedDict[int, StandIns] = OrderedDict()
        self._people: Known | None = None
        self._names = -1  # how many names the record had then
        self._titles: tuple[int, Known] = (0, Known())  # up to which item they are known
        self._places: tuple[frozenset[str], Known] = (frozenset(), Known())
        for event in (UsersChanged, LibrariesChanged, ServerAdded, ServerChanged):
            self._app.bus.listen(event, self._forget_people)

    def page(self, page: Page) -> Page:
        """The page, disguised for those who want it."""
        if page.access is Access.KEY:
            return page
        return replace(page, endpoint=self._veiled(page.endpoint))

    def _veiled(self, endpoint: Endpoint) -> Endpoint:
        async def answer(request: Request) -> Response:
            if Look.of(request.cookies.get(COOKIE, "")).privacy != "on":
                self._site.renderer.disguise.set(None)
                return await endpoint(request)
            disguise = await self.disguise(_principal(request))
            self._site.renderer.disguise.set(disguise)
            return disguised(await endpoint(await _meant(request, disguise)), disguise)

        return answer

    async def laid_over(self, request: Request, response: Response) -> Response:
        """An answer that no page made, as this browser wants to see it."""
        if Look.of(request.cookies.get(COOKIE, "")).privacy != "on":
            return response
        return disguised(response, await self.disguise(_principal(request)))

    async def disguise(self, principal: Principal | None) -> Disguise:
        """What somebody sees in place of what there is."""
        nets = [
            await self._known_places(),
            await self._known_people(),
            await self._known_titles(),
            self._present(principal),
        ]
        return Disguise(
            self._stand_ins(principal),
            tuple(net for net in nets if net),
            self._site.renderer.url(PICTURE),
        )

    def _stand_ins(self, principal: Principal | None) -> StandIns:
        session = (principal.session_id if principal else None) or 0
        known = self._sessions.pop(session, None)
        if known is None:
            known = StandIns(self._app.sealer.derive(f"privacy {session}"))
        self._sessions[session] = known
        if len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return known

    async def _known_people(self) -> Known:
        """Names of people, players, servers and libraries."""
        count = self._app.search.count_names()
        if self._people is None or self._names != count:
            self._names = count
            texts: list[tuple[Kind, str]] = []
            for server in await self._app.servers.all():
                host = urlsplit(server.url).hostname or ""
                texts += [(Kind.SERVER, server.name), (Kind.SERVER, host)]
                for user in await self._app.users.all(server.id, with_deleted=True):
                    names = (user.display_name, user.username, user.title)
                    texts += [(Kind.NAME, name) for name in names if name]
                for library in await self._app.libraries.all(server.id, with_deleted=True):
                    texts.append((Kind.LIBRARY, library.section_name or ""))
            texts += [(Kind.NAME, name) for name in await self._app.search.names()]
            self._people = Known.of(texts, self._site.renderer.vocabulary)
        return self._people

    async def _known_places(self) -> Known:
        """Towns and countries that may be shown."""
        running = [one.ip_address for one in self._app.monitoring.running()]
        words = await self._app.places.words(running)
        if words != self._places[0]:
            texts = ((Kind.PLACE, word) for word in sorted(words))
            self._places = words, Known.of(texts, self._site.renderer.vocabulary)
        return self._places[1]

    async def _known_titles(self) -> Known:
        if self._titles[0] < self._app.search.last_item:
            self._titles = await anyio.to_thread.run_sync(self._with_new_titles, *self._titles)
        return self._titles[1]

    def _with_new_titles(self, after: int, known: Known) -> tuple[int, Known]:
        last = self._app.search.last_item
        titles = dict.fromkeys(self._app.search.titles(after))
        more = ((Kind.TITLE, title) for title in titles)
        return last, known.with_more(more, self._site.renderer.vocabulary)

    def _present(self, principal: Principal | None) -> Known:
        """Who asks, and what plays now and may not be in the record yet."""
        texts = [(Kind.NAME, principal.name)] if principal else []
        for live in self._app.monitoring.sessions():
            facts = live.observed.facts
            texts += [
                (Kind.NAME, str(facts.get("player") or "")),
                (Kind.NAME, live.person.friendly_name),
            ]
            names = ("title", "parent_title", "grandparent_title", "original_title")
            texts += [(Kind.TITLE, str(facts.get(name) or "")) for name in names]
        return Known.of(texts, self._site.renderer.vocabulary)

    def _forget_people(self, _event: object) -> None:
        self._people = None


def _principal(request: Request) -> Principal | None:
    return getattr(request.state, "principal", None)


def disguised(response: Response, disguise: Disguise) -> Response:
    """The answer as somebody may see it who looks over a shoulder; files are left as they are."""
    kind = response.headers.get("content-type", "")
    if "content-disposition" in response.headers:
        return response
    if isinstance(response, StreamingResponse):
        if kind.startswith("text/event-stream"):
            response.body_iterator = _events(response.body_iterator, disguise)
        return response
    if kind.startswith("text/html"):
        response.body = disguise.html(bytes(response.body).decode()).encode()
        response.headers["content-length"] = str(len(response.body))
    return response


async def _events(chunks: object, disguise: Disguise) -> AsyncIterator[bytes]:
    async for chunk in chunks:  # type: ignore[attr-defined]  # a stream of bytes or text
        text = chunk if isinstance(chunk, str) else bytes(chunk).decode()
        yield disguise.events(text).encode()


async def _meant(request: Request, disguise: Disguise) -> Request:
    """The request with what its stand-ins stand for."""
    query = request.url.query
    meant = disguise.query_meant(query)
    body: bytes | None = None
    if request.headers.get("content-type", "").startswith(FORM):
        form = await request.form()
        pairs = [(name, value) for name, value in form.multi_items()]
        sent = urlencode([pair for pair in pairs if not isinstance(pair[1], UploadFile)])
        body = disguise.query_meant(sent).encode()
    if meant == query and body is None:
        return request

    async def receive() -> Message:
        return {"type": "http.request", "body": body or b"", "more_body": False}

    scope = {**request.scope, "query_string": meant.encode("latin-1", "replace")}
    return Request(scope, request.receive if body is None else receive)
