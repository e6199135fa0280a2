"""Asking a Plex server: containers, whole lists in pages, and tolerance for single bad elements."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from typing import TypeVar

import structlog

from watchkeeper.errors import MalformedError
from watchkeeper.integrations.http import Answer, Call, HttpClient, Params
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.wire import Element
from watchkeeper.values import dataclass

S = TypeVar("S")
T = TypeVar("T")

PAGE_SIZE = 200
TOTAL_HEADER = "x-plex-container-total-size"


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """How we introduce ourselves; the client identifier is made once per install and kept."""

    client_identifier: str
    version: str
    product: str = "Watchkeeper"
    device_name: str = "Watchkeeper"


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list as the server sent it; `total` None where it does not tell."""

    container: Element
    offset: int
    total: int | None


def plex_headers(product: ProductFacts, token: str) -> dict[str, str]:
    """The headers of every request to Plex; the token travels here and nowhere else."""
    headers = {
        "Accept": "application/json",
        "X-Plex-Product": product.product,
        "X-Plex-Version": product.version,
        "X-Plex-Client-Identifier": product.client_identifier,
        "X-Plex-Device-Name": product.device_name,
    }
    return headers | ({"X-Plex-Token": token} if token else {})


class PlexConnection:
    """Sends requests to one server and reads its containers."""

    def __init__(self, http: HttpClient) -> None:
        self.http = http
        self._log = structlog.get_logger().bind(server=http.base_url)
        self._told: set[str] = set()

    async def answer(self, method: str, path: str, params: Params | None = None) -> Answer:
        """The answer of any status, for calls in which some statuses are answers too."""
        return await self.http.send(Call(method=method, path=path, params=params or {}))

    async def container(self, path: str, params: Params | None = None) -> Element:
        """The container of a successful GET; see `HttpClient.checked` for the errors."""
        return wire.container((await self.http.get(path, params)).content)

    async def page(self, path: str, params: Params, start: int, size: int) -> Page:
        """One page of a list; size 0 asks for the total alone."""
        paging = {"X-Plex-Container-Start": str(start), "X-Plex-Container-Size": str(size)}
        call = Call(method="GET", path=path, params=params, headers=paging)
        answer = self.http.checked(await self.http.send(call))
        container = wire.container(answer.content)
        total = wire.number(container, "totalSize")
        if total is None:
            total = wire.number({"total": answer.headers.get(TOTAL_HEADER, "")}, "total")
        offset = wire.number(container, "offset")
        return Page(container, start if offset is None else offset, total)

    async def pages(
        self,
        path: str,
        params: Params,
        elements: Callable[[Element], list[Element]],
        size: int = PAGE_SIZE,
    ) -> AsyncIterator[tuple[Element, list[Element]]]:
        """A whole list, page by page: complete, or an error.

        The server may shrink or ignore paging, so it advances by what came.

        Raises:
            MalformedError: The list ends before the total that the server tells.
        """
        start, total = 0, None
        before: list[Element] = []
        while True:
            page = await self.page(path, params, start, size)
            found = elements(page.container)
            if page.offset < start or (found and found == before):
                return  # paging is ignored: this is the whole list once more
            yield page.container, found
            before = found
            # A page was asked for because the total said that more is to come.
            is_short = not found and total is not None
            start += len(found)
            total = total if page.total is None else page.total
            if not is_short and (len(found) != size if total is None else start >= total):
                return
            if not found:
                raise MalformedError(
                    "%(label)s sent %(start)s of %(total)s entries.",
                    label=self.http.label,
                    start=start,
                    total=total,
                )

    async def listed(
        self,
        path: str,
        params: Params,
        elements: Callable[[Element], list[Element]],
        read: Callable[[Element, Element], T],
    ) -> list[T]:
        """A whole list, each element read together with its container."""
        found: list[T] = []
        async for container, page in self.pages(path, params, elements):
            pairs = ((element, container) for element in page)
            found += self.readable(pairs, lambda pair: read(*pair))
        return found

    def readable(self, elements: Iterable[S], read: Callable[[S], T]) -> list[T]:
        """The elements that can be read; each kind of unreadable one is logged once."""
        found: list[T] = []
        for element in elements:
            try:
                found.append(read(element))
            except MalformedError as error:
                self._tell_once(str(error))
        return found

    def _tell_once(self, reason: str) -> None:
        if reason not in self._told:
            self._told.add(reason)
            self._log.warning("plex element skipped", reason=reason)
