"""A Plex server made of prepared answers, with a record of what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson

from watchkeeper.domain.facts import ServerId
from watchkeeper.integrations.plex import PlexServer, PlexSettings, ProductFacts, open_plex_server
from watchkeeper.integrations.plex.tv import PlexTv, open_plex_tv

TOKEN = "t0ken-of-the-owner"
PRODUCT = ProductFacts(client_identifier="watchkeeper-test", version="1.0")

Reply = tuple[int, bytes, Mapping[str, str]]


def json(payload: Any, status: int = 200, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, orjson.dumps(payload), {"content-type": "application/json", **named}


def xml(text: str, status: int = 200) -> Reply:
    return status, text.encode(), {"content-type": "text/xml;charset=utf-8"}


def empty(status: int) -> Reply:
    return status, b"<html><head></head><body>no</body></html>", {"content-type": "text/html"}


@dataclass
class PreparedPlex:
    """Answers by path; a callable is asked with the request."""

    replies: dict[str, Reply | Callable[[httpx2.Request], Reply]] = field(default_factory=dict)
    requests: list[httpx2.Request] = field(default_factory=list)

    async def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        found = self.replies.get(request.url.path, empty(404))
        status, content, headers = found(request) if callable(found) else found
        return httpx2.Response(status, content=content, headers=dict(headers))

    def client(self, tv: PlexTv | None = None, **fields: Any) -> PlexServer:
        url = "http://plex.test:32400"
        settings = PlexSettings(
            **{"server_id": ServerId(1), "url": url, "product": PRODUCT, "token": TOKEN, **fields}
        )
        return open_plex_server(settings, tv=tv, transport=httpx2.MockTransport(self.answer))

    def tv(self) -> PlexTv:
        transport = httpx2.MockTransport(self.answer)
        return open_plex_tv(PRODUCT, token=TOKEN, url="http://tv.test", transport=transport)

    @property
    def paths(self) -> list[str]:
        return [request.url.path for request in self.requests]
