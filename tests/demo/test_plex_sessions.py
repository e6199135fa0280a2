"""Running streams over HTTP."""

from __future__ import annotations

from tests.fakes.plex import FakePlex


async def test_an_idle_server_leaves_the_list_of_sessions_out() -> None:
    fake = FakePlex()
    async with fake.client() as client:
        reply = await client.get("/status/sessions")
    assert reply.json() == {"MediaContainer": {"size": 0}}
