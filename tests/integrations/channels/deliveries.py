"""Deliveries and channels for the tests of what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2

from watchkeeper.domain.notices.agents import agent_named
from watchkeeper.domain.notices.message import Attachment, Delivery, Message
from watchkeeper.integrations.channels import Channels, Poster, Scripts, Ways

HELLO = Message(
    action="play",
    subject="Attic",
    body="Ada <started> playing",
    at=1_700_000_000,
    extras={"media_type": "movie", "imdb_url": "https://imdb.test/tt1", "user": "Ada"},
)
PICTURE = Attachment(name="poster.jpg", content_type="image/jpeg", content=b"\xff\xd8\xff picture")
FILM = Message(
    action="created",
    subject="Attic",
    body="Up was added.",
    at=1_700_000_000,
    extras={
        "media_type": "movie",
        "title": "Up",
        "year": "2009",
        "summary": "A house & balloons.",
        "poster_thumb": "/library/metadata/7/thumb/1",
        "imdb_url": "https://imdb.test/tt7",
        "plex_url": "https://plex.test/7",
        "rating_key": "7",
    },
)


def delivery(agent: str, message: Message = HELLO, /, **settings: Any) -> Delivery:
    known = agent_named(agent)
    assert known is not None
    return Delivery(server_id=1, agent=agent, settings={**known.usual, **settings}, message=message)


class Web:
    """All receivers of the web; writes down what comes."""

    def __init__(self, status: int = 200, content: bytes = b"", **headers: str) -> None:
        self.status = status
        self.content = content
        self.headers = headers
        self.heard: list[httpx2.Request] = []
        self.asked_pictures: list[str] = []

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.heard.append(request)
        return httpx2.Response(self.status, content=self.content, headers=self.headers)

    async def picture(self, _server_id: int, path: str) -> Attachment | None:
        self.asked_pictures.append(path)
        return PICTURE

    def channels(self, scripts: Path | None = None, **ways: Any) -> Channels:
        poster = Poster(httpx2.MockTransport(self.answer))
        given = {"pictures": self.picture, **ways}
        return Channels(Ways(poster=poster, scripts=Scripts(scripts, variables), **given))


async def variables(_server_id: int) -> Mapping[str, str]:
    return {"PLEX_URL": "http://plex.test", "PLEX_TOKEN": "plex-secret"}
