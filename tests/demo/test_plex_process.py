"""The server as a process of its own, over real sockets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidStatus

from watchkeeper.demo.plexserver.events import PLURAL, SINGULAR
from watchkeeper.demo.plexserver.state import DEMO_TOKEN
from watchkeeper.demo.process import PlexProcess
from watchkeeper.errors import UnreachableError

PATIENCE_SECONDS = 60.0
HEADERS = {"X-Plex-Token": DEMO_TOKEN, "Accept": "application/json"}


@pytest.fixture
async def server() -> AsyncIterator[PlexProcess]:
    async with PlexProcess(["--controls", "--scale", "0.05"]) as running:
        yield running


def open_socket(server: PlexProcess, path: str = PLURAL, token: str = DEMO_TOKEN) -> connect:
    address = f"ws://127.0.0.1:{server.port}{path}"
    return connect(address, additional_headers={"X-Plex-Token": token})


def client_of(server: PlexProcess) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=server.url, headers=HEADERS, timeout=PATIENCE_SECONDS)


async def entry(socket: ClientConnection) -> dict[str, Any]:
    container = json.loads(await socket.recv())["NotificationContainer"]
    first: dict[str, Any] = container["PlaySessionStateNotification"][0]
    return first


async def test_a_stream_is_heard_on_the_socket_and_seen_in_the_list(server: PlexProcess) -> None:
    async with client_of(server) as client, open_socket(server) as socket:
        film = (await client.get("/library/sections/1/all")).json()["MediaContainer"]["Metadata"][0]
        body = {"person": "marlow", "rating_key": film["ratingKey"], "mode": "direct play"}
        key = (await client.post("/_sim/do/start", json=body)).json()["session_key"]
        assert (await entry(socket))["state"] == "playing"
        listed = (await client.get("/status/sessions")).json()["MediaContainer"]["Metadata"]
        assert [one["sessionKey"] for one in listed] == [key]
        await client.post("/_sim/do/stop", json={"session_key": key})
        assert (await entry(socket))["state"] == "stopped"


async def test_both_socket_addresses_answer_and_a_wrong_token_does_not(server: PlexProcess) -> None:
    async with open_socket(server), open_socket(server, SINGULAR), client_of(server) as client:
        counted = (await client.get("/_sim/requests")).json()["dialects"]
    assert counted == {f"websocket {PLURAL}": 1, f"websocket {SINGULAR}": 1}
    with pytest.raises(InvalidStatus, match="401"):
        async with open_socket(server, token="wrong"):
            pass


async def test_f15_a_revoked_token_is_refused_on_the_socket_too(server: PlexProcess) -> None:
    async with client_of(server) as client:
        await client.post("/_sim/faults", json={"status": 401})
    with pytest.raises(InvalidStatus, match="401"):
        async with open_socket(server):
            pass


async def test_f14_a_socket_can_end_with_and_without_a_close_frame(server: PlexProcess) -> None:
    async with client_of(server) as client:
        async with open_socket(server) as socket:
            await client.post("/_sim/sockets", json={"end": "close"})
            with pytest.raises(ConnectionClosedOK):
                await socket.recv()
        async with open_socket(server) as socket:
            await client.post("/_sim/sockets", json={"end": "cut"})
            with pytest.raises(ConnectionClosedError):
                await socket.recv()


async def test_a_refusing_server_breaks_the_connection(server: PlexProcess) -> None:
    async with client_of(server) as client:
        await client.post("/_sim/faults", json={"outage": "refuse"})
        with pytest.raises(httpx2.TransportError):
            await client.get("/identity")
        await client.post("/_sim/faults", json={})
        assert (await client.get("/identity")).status_code == 200


async def test_an_ended_server_is_gone() -> None:
    async with PlexProcess(["--scale", "0.05"]) as server:
        url = server.url
    async with httpx2.AsyncClient() as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get(f"{url}/identity")


async def test_a_server_that_cannot_start_is_reported() -> None:
    with pytest.raises(UnreachableError):
        await PlexProcess(["--scale", "nonsense"]).start()
