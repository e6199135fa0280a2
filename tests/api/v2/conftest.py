"""The face with a house that is made of fakes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from tests.api.v2.examples import (
    EXAMPLES,
    METHODS,
    FakeAccounts,
    FakeDatabase,
    FakePreferences,
    FakeServers,
)
from watchkeeper.api.v2.face import Face
from watchkeeper.application import Application


@pytest.fixture
def fakes() -> Any:
    return SimpleNamespace(
        accounts=FakeAccounts(),
        db=FakeDatabase(),
        servers=FakeServers(),
        preferences=FakePreferences(),
    )


@pytest.fixture
async def client(fakes: Any) -> AsyncIterator[httpx2.AsyncClient]:
    face = Face(cast(Application, fakes), EXAMPLES)
    app = Starlette(
        routes=[
            Route("/api/v2", face.answer, methods=METHODS),
            Route("/api", face.elsewhere, methods=METHODS),
            Route("/api/{rest:path}", face.elsewhere, methods=METHODS),
        ]
    )
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://tests") as found:
        yield found
